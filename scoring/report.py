"""A ranking as JSON for programs, as CSV for spreadsheets, and as a table for people."""

import csv
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.ladder import Step
from scoring.ranking import Ranking, Standing
from scoring.rounding import display, display_scores
from scoring.scores import Dropped

CSV_COLUMNS = ("place", "entry", "score", "exact", "ballots", "decided_by", "margin", "edits", "reason")

# Spreadsheets run a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_json(ranking: Ranking) -> str:
    """Everything. `score` is the printed number, `exact` the fraction; other numbers are the nearest decimals."""
    printed = display_scores(standing.score for standing in ranking.standings)
    content = {
        "method": ranking.method,
        "ladder": list(ranking.ladder),
        "standings": [_standing(s, score) for s, score in zip(ranking.standings, printed, strict=True)],
        "unranked": [{"entry": u.entry, "ballots": u.ballots, "reason": u.reason} for u in ranking.unranked],
        "unresolved": [list(group) for group in ranking.unresolved],
        "incomplete": [
            {"juror": ballot.juror, "entry": ballot.entry, "missing": list(ballot.missing)}
            for ballot in ranking.incomplete
        ],
        "juror_effects": {juror: ratio(effect) for juror, effect in ranking.juror_effects.items()},
        "notes": list(ranking.notes),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _standing(standing: Standing, printed: str) -> dict[str, Any]:
    return {
        "entry": standing.entry,
        "place": standing.place,
        "score": float(printed),
        "exact": ratio(standing.score),
        "ballots": standing.ballots,
        "decided_by": standing.decided_by,
        "contributions": {key: float(value) for key, value in standing.contributions.items()} or None,
        "contributions_exact": {key: ratio(value) for key, value in standing.contributions.items()} or None,
        "contributions_raw": {key: float(value) for key, value in standing.contributions_raw.items()},
        "margin": None if standing.margin is None else float(standing.margin),
        "edits": standing.edits,
        "values": {name: ratio(value) for name, value in standing.values.items()},
        "dropped": [_dropped(dropped) for dropped in standing.dropped],
        "steps": [_step(step) for step in standing.steps],
    }


def _dropped(dropped: Dropped) -> dict[str, Any]:
    jurors, value = list(dropped.jurors), ratio(dropped.value)
    return {"criterion": dropped.criterion, "value": value, "count": dropped.count, "jurors": jurors}


def _step(step: Step) -> dict[str, Any]:
    values = {entry: ratio(value) for entry, value in sorted(step.values.items())}
    return {"name": step.name, "values": values, "tiers": [list(tier) for tier in step.tiers]}


def ratio(value: Fraction) -> str:
    """The fraction as "p/q", in lowest terms."""
    return f"{value.numerator}/{value.denominator}"


def _harmless(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name


def as_csv(ranking: Ranking) -> str:
    """One line an entry; an entry without a standing has a reason instead of a place.

    A name that a spreadsheet would run as a formula has an apostrophe put before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    printed = display_scores(standing.score for standing in ranking.standings)
    for s, score in zip(ranking.standings, printed, strict=True):
        margin = "" if s.margin is None else display(s.margin)
        line = (s.place, _harmless(s.entry), score, ratio(s.score), s.ballots, s.decided_by or "", margin, s.edits, "")
        writer.writerow(line)
    for unranked in ranking.unranked:
        writer.writerow(("", _harmless(unranked.entry), "", "", unranked.ballots, "", "", "", unranked.reason))
    return out.getvalue()


def as_table(ranking: Ranking) -> str:
    """Aligned columns, and under them whatever keeps the result from being final."""
    printed = display_scores(standing.score for standing in ranking.standings)
    rows = [["place", "entry", "score", "ballots", "decided by"]]
    for standing, score in zip(ranking.standings, printed, strict=True):
        place = str(standing.place)
        rows.append([place, shown(standing.entry), score, str(standing.ballots), standing.decided_by or ""])
    return "\n".join([*_aligned(rows), *_notes(ranking)]) + "\n"


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, entry, score, ballots, decided in rows:
        numbers = f"{score:>{widths[2]}}  {ballots:>{widths[3]}}"
        yield f"{place:>{widths[0]}}  {entry:<{widths[1]}}  {numbers}  {decided}".rstrip()


def _notes(ranking: Ranking) -> Iterator[str]:
    for unranked in ranking.unranked:
        yield f"no standing: {shown(unranked.entry)} ({unranked.reason})"
    for juror, entry, missing in ranking.incomplete:
        yield f"not counted: ballot of {shown(juror)} for {shown(entry)} (no mark on {', '.join(missing)})"
    for group in ranking.unresolved:
        yield f"unresolved tie: {', '.join(map(shown, group))}"
    for note in ranking.notes:
        yield f"note: {shown(note)}"


def shown(name: str) -> str:
    """The text with characters that would disturb a terminal replaced."""
    return "".join(character if character.isprintable() else "?" for character in name)
