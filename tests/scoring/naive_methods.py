"""The official methods once more, in fractions and as the documentation tells them, with no thought of speed."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import permutations
from math import lcm
from statistics import median
from typing import Any

from scoring import Criterion, Rules

Panel = dict[str, dict[str, dict[str, Fraction]]]
Totals = dict[str, dict[str, Fraction]]


def keys_of(criteria: Sequence[Criterion], panel: Panel, rules: Rules) -> dict[str, Any]:
    """By entry what the method compares, the higher the better; every entry of the panel is ranked."""
    sign = 1 if rules.order == "high" else -1
    totals = {
        entry: {
            juror: sum((c.weight * marks[c.key] / c.highest for c in criteria), Fraction(0))
            for juror, marks in ballots.items()
        }
        for entry, ballots in panel.items()
    }
    signed = {e: {j: sign * total for j, total in given.items()} for e, given in totals.items()}
    if rules.method == "trimmed_mean":
        return {entry: sign * trimmed(criteria, ballots, rules) for entry, ballots in panel.items()}
    if rules.method == "median":
        return {entry: median(given.values()) for entry, given in signed.items()}
    if rules.method == "majority_judgment":
        return {entry: majority_value(given.values(), signed) for entry, given in signed.items()}
    if rules.method == "borda":
        return borda(signed, rules)
    if rules.method == "severity_adjusted":
        return {entry: sign * score for entry, score in adjusted(totals).items()}
    return copeland(signed) if rules.method == "copeland" else schulze(signed)


def trimmed(criteria: Sequence[Criterion], ballots: dict[str, dict[str, Fraction]], rules: Rules) -> Fraction:
    def combined(values: Iterable[Fraction]) -> Fraction:
        kept = sorted(values)[rules.drop : -rules.drop or None]
        return sum(kept, Fraction(0)) / (len(kept) if rules.combine == "mean" else 1)

    if rules.trim == "ballot":
        return combined(sum((c.weight * m[c.key] / c.highest for c in criteria), Fraction(0)) for m in ballots.values())
    parts = (
        rounded(c.weight * rounded(combined(m[c.key] for m in ballots.values()), rules) / c.highest, rules)
        for c in criteria
    )
    return sum(parts, Fraction(0))


def rounded(value: Fraction, rules: Rules) -> Fraction:
    if rules.decimals is None:
        return value
    # Twelve digits more than are kept: enough to see a half of such small denominators, and ties are exact.
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-rules.decimals), ROUND_HALF_UP))


def majority_value(own: Iterable[Fraction], everybody: Totals) -> tuple[Fraction, ...]:
    own = list(own)
    copies = lcm(*map(len, everybody.values())) // len(own)
    left, value = sorted(own * copies), []
    while left:
        value.append(left.pop((len(left) - 1) // 2))
    return tuple(value)


def borda(signed: Totals, rules: Rules) -> dict[str, Fraction]:
    keys = {}
    for entry, given in signed.items():
        worth = []
        for juror, total in given.items():
            others = [row[juror] for row in signed.values() if juror in row]
            first = 1 + sum(other > total for other in others)
            taken = range(first, first + others.count(total))
            points = (
                [rules.points[p - 1] if p <= len(rules.points) else 0 for p in taken]
                if rules.points
                else [-p for p in taken]
            )
            worth.append(Fraction(sum(points), len(taken)))
        keys[entry] = sum(worth, Fraction(0)) / (len(worth) if rules.combine == "mean" else 1)
    return keys


def support(signed: Totals) -> dict[tuple[str, str], int]:
    """How many of the jurors who scored both put the first higher than the second."""
    return {
        (one, other): sum(signed[one][j] > signed[other][j] for j in signed[one].keys() & signed[other].keys())
        for one, other in permutations(signed, 2)
    }


def copeland(signed: Totals) -> dict[str, Fraction]:
    prefers = support(signed)
    return {
        e: sum((Fraction(1 + sign_of(prefers[e, r] - prefers[r, e]), 2) for r in signed if r != e), Fraction(0))
        for e in signed
    }


def sign_of(number: int) -> int:
    return (number > 0) - (number < 0)


def schulze(signed: Totals) -> dict[str, int]:
    """Minus the number of entries that beat the entry, with paths found by trying all of them."""
    prefers = support(signed)
    strength = {}
    for one, other in permutations(signed, 2):
        between = [e for e in signed if e not in (one, other)]
        paths = [[one, *stops, other] for n in range(len(between) + 1) for stops in permutations(between, n)]
        links = ([(a, b) for a, b in zip(path, path[1:], strict=False)] for path in paths)
        strength[one, other] = max(
            min(prefers[a, b] if prefers[a, b] > prefers[b, a] else 0 for a, b in path) for path in links
        )
    return {e: -sum(strength[r, e] > strength[e, r] for r in signed if r != e) for e in signed}


def adjusted(totals: Totals) -> dict[str, Fraction]:
    """Least squares by the plain normal equations of entries and jurors, the jurors' effects adding up to zero."""
    jurors = sorted({juror for given in totals.values() for juror in given})
    unknowns = [*totals, *((juror,) for juror in jurors)]
    rows = [[Fraction(0)] * (len(unknowns) + 1) for _ in unknowns]
    for entry, given in totals.items():
        for juror, total in given.items():
            pair = [unknowns.index(entry), unknowns.index((juror,))]
            for one in pair:
                for other in pair:
                    rows[one][other] += 1
                rows[one][-1] += total
    # One equation of the jurors follows from the others; it makes room for the condition on their sum.
    rows[-1] = [Fraction(isinstance(unknown, tuple)) for unknown in unknowns] + [Fraction(0)]
    solution = gauss(rows)
    return {entry: solution[number] for number, entry in enumerate(totals)}


def gauss(rows: list[list[Fraction]]) -> list[Fraction]:
    for column in range(len(rows)):
        pivot = next(row for row in range(column, len(rows)) if rows[row][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for number in range(len(rows)):
            if number != column and rows[number][column]:
                rows[number] = [a - rows[number][column] * b for a, b in zip(rows[number], rows[column], strict=True)]
    return [row[-1] for row in rows]
