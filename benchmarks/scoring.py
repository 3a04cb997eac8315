"""`python -m benchmarks.scoring`: how fast `scoring` is beside the libraries one would use instead, and how it grows.

Needs requirements/bench.txt. Everything is measured in one run, one thing after the other, so that the ratios compare
the same machine at the same time; the times themselves say little about another machine.
"""

from collections.abc import Callable

from benchmarks import analytics, drawing, official
from benchmarks.panels import Shuffled, marks_table, sheet_of_table
from benchmarks.timing import milliseconds, table
from scoring.analytics.alpha import krippendorff
from scoring.analytics.panel import Panel
from scoring.bootstrap import bootstrap

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)

# Name → what is made ready for that many marks → what is measured. New measures of growth belong here.
GROWTH: dict[str, Callable[[int], Callable[[], object]]] = {
    "rows to places": lambda marks: _official(marks),
    "ICC": lambda marks: _on_table(marks, analytics.our_icc),
    "alpha": lambda marks: _on_table(marks, lambda sheet: krippendorff(Panel.of(sheet))),
    "two-way model": lambda marks: _on_table(marks, analytics.our_model),
    "bootstrap": lambda marks: _on_table(marks, lambda sheet: bootstrap(sheet, drawing.RULES)),
}

# Each compares with libraries and returns a table.
COMPARISONS = (official.compare, analytics.compare, drawing.compare)


def _official(marks: int) -> Callable[[], object]:
    panel = Shuffled.of(marks)
    return lambda: official.ours(panel)


def _on_table(marks: int, work: Callable[..., object]) -> Callable[[], object]:
    sheet = sheet_of_table(marks_table(marks // 20))
    return lambda: work(sheet)


def growth() -> str:
    """Nanoseconds a mark at each size: where growth is linear, the numbers of a line stay level."""
    rows = [["", *(f"{size:,}" for size in SIZES)]]
    for name, made_ready in GROWTH.items():
        cells = []
        for size in SIZES:
            took = milliseconds(made_ready(size), 5 if size < SIZES[-1] else 2)
            cells.append(f"{took:.2f} ms = {1e6 * took / size:.0f} ns")
        rows.append([name, *cells])
    return table("Growth with the number of marks: time, and time a mark", rows)


def main() -> None:
    for compare in COMPARISONS:
        print(compare(), flush=True)
    print(growth())


if __name__ == "__main__":
    main()
