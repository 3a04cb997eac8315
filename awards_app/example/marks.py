"""The marks of the example jury: levels, severity and a fixed hash give the same ballots on every machine."""

from hashlib import sha256

from awards_app.example.parts import Criterion, Entry, Example, Person

NOISE = 9  # a mark strays by less than one point from what level and severity say
COMMENT_SHARE = 30  # per cent of the ballots carry a comment


def marks_for(example: Example, category_key: str, entry_key: str, juror_key: str) -> dict[str, int] | None:
    """One mark per criterion, or None where this juror has no ballot: own city, other panel, rejected entry."""
    entry, juror = example.entry(entry_key), example.person(juror_key)
    if not _has_ballot(entry, juror, category_key):
        return None
    fixed = example.marks.fixed.get(entry_key, {}).get(juror_key)
    if fixed is not None:
        return {criterion.key: mark for criterion, mark in zip(example.criteria, fixed, strict=True)}
    levels = example.marks.levels[entry_key]
    return {
        criterion.key: _mark(criterion, level + juror.severity, f"{entry_key}/{juror_key}/{criterion.key}")
        for criterion, level in zip(example.criteria, levels, strict=True)
    }


def given_while_judging(example: Example, category_key: str, entry_key: str, juror_key: str) -> bool:
    """Whether this ballot is already in while judging is still open."""
    if marks_for(example, category_key, entry_key, juror_key) is None:
        return False
    return _below(100, f"pace/{entry_key}/{juror_key}") < example.person(juror_key).pace


def comment_for(example: Example, category_key: str, entry_key: str, juror_key: str) -> str | None:
    """What the juror wrote to the city, fitting the marks; most ballots have none."""
    marks = marks_for(example, category_key, entry_key, juror_key)
    if marks is None or _below(100, f"comment/{entry_key}/{juror_key}") >= COMMENT_SHARE:
        return None
    comments = example.marks.comments[_tone(sum(marks.values()))]
    return comments[_below(len(comments), f"which/{entry_key}/{juror_key}")]


def _has_ballot(entry: Entry, juror: Person, category_key: str) -> bool:
    return (
        entry.category == category_key
        and entry.rejection is None
        and juror.judges(category_key)
        and juror.city != entry.city
    )


def _mark(criterion: Criterion, level: int, key: str) -> int:
    tenths = level + _below(2 * NOISE + 1, key) - NOISE
    return min(criterion.highest, max(criterion.lowest, (tenths + 5) // 10))


def _below(bound: int, key: str) -> int:
    return int.from_bytes(sha256(key.encode()).digest()[:4], "big") % bound


def _tone(sum_of_marks: int) -> str:
    if sum_of_marks >= 40:
        return "high"
    return "middle" if sum_of_marks >= 30 else "low"
