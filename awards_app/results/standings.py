"""The boards of an edition, for those who may see them."""

from datetime import datetime

from awards_app.editions import phases
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition, SizeClass
from awards_app.editions.phases import Act
from awards_app.results import boards, queries
from awards_app.results.boards import Board


def boards_of(edition: Edition, *, at: datetime) -> list[Board]:
    """Every scored class that has entries; refused while the jury still judges. The same queries for any size."""
    phases.require(edition, Act.READ_STANDINGS, at)
    return _boards(edition, scored_classes(edition))


def board_of(edition: Edition, size_class: SizeClass, *, at: datetime) -> Board:
    """The board of one class."""
    phases.require(edition, Act.READ_STANDINGS, at)
    return _boards(edition, [size_class])[0]


def would_be(edition: Edition) -> list[Board]:
    """The boards as they would be if judging closed now; only for what they lack, never to show scores."""
    return _boards(edition, scored_classes(edition))


def scored_classes(edition: Edition) -> list[SizeClass]:
    """The classes of scored categories that have accepted entries."""
    entries = queries.entries_by_class(edition)
    categories = [category for category in editions.categories_in(edition) if not category.by_resolution]
    return [one for category in categories for one in category.classes if one.id in entries]


def _boards(edition: Edition, classes: list[SizeClass]) -> list[Board]:
    entries, ballots = queries.entries_by_class(edition), queries.ballots_in(edition)
    resolutions, rounds = queries.resolutions_by_class(edition), queries.deciding_in(edition)
    return [
        boards.build(
            rounds[one.category_id],
            one,
            entries.get(one.id, []),
            ballots.get(one.id, []),
            resolutions.get(one.id, []),
        )
        for one in classes
    ]
