"""What the board proposes to do next about a round: one act, which leads to a page that shows its effect. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.editions.phases import Phase
from awards_app.jury.round_models import Round
from awards_app.results.health import Health


@dataclass(frozen=True)
class Proposal:
    """An act in words, and where it is shown with its effect."""

    label: str
    url: str


class Row(Protocol):
    """What a proposal follows from."""

    @property
    def round(self) -> Round: ...
    @property
    def health(self) -> Health: ...
    @property
    def closed(self) -> str: ...
    @property
    def late(self) -> tuple[object, ...]: ...
    @property
    def problems(self) -> int: ...


def proposal_for(row: Row, rows: Iterable[Row]) -> Proposal | None:
    """The first that helps; None where there is nothing to do but to wait."""
    judged = row.round
    if judged.edition.phase is Phase.DELIBERATION:
        return _in_session(row)
    if judged.is_running and judged.edition.phase is Phase.JUDGING:
        return _while_open(row, any(_follows(one.round, judged) for one in rows))
    if judged.closed_at and judged.edition.phase is Phase.JUDGING:
        return _after_close(judged, [one.round for one in rows if _follows(one.round, judged)])
    return _while_planned(row)


def _follows(one: Round, judged: Round) -> bool:
    return one.category_id == judged.category_id and one.position > judged.position


def _while_open(row: Row, followed: bool) -> Proposal | None:
    """An entry that cannot reach its minimum comes first; then what is not decided, then who holds it up."""
    edition, count = row.round.edition, len(row.late)
    cases: list[tuple[object, Callable[[], Proposal]]] = [
        (row.health.lost, lambda: Proposal(_("Reseat …"), _round_url(row.round, "reseat"))),
        (row.health.conflicts, lambda: _conflicts(row)),
        (count and row.closed, lambda: Proposal(_("Close without …"), _round_url(row.round, "without"))),
        (
            count,
            lambda: Proposal(
                ngettext("Remind (%(num)d) …", "Remind (%(num)d) …", count),
                url_for("reminders.overview", edition=edition.slug, round=row.round.id),
            ),
        ),
        (
            followed,
            lambda: Proposal(
                _("Close the round …"), url_for("shortlists.effect", edition=edition.slug, round_id=row.round.id)
            ),
        ),
    ]
    return next((make() for holds, make in cases if holds), None)


def _conflicts(row: Row) -> Proposal:
    label = ngettext("Decide %(num)d conflict", "Decide %(num)d conflicts", row.health.conflicts)
    return Proposal(label, url_for("conflicts.overview", edition=row.round.edition.slug))


def _after_close(judged: Round, following: list[Round]) -> Proposal | None:
    later = min(following, key=lambda one: one.position, default=None)
    if later is None:
        return None
    if later.opened_at is None:
        return Proposal(
            _("Open the next round …"), url_for("rounds.show", edition=judged.edition.slug, round_id=later.id)
        )
    shown = url_for("rounds.show", edition=judged.edition.slug, round_id=judged.id, _anchor="shortlist")
    return None if later.nominated_at else Proposal(_("Publish the shortlist …"), shown)


def _while_planned(row: Row) -> Proposal | None:
    if row.health.conflicts:
        return _conflicts(row)
    if not row.problems:
        return None
    shown = url_for("rounds.show", edition=row.round.edition.slug, round_id=row.round.id)
    return Proposal(_("Mend the plan …"), shown)


def _in_session(row: Row) -> Proposal | None:
    """Ties wait for the chair, contested entries are talked about first."""
    shown = url_for("results.overview", edition=row.round.edition.slug)
    if row.health.ties:
        return Proposal(_("See the ladder"), shown)
    return Proposal(_("List for the discussion"), shown) if row.health.contested else None


def _round_url(judged: Round, anchor: str) -> str:
    return url_for("board.one", edition=judged.edition.slug, round_id=judged.id, _anchor=anchor)
