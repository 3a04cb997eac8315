"""What a question asks for, in words, for those who prepare an entry. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import Question
from awards_app.web.filters import number

TEXTS = {Kind.TEXT, Kind.LONG_TEXT}
ROWS = {Kind.LINKS, Kind.METRICS}


def told_of(questions: Sequence[Question]) -> Mapping[str, list[str]]:
    """For each question by its key: what bounds the answer, and on which condition it is asked."""
    by_key = {question.key: question for question in questions}
    return {question.key: list(_told(question, by_key.get(question.only_if))) for question in questions}


def _told(question: Question, other: Question | None) -> Iterator[str]:
    yield ", ".join([question.kind.label, *_bounds(question)])
    if other is not None:
        chosen = [str(wording) for key, wording in other.options if key in question.only_values] or [_("yes")]
        values = ", ".join(chosen)
        yield _("Asked only if the answer to “%(question)s” is: %(values)s.", question=other.label, values=values)


def _bounds(question: Question) -> Iterable[str]:
    limits = question.limits
    if question.kind in TEXTS:
        return _of_length(limits.least, limits.most)
    if question.kind in ROWS and limits.most:
        return [_("at most %(most)s", most=number(limits.most))]
    if question.kind is Kind.NUMBER:
        return _of_number(question)
    return _of_others(question)


def _of_length(least: int, most: int) -> Iterator[str]:
    if least:
        yield _("at least %(least)s characters", least=number(least))
    if most:
        yield _("at most %(most)s characters", most=number(most))


def _of_number(question: Question) -> Iterator[str]:
    lowest, highest = question.limits.lowest, question.limits.highest
    if lowest is not None:
        yield _("from %(least)s", least=number(lowest))
    if highest is not None:
        yield _("up to %(most)s", most=number(highest))


def _of_others(question: Question) -> Iterator[str]:
    if question.kind is Kind.PERIOD and question.limits.months:
        yield ngettext(
            "within the last %(num)d month before entries close",
            "within the last %(num)d months before entries close",
            question.limits.months,
        )
    if question.kind is Kind.CHOICE and question.limits.several:
        yield _("several options may be chosen")
