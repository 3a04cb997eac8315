"""A draw of seats in words: whether the wish can be met, how the loads fall, and what would cure it."""

from collections import Counter
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.accounts import queries as accounts
from awards_app.entries.models import Entry
from awards_app.jury import seating
from awards_app.jury.assigning import Cure, assign, cure_of
from awards_app.jury.round_models import Round

NAMED_MOST = 5


@dataclass(frozen=True)
class Forecast:
    """What the round's seed would draw now: new seats, each juror's load with what they hold, and what lacks."""

    seats: int
    loads: tuple[tuple[str, int], ...]
    obstacles: tuple[str, ...]


def forecast_of(judged: Round) -> Forecast:
    """Draw without seating anybody."""
    panel, wish = seating.drawing_of(judged)
    found = assign(panel, wish)
    loads = Counter(juror for _entry, juror in (*panel.held, *found.pairs))
    names = accounts.names_of(set(panel.jurors))
    told = sorted(((names[juror], loads[juror]) for juror in panel.jurors), key=lambda one: (-one[1], one[0]))
    cure = cure_of(panel, wish, found)
    seats = len(found.pairs) + seating.count_unseated_firsts(judged)
    return Forecast(seats, tuple(told), tuple(_in_words(judged, cure)) if cure else ())


def _in_words(judged: Round, cure: Cure[Entry]) -> list[str]:
    told = []
    if cure.scarce:
        told.append(_scarce(judged, list(cure.scarce)))
    if cure.most is not None:
        told.append(_limited(judged, cure.most))
    more = ngettext(
        "%(num)d more juror without conflicts would be enough.",
        "%(num)d more jurors without conflicts would be enough.",
        cure.jurors,
    )
    return [*told, more]


def _scarce(judged: Round, entries: list[Entry]) -> str:
    named = ", ".join(entry.code for entry in entries[:NAMED_MOST]) + (" …" if len(entries) > NAMED_MOST else "")
    return str(
        ngettext(
            "%(category)s: %(num)d entry has too few jurors who are free to judge it: %(named)s.",
            "%(category)s: %(num)d entries have too few jurors who are free to judge them: %(named)s.",
            len(entries),
            category=judged.category.name,
            named=named,
        )
    )


def _limited(judged: Round, enough: int) -> str:
    return str(
        _(
            "%(category)s: with at most %(most)s entries a juror there are too few seats; %(enough)s would do.",
            category=judged.category.name,
            most=judged.most_per_juror,
            enough=enough,
        )
    )
