"""A sheet from columns of numbers, for panels of millions of marks: the same marks and checks as `Sheet.of`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import lt

import numpy as np
import numpy.typing as npt

from scoring.ballots import Incomplete
from scoring.criteria import Criterion, checked_criteria
from scoring.errors import ScoringError, quoted
from scoring.exact import Flags, Whole
from scoring.sheet import Sheet, check_size, check_units, sorted_index, type_of_marks

AT_ONCE = 1 << 17
"""Rows looked at in one go: so few stay in the processor's cache while they are checked and put in their places."""


@dataclass(frozen=True, eq=False)
class Rows:
    """One mark a row, in any order, as columns of whole numbers of one length.

    `entry`, `juror` and `criterion` are indices into the names and criteria that go with the rows; `units` is the mark
    in units of 1/`units_per_point` of its criterion.
    """

    entry: Whole
    juror: Whole
    criterion: Whole
    units: Whole


def sheet_of_rows(criteria: Iterable[Criterion], entries: Sequence[str], jurors: Sequence[str], rows: Rows) -> Sheet:
    """The sheet of the rows; a ballot that misses criteria does not count and is reported, as by `Sheet.of`.

    Names without rows are listed too. Raises ScoringError for columns that are no whole numbers or of different
    lengths, indices that name nothing, names that repeat, a second mark of a juror for an entry on a criterion, and
    marks off the scale or the grid.
    """
    criteria = checked_criteria(criteria)
    shape = (len(entries), len(jurors), len(criteria))
    _check_columns(rows)
    check_size(*shape)
    by_entry, by_juror = _order(entries), _order(jurors)
    names, seats = (tuple(map(each.__getitem__, order)) for each, order in ((entries, by_entry), (jurors, by_juror)))
    marks = _placed(Rows(*_renumbered(rows, by_entry, by_juror)), shape, _type_of_places(criteria, rows.units))
    absent = np.iinfo(marks.dtype).min
    if len(rows.units) == marks.size and (marks.size == 0 or marks.min() != absent):
        # As many rows as places, and no place empty: no mark is there twice.
        _check_all(criteria, marks)
        complete: Flags = np.ones(shape[:2], dtype=np.bool_)
        return Sheet(criteria, names, seats, marks.astype(type_of_marks(criteria), copy=False), complete)
    marked: Flags = marks != absent
    if np.count_nonzero(marked) < len(rows.units):
        raise ScoringError(_second(rows, entries, jurors, criteria))
    return _with_gaps(criteria, (names, seats), marks, marked)


def _check_columns(rows: Rows) -> None:
    columns = vars(rows).values()
    if len({column.shape for column in columns}) > 1 or rows.units.ndim != 1:
        raise ScoringError("the columns of the rows must have one length")
    if not all(np.issubdtype(column.dtype, np.integer) and np.can_cast(column.dtype, np.int64) for column in columns):
        raise ScoringError("the columns of the rows must be whole numbers that fit 64 bits")


def _order(names: Sequence[str]) -> Sequence[int]:
    """The indices of the names in the order in which the sheet holds them; a range where they stand so already."""
    if all(map(lt, names, islice(names, 1, None))):
        return range(len(names))
    if len(set(names)) < len(names):
        raise ScoringError("an entry or a juror is named twice")
    found: list[int] = sorted_index(names).tolist()
    return found


def _renumbered(rows: Rows, by_entry: Sequence[int], by_juror: Sequence[int]) -> Iterator[Whole]:
    """The columns, with entries and jurors numbered in the order in which the sheet holds them."""
    for column, order in ((rows.entry, by_entry), (rows.juror, by_juror)):
        if not _are_below(column, len(order)):
            raise ScoringError("a row names an entry or a juror that there is none of")
        yield column if isinstance(order, range) else np.argsort(order)[column]
    yield rows.criterion
    yield rows.units


