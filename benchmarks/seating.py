"""Times a balanced draw of seats beside a greedy one that knows no balance and no proof.

`python -m benchmarks.seating [ENTRIES JURORS BALLOTS]`, 300 × 15 × 5 unless said otherwise; every thirtieth pair is
barred. The reference deals each entry to the least loaded jurors that are free, in one pass.
"""

import sys
import time
from collections import Counter

from awards_app.jury.assigning import Panel, Wish, assign

BARRED_EACH = 30


def main() -> None:
    entries, jurors, ballots = map(int, sys.argv[1:4]) if len(sys.argv) > 3 else (300, 15, 5)
    pairs = [(entry, juror) for entry in range(entries) for juror in range(jurors)]
    barred = frozenset(pair for number, pair in enumerate(pairs) if number % BARRED_EACH == 0)
    panel = Panel(list(range(entries)), list(range(jurors)), barred)
    assign(Panel([0], [0]), Wish(1, None, 0))  # the solver is imported once
    begun = time.perf_counter()
    found = assign(panel, Wish(ballots, None, 7))
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    dealt = greedy(panel, ballots)
    reference = time.perf_counter() - begun
    for name, drawn in (("drawn", found.pairs), ("greedy", dealt)):
        loads = Counter(juror for _entry, juror in drawn).values()
        print(f"{name}: {len(drawn)} seats, from {min(loads)} to {max(loads)} a juror")
    print(f"{ours:.2f} s for the draw, {ours / reference:.0f} times the greedy deal")


def greedy(panel: Panel[int, int], ballots: int) -> list[tuple[int, int]]:
    loads, dealt = Counter(dict.fromkeys(panel.jurors, 0)), []
    for entry in panel.entries:
        free = sorted((one for one in panel.jurors if (entry, one) not in panel.barred), key=lambda one: loads[one])
        for juror in free[:ballots]:
            loads[juror] += 1
            dealt.append((entry, juror))
    return dealt


if __name__ == "__main__":
    main()
