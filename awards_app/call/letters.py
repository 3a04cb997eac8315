"""Mail about the call: answers to questions, rules that were changed, deadlines that were moved."""

from collections.abc import Iterable
from datetime import datetime

from awards_app.call.models import Inquiry
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition, Extension, RulesVersion
from awards_app.notices import service as notices
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.team.models import Grant


def answered(inquiry: Inquiry, *, at: datetime) -> None:
    """The answer, to whoever asked, in their language."""
    notices.post("inquiry_answered", to=inquiry.email, locale=inquiry.locale, at=at, inquiry=inquiry)


def rules_changed(rules: RulesVersion, *, at: datetime) -> None:
    """To every representative, once: other rules are in force than those they may have read."""
    for grant in _one_a_person(team.grants_in(rules.edition, Role.CITY)):
        notices.post("rules_changed", to=grant.user.email, locale=grant.user.locale, at=at, rules=rules)


def extended(edition: Edition, before: datetime, *, at: datetime) -> None:
    """To every representative, once: everybody has more time. A city whose own deadline is later still is told so."""
    own = {one.city_id: one for one in editions.running_extensions(edition, at)}
    for grant in _one_a_person(team.grants_in(edition, Role.CITY)):
        facts = {"edition": edition, "before": before, "own": own.get(grant.city_id) if grant.city_id else None}
        notices.post("deadline_extended", to=grant.user.email, locale=grant.user.locale, at=at, **facts)


def extended_for(extension: Extension, *, at: datetime) -> None:
    """To the people of the city, once: they have more time, and why."""
    grants = [one for one in team.grants_in(extension.edition, Role.CITY) if one.city_id == extension.city_id]
    for grant in _one_a_person(grants):
        user = grant.user
        notices.post("city_deadline_extended", to=user.email, locale=user.locale, at=at, extension=extension)


def _one_a_person(grants: Iterable[Grant]) -> Iterable[Grant]:
    return {grant.user_id: grant for grant in grants}.values()
