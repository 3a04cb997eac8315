"""What an entry still lacks before it can be submitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from awards_app.entries.models import Attachment, Entry
from awards_app.questionnaire.kinds import Answer, Kind, is_empty
from awards_app.questionnaire.models import Question
from awards_app.web.filters import day

EVIDENCE = {Kind.LINKS, Kind.FILES}


@dataclass(frozen=True)
class Missing:
    """One thing to add; `field` is the form field where it goes."""

    text: str
    field: str

    def __str__(self) -> str:
        return self.text


def of_submission(entry: Entry, questions: Sequence[Question]) -> list[Missing]:
    """All that is missing, in the order of the form."""
    missing = [Missing(_("Agree to the nomination, or decline it."), "nomination")] if entry.awaits_consent else []
    missing += [] if entry.title else [Missing(_("Give the campaign a title."), "title")]
    for question in asked(entry, questions):
        missing += _of_answer(entry, question)
    missing += _of_evidence(entry, questions)
    missing += [Missing(_words_for(one), "attachments") for one in entry.attachments if one.needs_words and not one.alt]
    if not entry.population:
        missing.append(
            Missing(_("The population of your city is not in the register yet. Ask the organiser."), "category")
        )
    elif entry.category.class_for(entry.population) is None:
        missing.append(Missing(_("This category is not open to cities of your size. Choose another one."), "category"))
    return missing


def _words_for(attachment: Attachment) -> str:
    if attachment.is_image:
        return str(_("Describe the image “%(name)s” for those who cannot see it.", name=attachment.name))
    return str(_("Write down what is said or shown in “%(name)s”.", name=attachment.name))


def asked(entry: Entry, questions: Sequence[Question]) -> list[Question]:
    """The questions that the answers so far let be asked."""
    return [question for question in questions if question.is_asked(entry.answers)]


def _of_answer(entry: Entry, question: Question) -> list[Missing]:
    answer = entry.answers.get(question.key)
    if question.kind is Kind.PERIOD:
        return _of_period(entry, question, answer or {})
    if question.kind is Kind.FILES:
        answer = [one.name for one in entry.attachments if one.question == question.key]
    if is_empty(answer):
        return [_unanswered(question)] if question.required else []
    least = question.limits.least
    if question.kind is Kind.LONG_TEXT and len(str(answer)) < least:
        return [
            Missing(
                _("%(question)s: write at least %(least)d characters.", question=question.label, least=least),
                question.key,
            )
        ]
    return []


def _unanswered(question: Question) -> Missing:
    if question.kind is Kind.CONSENT:
        return Missing(_("Tick: %(question)s", question=question.label), question.key)
    return Missing(_("Fill in: %(question)s.", question=question.label), question.key)


def _of_period(entry: Entry, question: Question, answer: Answer) -> list[Missing]:
    begins, ends = answer.get("from"), answer.get("to")
    if not begins or not ends:
        return [_unanswered(question)] if question.required or begins or ends else []
    months = question.limits.months
    edition, zone = entry.edition, ZoneInfo(entry.edition.timezone)
    last = edition.entries_close_at.astimezone(zone).date()
    # Counted from the deadline that was announced first: more time for all must not push anybody's campaign out.
    first = months_before((edition.announced_close_at or edition.entries_close_at).astimezone(zone).date(), months)
    if months and not first <= date.fromisoformat(begins) <= date.fromisoformat(ends) <= last:
        text = _(
            "%(question)s: it must lie between %(first)s and %(last)s.",
            question=question.label,
            first=day(first),
            last=day(last),
        )
        return [Missing(text, question.key)]
    return []


def months_before(last: date, months: int) -> date:
    """The same day so many months earlier; the last day of a shorter month stands in for a missing one."""
    index = last.year * 12 + last.month - 1 - months
    year, month = divmod(index, 12)
    for number in range(last.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(last.day, 27))


def _of_evidence(entry: Entry, questions: Sequence[Question]) -> list[Missing]:
    """A jury that can look at nothing cannot judge: a form that asks for links or files wants at least one."""
    sources = [question for question in questions if question.kind in EVIDENCE]
    if not sources or entry.attachments or any(entry.answers.get(one.key) for one in sources):
        return []
    # The last one: a special section's own links come before those that every form asks for.
    return [Missing(_("Add a link to the campaign or an attachment."), sources[-1].key)]


def share_done(entry: Entry, questions: Sequence[Question]) -> int:
    """How complete the entry is, in percent of what is asked."""
    needed = sum(question.required for question in asked(entry, questions)) + 2
    return max(0, round(100 * (needed - min(needed, len(of_submission(entry, questions)))) / needed))
