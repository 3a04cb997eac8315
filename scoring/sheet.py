"""All marks of a panel as dense integers, entries × jurors × criteria; refuses what cannot be a mark."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from scoring.ballots import Ballot, Incomplete
from scoring.criteria import Criterion, checked_criteria
from scoring.errors import ScoringError, quoted
from scoring.exact import Flags, Whole, whole_type

LARGEST_SHEET = 50_000_000
"""Entries × jurors × criteria: more would not fit into the memory of a common machine."""

ENTRIES_AT_ONCE = 1024
"""So few stay in the processor's cache while their marks are widened and added."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A panel's marks. Entries and jurors stand in the order of their names, which decides nothing.

    `marks[entry, juror, criterion]` is the mark in units of 1/`units_per_point` of its criterion, and zero
    without meaning where `complete[entry, juror]` is false. `incomplete` names the ballots that do not count.
    """

    criteria: tuple[Criterion, ...]
    entries: tuple[str, ...]
    jurors: tuple[str, ...]
    marks: Whole
    complete: Flags
    incomplete: tuple[Incomplete, ...] = ()

    @classmethod
    def of(cls, criteria: Iterable[Criterion], ballots: Iterable[Ballot], entries: Iterable[str] = ()) -> Self:
        """A sheet from ballots; `entries` are listed even if nobody gave them a ballot.

        Raises ScoringError, naming juror, entry and criterion, for a mark that is not exact, off the scale or the
        grid, an unknown criterion, and a second ballot of a juror for an entry.
        """
        criteria = checked_criteria(criteria)
        given = _units_by_pair(criteria, ballots)
        names = sorted({entry for entry, _ in given} | {_name("entry", entry) for entry in entries})
        jurors = sorted({juror for _, juror in given})
        full = {pair: units for pair, units in given.items() if None not in units}
        marks, complete = _dense(criteria, names, jurors, full)
        missing = tuple(sorted(_missing(criteria, pair, units) for pair, units in given.items() if None in units))
        return cls(criteria, tuple(names), tuple(jurors), marks, complete, missing)

    @classmethod
    def of_arrays(
        cls, criteria: Iterable[Criterion], entries: Sequence[str], jurors: Sequence[str], marks: Whole, complete: Flags
    ) -> Self:
        """A sheet from arrays that are dense already, shaped and scaled as the attributes of the class.

        Raises ScoringError for wrong shapes or types, names that repeat, and marks off the scale or the grid.
        """
        criteria = checked_criteria(criteria)
        shape = (len(entries), len(jurors), len(criteria))
        if marks.shape != shape or complete.shape != shape[:2]:
            raise ScoringError(f"marks must be shaped {shape} and complete {shape[:2]}")
        if len(set(entries)) < len(entries) or len(set(jurors)) < len(jurors):
            raise ScoringError("an entry or a juror is named twice")
        if complete.dtype != np.bool_ or not np.can_cast(marks.dtype, np.int64):
            raise ScoringError("marks must be whole numbers that fit 64 bits, and complete truth values")
        kind = type_of_marks(criteria)
        # Before they are narrowed: what is far off the scale must not be cut to something on it.
        check_units(criteria, marks.astype(kind if kind == np.object_ else np.int64, copy=False), complete)
        marks = marks.astype(kind)
        by_entry, by_juror = sorted_index(entries), sorted_index(jurors)
        counted = np.where(complete[:, :, None], marks, 0)[np.ix_(by_entry, by_juror)]
        names, seats = (tuple(entries[i] for i in by_entry), tuple(jurors[i] for i in by_juror))
        return cls(criteria, names, seats, counted, complete[np.ix_(by_entry, by_juror)])


Pair = tuple[str, str]
Units = tuple[int | None, ...]


def _units_by_pair(criteria: tuple[Criterion, ...], ballots: Iterable[Ballot]) -> dict[Pair, Units]:
    """(entry, juror) → the mark on each criterion in units, None where there is no mark."""
    readers = [(criterion.key, _reader(criterion)) for criterion in criteria]
    keys = {criterion.key for criterion in criteria}
    given: dict[Pair, Units] = {}
    for ballot in ballots:
        if not ballot.marks.keys() <= keys:
            _refuse_unknown(ballot, keys)
        pair = (_name("entry", ballot.entry), _name("juror", ballot.juror))
        if pair in given:
            raise ScoringError(f"juror {quoted(ballot.juror)} has two ballots for entry {quoted(ballot.entry)}")
        given[pair] = tuple([_units(ballot, key, read) if key in ballot.marks else None for key, read in readers])
    return given


def _reader(criterion: Criterion) -> Callable[[object], int]:
    """criterion.units, remembering what it has read: a panel uses few different marks."""
    known: dict[tuple[type, object], int] = {}

    def read(mark: object) -> int:
        try:
            # The type belongs to the key: True and 7.0 would pass for 1 and 7.
            return known[type(mark), mark]
        except (KeyError, TypeError):
            units = criterion.units(mark)
        known[type(mark), mark] = units
        return units

    return read


def _refuse_unknown(ballot: Ballot, keys: set[str]) -> None:
    key = min((str(key) for key in ballot.marks if key not in keys), default="")
    where = f"juror {quoted(ballot.juror)}, entry {quoted(ballot.entry)}"
    raise ScoringError(f"{where}: there is no criterion {quoted(key)}")


def _units(ballot: Ballot, key: str, read: Callable[[object], int]) -> int:
    try:
        return read(ballot.marks[key])
    except ScoringError as error:
        where = f"juror {quoted(ballot.juror)}, entry {quoted(ballot.entry)}, criterion {quoted(key)}"
        raise ScoringError(f"{where}: {error}") from None


def _name(what: str, name: object) -> str:
    if not isinstance(name, str) or not name:
        raise ScoringError(f"{quoted(name)} is not the name of a{'n' if what == 'entry' else ''} {what}")
    return name


def _missing(criteria: tuple[Criterion, ...], pair: Pair, units: Units) -> Incomplete:
    keys = tuple(criterion.key for criterion, unit in zip(criteria, units, strict=True) if unit is None)
    return Incomplete(pair[1], pair[0], keys)


def _dense(
    criteria: tuple[Criterion, ...], entries: Sequence[str], jurors: Sequence[str], full: dict[Pair, Units]
) -> tuple[Whole, Flags]:
    shape = (len(entries), len(jurors), len(criteria))
    check_size(*shape)
    marks: Whole = np.zeros(shape, dtype=type_of_marks(criteria))
    complete = np.zeros(shape[:2], dtype=np.bool_)
    if full:
        row = {entry: number for number, entry in enumerate(entries)}
        column = {juror: number for number, juror in enumerate(jurors)}
        at = ([row[entry] for entry, _ in full], [column[juror] for _, juror in full])
        marks[at] = np.array(list(full.values()), dtype=marks.dtype)
        complete[at] = True
    return marks, complete


def check_size(entries: int, jurors: int, criteria: int) -> None:
    """Raises ScoringError when a sheet of that size would not fit into memory."""
    if entries * jurors * criteria > LARGEST_SHEET:
        raise ScoringError(f"{entries} entries × {jurors} jurors × {criteria} criteria are too many to score at once")


def type_of_marks(criteria: tuple[Criterion, ...]) -> npt.DTypeLike:
    """The type that holds the marks, and twice the largest, since marks are also measured from the lowest.

    The smaller the type, the larger the panels that fit into memory; whoever computes with marks says in which type.
    """
    bound = 2 * max(max(map(abs, criterion.bounds)) for criterion in criteria)
    return np.int32 if bound <= np.iinfo(np.int32).max else whole_type(bound)


def blocks(marks: Whole, kind: npt.DTypeLike) -> Iterator[tuple[slice, Whole]]:
    """The marks of some entries after the other in a type that one can compute in, each block with its entries."""
    for start in range(0, len(marks), ENTRIES_AT_ONCE):
        entries = slice(start, start + ENTRIES_AT_ONCE)
        yield entries, marks[entries].astype(kind, copy=False)


def sorted_index(names: Sequence[str]) -> npt.NDArray[np.intp]:
    """The indices of the names in the order in which a sheet holds them."""
    return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.intp)


def check_units(criteria: tuple[Criterion, ...], marks: Whole, counts: Flags) -> None:
    """Raises ScoringError if a mark is off the scale or the grid, where `counts[entry, juror]` is true."""
    for number, criterion in enumerate(criteria):
        lowest, highest = criterion.bounds
        units = marks[:, :, number][counts]
        step = int(criterion.step * criterion.units_per_point)
        off_grid = step > 1 and ((units - lowest) % step).any()
        if units.size and (units.min() < lowest or units.max() > highest or off_grid):
            raise ScoringError(f"criterion {quoted(criterion.key)}: a mark is off the scale or the grid")
