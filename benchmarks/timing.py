"""How the benchmarks measure: the best of several runs, the highest memory in use, and tables of both."""

import gc
import time
import tracemalloc
from collections.abc import Callable, Sequence


def milliseconds(work: Callable[[], object], runs: int = 9) -> float:
    """The best of several runs: what the work takes when nothing else disturbs it."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return 1000 * best


def peak_bytes(work: Callable[[], object]) -> int:
    """The most memory that the work holds at once, beyond what was there before."""
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def table(title: str, rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            [f"{row[0]:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    return "\n".join([title, *lines, ""])


def against(ours: float, theirs: float) -> str:
    return f"{theirs / ours:.1f} ×"
