"""How far a ballot has come: its running total, exact and by the official formula, and what it still lacks. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from awards_app.editions.models import Criterion, Edition
from awards_app.jury.models import Ballot
from awards_app.jury.round_models import Round

YES_OR_NO = "screening"


@dataclass(frozen=True)
class Sum:
    """How far a ballot has come; `total` is on 0–100 over the marks given so far.

    `unmarked` are criteria without a mark, `unsaid` those whose mark needs words that are not there.
    """

    marked: int
    of: int
    total: Fraction
    unmarked: tuple[Criterion, ...] = ()
    unsaid: tuple[Criterion, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every criterion has its mark, and every mark the words that it needs."""
        return not self.unmarked and not self.unsaid

    @property
    def shown(self) -> Decimal:
        """The total for display, rounded half up to two places."""
        return rounded(self.total)

    @property
    def missing(self) -> str:
        """What is still to be given, as sentences; empty when the ballot is complete."""
        told = []
        if self.unmarked:
            told.append(_("Without a mark: %(criteria)s.", criteria=_named(self.unmarked)))
        if self.unsaid:
            told.append(_("Say why at the end of the scale: %(criteria)s.", criteria=_named(self.unsaid)))
        return " ".join(told)


def _named(criteria: tuple[Criterion, ...]) -> str:
    return ", ".join(str(criterion.name) for criterion in criteria)


def rounded(value: Fraction) -> Decimal:
    """For display: half up, to two places."""
    return Decimal(int(value * 100 + Fraction(1, 2))).scaleb(-2)


def sum_of(judged: Round, ballot: Ballot | None) -> Sum:
    """Σ weight × mark ÷ highest mark over the marks given (PRODUCT rules of judging), and what is missing."""
    scale = judged.weights
    marks = ballot.values if ballot else {}
    total = sum(
        (
            weight.value * Fraction(marks[weight.criterion_id]) / Fraction(weight.criterion.highest)
            for weight in scale
            if weight.criterion_id in marks
        ),
        Fraction(0),
    )
    unmarked = tuple(one.criterion for one in scale if one.criterion_id not in marks)
    return Sum(len(scale) - len(unmarked), len(scale), total, unmarked, _unsaid(judged, ballot))


def needs_words(edition: Edition, criterion: Criterion, mark: Decimal) -> bool:
    """Whether the edition asks why at this mark. A yes or no of a screening has no ends."""
    return criterion.key != YES_OR_NO and edition.extremes.ask(mark, criterion.lowest, criterion.highest)


def _unsaid(judged: Round, ballot: Ballot | None) -> tuple[Criterion, ...]:
    """The criteria at whose mark the edition asks why, without an answer."""
    if ballot is None:
        return ()
    marks, words = ballot.values, ballot.words
    return tuple(
        one
        for one in (weight.criterion for weight in judged.weights)
        if one.id in marks and one.id not in words and needs_words(judged.edition, one, marks[one.id])
    )
