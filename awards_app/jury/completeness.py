"""When a ballot is complete, told to the database: a mark counts once the words are there that its edition asks for."""

from sqlalchemy import ColumnElement, Subquery, func, or_, select

from awards_app.editions.judging import Extremes
from awards_app.editions.models import Criterion, Edition, Weight
from awards_app.jury.models import Ballot, Comment, Mark
from awards_app.jury.round_models import Round, RoundWeight
from awards_app.jury.totals import YES_OR_NO

LOWEST = (Extremes.ENDS, Extremes.LOWEST)
HIGHEST = (Extremes.ENDS, Extremes.HIGHEST)


def is_whole() -> ColumnElement[bool]:
    """Whether a mark of the query has the words that it needs; the same rule as `totals.sum_of`."""
    asked = (
        select(Criterion.id)
        .join(Edition, Edition.id == Criterion.edition_id)
        .where(Criterion.id == Mark.criterion_id, Criterion.key != YES_OR_NO)
        .where(
            or_(
                Edition.extremes.in_(LOWEST) & (Mark.value == Criterion.lowest),
                Edition.extremes.in_(HIGHEST) & (Mark.value == Criterion.highest),
            )
        )
        .correlate(Mark)
    )
    said = select(Comment.id).where(
        Comment.ballot_id == Mark.ballot_id, Comment.criterion_id == Mark.criterion_id, Comment.text != ""
    )
    return ~asked.exists() | said.correlate(Mark).exists()


def marks_needed() -> Subquery:
    """How many marks a ballot of each round needs: one for each of its own criteria, or of the category's."""
    own = select(RoundWeight.round_id, func.count().label("own")).group_by(RoundWeight.round_id).subquery("own")
    usual = select(Weight.category_id, func.count().label("usual")).group_by(Weight.category_id).subquery("usual")
    return (
        select(Round.id.label("round_id"), func.coalesce(own.c.own, usual.c.usual, 0).label("criteria"))
        .outerjoin(own, own.c.round_id == Round.id)
        .outerjoin(usual, usual.c.category_id == Round.category_id)
        .subquery("needed")
    )


def marks_given(among: ColumnElement[bool] | None = None) -> Subquery:
    """How many marks that count each ballot has, by seat; `among` says which ballots, where not all are asked for."""
    query = select(Ballot.seat_id, func.count().label("marks")).join(Mark).where(is_whole())
    if among is not None:
        query = query.where(among)
    return query.group_by(Ballot.seat_id).subquery("given")