def _are_below(column: Whole, bound: int) -> bool:
    """Whether all are from 0 and below the bound; read without sign, a negative number is larger than any bound."""
    unsigned = column if column.dtype.kind == "u" else column.view(f"u{column.dtype.itemsize}")
    return not column.size or int(unsigned.max()) < bound


def _type_of_places(criteria: tuple[Criterion, ...], units: Whole) -> npt.DTypeLike:
    """The sheet's own type when it also holds what is off the scale, and one value more that says "no mark"."""
    kind = np.dtype(type_of_marks(criteria))
    if kind == np.object_ or not units.size:
        return np.int64
    fits = int(units.max()) <= np.iinfo(kind).max and int(units.min()) > np.iinfo(kind).min
    return kind if fits else np.int64


def _placed(rows: Rows, shape: tuple[int, int, int], kind: npt.DTypeLike) -> Whole:
    """The marks in their places, the lowest number of the type elsewhere: no scale reaches so low."""
    if not _are_below(rows.criterion, shape[2]):
        raise ScoringError("a row names a criterion that there is none of")
    marks = np.full(shape[0] * shape[1] * shape[2], np.iinfo(kind).min, dtype=kind)
    for start in range(0, len(rows.units), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        place = np.multiply(rows.entry[some], shape[1] * shape[2], dtype=np.intp)
        place += np.multiply(rows.juror[some], shape[2], dtype=np.intp)
        place += rows.criterion[some]
        # Of one type, they go to their places without passing through a buffer.
        marks[place] = rows.units[some].astype(kind, copy=False)
    return marks.reshape(shape)


def _second(rows: Rows, entries: Sequence[str], jurors: Sequence[str], criteria: tuple[Criterion, ...]) -> str:
    """The sentence about the first row that marks what a row before it has marked."""
    seen = set()
    for entry, juror, number in zip(rows.entry.tolist(), rows.juror.tolist(), rows.criterion.tolist(), strict=True):
        if (entry, juror, number) in seen:
            who = f"juror {quoted(jurors[juror])}, entry {quoted(entries[entry])}"
            return f"{who}, criterion {quoted(criteria[number].key)}: there are two marks"
        seen.add((entry, juror, number))
    return f"a mark is {np.iinfo(np.int64).min} units, which cannot be held"


def _check_all(criteria: tuple[Criterion, ...], marks: Whole) -> None:
    """`check_units` of all marks, at once when all lie inside every scale and every whole number is on the grid."""
    lowest, highest = zip(*(criterion.bounds for criterion in criteria), strict=True)
    coarse = any(criterion.step * criterion.units_per_point > 1 for criterion in criteria)
    if coarse or (marks.size and (marks.min() < max(lowest) or marks.max() > min(highest))):
        check_units(criteria, marks, np.ones(marks.shape[:2], dtype=np.bool_))


def _with_gaps(
    criteria: tuple[Criterion, ...], names: tuple[tuple[str, ...], tuple[str, ...]], marks: Whole, marked: Flags
) -> Sheet:
    lowest = [criterion.bounds[0] for criterion in criteria]
    kind = type_of_marks(criteria)
    held = marks.astype(kind, copy=False) if kind == np.object_ else marks
    filled = np.where(marked, held, np.array(lowest, dtype=held.dtype))
    # Before they are narrowed: what is far off the scale must not be cut to something on it.
    _check_all(criteria, filled)
    filled = filled.astype(kind, copy=False)
    complete = np.all(marked, axis=2)
    filled[~complete] = 0
    begun = np.argwhere(marked.any(axis=2) & ~complete).tolist()
    missing = (
        Incomplete(
            names[1][juror],
            names[0][entry],
            tuple(c.key for c, has in zip(criteria, marked[entry, juror].tolist(), strict=True) if not has),
        )
        for entry, juror in begun
    )
    return Sheet(criteria, *names, filled, complete, tuple(sorted(missing)))
