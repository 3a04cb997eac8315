"""What keeps judging from being closed, and the result from being sealed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.editions import queries as editions
from awards_app.editions.models import Edition, SizeClass
from awards_app.editions.readiness import Problem
from awards_app.jury import paper_queries as papers
from awards_app.jury import progress_queries as progress
from awards_app.jury import round_queries as sequence
from awards_app.jury.paper_models import PaperState
from awards_app.jury.round_models import Round
from awards_app.results import queries
from awards_app.results.boards import Board


def of_closing(edition: Edition) -> list[Problem]:
    """Entries that have too few complete ballots: closing now would leave them without a standing.

    Counted, not ranked: the board asks for it on every look.
    """
    deciding = {one.id: one for one in queries.deciding_in(edition).values()}
    categories, entered = sequence.categories_entered(edition), sequence.entered_in(edition, set(deciding))
    unopened = [one for one in deciding.values() if one.opened_at is None and one.category_id in categories]
    return [_not_opened(one) for one in unopened] + _of_minimum(edition, deciding, entered) + of_papers(edition)


def _of_minimum(
    edition: Edition, deciding: Mapping[UUID, Round], entered: Mapping[UUID, Sequence[tuple[UUID, UUID | None]]]
) -> list[Problem]:
    complete = {(one.round_id, one.entry_id): one.complete for one in progress.covers_in(edition)}
    short: Counter[UUID | None] = Counter()
    for key, judged in deciding.items():
        for entry_id, class_id in entered[key]:
            short[class_id] += complete.get((key, entry_id), 0) < judged.minimum
    by_category = {one.category_id: one for one in deciding.values()}
    return [
        _short(one, by_category[one.category_id], short[one.id])
        for one in editions.classes_in(edition)
        if short[one.id]
    ]


def of_papers(edition: Edition, judged: Round | None = None) -> list[Problem]:
    """Signed ballots that nobody has checked would be lost; of one round, or of all."""
    waiting = papers.waiting_in(edition)
    count = waiting.get(judged.id, 0) if judged else sum(waiting.values())
    told = ngettext(
        "%(num)d paper ballot waits for a second person.", "%(num)d paper ballots wait for a second person.", count
    )
    problems = [Problem(told, url_for("papers.overview", edition=edition.slug))] if count else []
    lost = _of_round(papers.incomplete_in(edition, PaperState.DISPUTED), judged)
    told = ngettext(
        "%(num)d paper ballot waits for its juror, whose ballot on the screen is not complete.",
        "%(num)d paper ballots wait for their jurors, whose ballots on the screen are not complete.",
        lost,
    )
    return [*problems, Problem(told, url_for("papers.overview", edition=edition.slug))] if lost else problems


def disputed(edition: Edition, judged: Round | None = None) -> int:
    """How many papers say something else than the screen and wait for the juror; of one round, or of all."""
    return _of_round(papers.by_juror(edition, PaperState.DISPUTED), judged)


def _of_round(counts: Mapping[tuple[UUID, UUID], int], judged: Round | None) -> int:
    return sum(count for (round_id, _juror), count in counts.items() if judged is None or round_id == judged.id)


def of_boards(boards: Iterable[Board]) -> list[Problem]:
    """Classes with entries that have fewer complete ballots than they need."""
    return [_short(one.size_class, one.judged, len(one.unranked)) for one in boards if one.unranked]


def _not_opened(judged: Round) -> Problem:
    """The last round of a category that has entries must have begun: it decides."""
    text = _("%(category)s: the last round has not been opened yet.", category=judged.category.name)
    return Problem(text, url_for("rounds.show", edition=judged.edition.slug, round_id=judged.id))


def _short(size_class: SizeClass, judged: Round, count: int) -> Problem:
    url = url_for("rounds.show", edition=judged.edition.slug, round_id=judged.id)
    return Problem(_below_minimum(size_class, judged, count), url)


def of_sealing(edition: Edition, boards: list[Board]) -> list[Problem]:
    """Everything that is not decided yet, each with the place where it is mended."""
    problems = [] if boards else [Problem(_("There is no entry to award."))]
    for board in boards:
        problems += _of_board(edition, board)
    awards = queries.awards_in(edition)
    for size_class in unscored_classes(edition):
        if size_class.id not in awards:
            text = _("%(category)s: neither awarded nor declared “no award”.", category=size_class.full_name)
            problems.append(Problem(text, _board_url(edition, size_class)))
    return problems


def unscored_classes(edition: Edition) -> list[SizeClass]:
    """The classes whose award is given by resolution."""
    return [one for one in editions.classes_in(edition) if one.category.by_resolution]


def _of_board(edition: Edition, board: Board) -> list[Problem]:
    url = _board_url(edition, board.size_class)
    problems = (
        [Problem(_below_minimum(board.size_class, board.judged, len(board.unranked)), url)] if board.unranked else []
    )
    if board.unresolved:
        ties = ngettext("%(num)d tie", "%(num)d ties", len(board.unresolved))
        text = _(
            "%(category)s: the ladder left %(ties)s for the chair.", category=board.size_class.full_name, ties=ties
        )
        problems.append(Problem(text, url))
    return problems


def _below_minimum(size_class: SizeClass, judged: Round, count: int) -> str:
    short = ngettext(
        "%(num)d entry has fewer complete ballots than %(minimum)d",
        "%(num)d entries have fewer complete ballots than %(minimum)d",
        count,
        minimum=judged.minimum,
    )
    return f"{size_class.full_name}: {short}."


def _board_url(edition: Edition, size_class: SizeClass) -> str:
    return url_for("results.board", edition=edition.slug, class_id=size_class.id)
