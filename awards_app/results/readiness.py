"""What keeps judging from being closed, and the result from being sealed."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.editions import queries as editions
from awards_app.editions.models import Edition, SizeClass
from awards_app.editions.readiness import Problem
from awards_app.entries import queries as entries
from awards_app.jury import paper_queries as papers
from awards_app.jury.round_models import Round
from awards_app.results import queries, standings
from awards_app.results.boards import Board


def of_closing(edition: Edition) -> list[Problem]:
    """Entries that have too few complete ballots: closing now would leave them without a standing."""
    return _of_rounds(edition) + of_boards(standings.would_be(edition)) + of_papers(edition)


def of_papers(edition: Edition, judged: Round | None = None) -> list[Problem]:
    """Signed ballots that nobody has checked would be lost; of one round, or of all."""
    waiting = papers.waiting_in(edition)
    count = waiting.get(judged.id, 0) if judged else sum(waiting.values())
    told = ngettext(
        "%(num)d paper ballot waits for a second person.", "%(num)d paper ballots wait for a second person.", count
    )
    return [Problem(told, url_for("papers.overview", edition=edition.slug))] if count else []


def of_boards(boards: Iterable[Board]) -> list[Problem]:
    """Classes with entries that have fewer complete ballots than they need."""
    return [_short(board) for board in boards if board.unranked]


def _of_rounds(edition: Edition) -> list[Problem]:
    """The last round of each category that has entries must have begun: it decides."""
    entered = {entry.category_id for entry in entries.accepted_in(edition)}
    return [
        Problem(
            _("%(category)s: the last round has not been opened yet.", category=judged.category.name),
            url_for("rounds.show", edition=edition.slug, round_id=judged.id),
        )
        for judged in queries.deciding_in(edition).values()
        if judged.opened_at is None and judged.category_id in entered
    ]


def _short(board: Board) -> Problem:
    url = url_for("rounds.show", edition=board.judged.edition.slug, round_id=board.judged.id)
    return Problem(_below_minimum(board), url)


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
    problems = [Problem(_below_minimum(board), url)] if board.unranked else []
    if board.unresolved:
        ties = ngettext("%(num)d tie", "%(num)d ties", len(board.unresolved))
        text = _(
            "%(category)s: the ladder left %(ties)s for the chair.", category=board.size_class.full_name, ties=ties
        )
        problems.append(Problem(text, url))
    return problems


def _below_minimum(board: Board) -> str:
    short = ngettext(
        "%(num)d entry has fewer complete ballots than %(minimum)d",
        "%(num)d entries have fewer complete ballots than %(minimum)d",
        len(board.unranked),
        minimum=board.judged.minimum,
    )
    return f"{board.size_class.full_name}: {short}."


def _board_url(edition: Edition, size_class: SizeClass) -> str:
    return url_for("results.board", edition=edition.slug, class_id=size_class.id)
