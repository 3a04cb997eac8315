"""Files that somebody changed: at random bytes, or so that they still mean something, mostly something else."""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeAlias

from scoring import METHODS, STEPS

Lines: TypeAlias = list[list[str]]

HOSTILE = ['"', "\0", "\r", "\n", ",", ";", "[", "[[", "]", "=", "'''", "#", "e999999999", "nan", "-", "inf", "1e5"]
HOSTILE += ["9" * 400, "\ufeff", "Ł\u0301\u202e", "0x1F", "true", "1979-05-27", "\x1b[2J", "\u2028", "1.", "{", "."]
BYTES = [*(text.encode() for text in HOSTILE), b"\xff", b"\xc3", b"\t", b"sep=;\n"]

NUMBERS = ["0", "1", "2", "3", "5", "6.5", "10", "12", "20", "100", "0.25", "-1", "+3", ".5", "5.", "007", "1000000"]
ODD_NUMBERS = ["", "999999999999999999", "9" * 40, "0.000000000001", "1e3", "3,5", "½", "\uff13", "--1", "nan", "inf"]
WORDS = [*METHODS, *STEPS, "ballot", "criterion", "mean", "sum", "low", "high", "score", "criterion:score", "", "A"]
SETTINGS = ['order = "low"', "drop = 2", "drop = 0", 'combine = "sum"', 'trim = "criterion"', "points = [5, 3, 1]"]
SETTINGS += ["minimum_ballots = 1", 'ladder = ["head_to_head", "shared"]', "decimals = 1", "criteria = []"]
SETTINGS += ['resolutions = [["B", "A"], ["A", "C"]]', "weight = 3", 'method = "borda"', 'ladder = ["median"]']

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(r'"[^"\n]*"')


def bytes_changed(random: Random, data: bytes) -> bytes:
    """One to four places where bytes go, or others come."""
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        at = random.randint(0, len(data))
        copied = data[max(0, at - 12) : at]
        put = random.choice([random.choice(BYTES), copied, random.randbytes(random.randint(0, 3))])
        data = data[:at] + put + data[at + random.choice([0, 0, 1, 2, 9, 40]) :]
    return data


def table_changed(random: Random, data: bytes) -> bytes:
    """One to three changes that leave a table, mostly of marks."""
    lines = [line.split(",") for line in data.decode().splitlines()]
    for _ in range(random.choice([1, 1, 2, 3])):
        random.choice(OF_TABLES)(random, lines)
    separator = random.choice([",", ",", ",", ";", "\t"])
    return (random.choice(["\n", "\n", "\r\n", "\r"]).join(map(separator.join, lines)) + "\n").encode()


def rules_changed(random: Random, data: bytes) -> bytes:
    """One to three changes that leave rules, mostly of values."""
    lines = data.decode().splitlines()
    for _ in range(random.choice([1, 1, 2, 3])):
        random.choice(OF_RULES)(random, lines)
    return ("\n".join(lines) + "\n").encode()


def _at(random: Random, lines: Sequence[object]) -> int:
    return random.randrange(len(lines)) if lines else 0


def _mark(random: Random, lines: Lines) -> None:
    """Mostly one that somebody gave, in the last column, where it mostly stands."""
    for row in lines[(at := _at(random, lines)) : at + 1]:
        given = random.choice(lines)[-1]
        row[-1] = random.choice([given, given, given, random.choice(NUMBERS), random.choice(ODD_NUMBERS)])


def _cell(random: Random, lines: Lines) -> None:
    if not lines:
        return
    row, other = random.choice(lines), random.choice(lines)
    at = _at(random, row)
    row[at] = random.choice([other[min(at, len(other) - 1)], "", "new", random.choice(HOSTILE)])


def _gone(random: Random, lines: list[object]) -> None:
    del lines[(at := _at(random, lines)) : at + random.choice([1, 1, 1, 5])]


def _moved(random: Random, lines: list[object]) -> None:
    lines[:] = [*lines[(at := _at(random, lines)) :], *lines[:at]] if random.random() < 0.2 else lines
    if lines:
        lines.insert(_at(random, lines), lines.pop(_at(random, lines)))


def _doubled(random: Random, lines: list[object]) -> None:
    for line in lines[(at := _at(random, lines)) : at + 1]:
        lines.insert(_at(random, lines), list(line) if isinstance(line, list) else line)


def _column_more(random: Random, lines: Lines) -> None:
    name, at = random.choice(["", "", "note", "mark"]), random.choice([0, 1, 99, 99])
    for number, row in enumerate(lines):
        row.insert(at, name if number == 0 or not name else "x")


def _columns_moved(random: Random, lines: Lines) -> None:
    by = random.randint(1, 3)
    for row in lines:
        row[:] = [*row[by:], *row[:by]]


def _all_of_a_name(random: Random, lines: Lines) -> None:
    """Two jurors, or two entries, become one."""
    if not lines:
        return
    at, one, other = random.randint(0, 1), random.choice(lines), random.choice(lines)
    names = [row[at] if len(row) > at else "" for row in (one, other)]
    for row in lines:
        row[:] = [names[1] if number == at and cell == names[0] else cell for number, cell in enumerate(row)]


def _replaced(random: Random, lines: list[str], pattern: re.Pattern[str], by: str) -> None:
    there = [(number, found) for number, line in enumerate(lines) for found in pattern.finditer(line)]
    if there:
        number, found = random.choice(there)
        lines[number] = lines[number][: found.start()] + by + lines[number][found.end() :]


def _number(random: Random, lines: list[str]) -> None:
    _replaced(random, lines, _NUMBER, random.choice([*NUMBERS, random.choice(ODD_NUMBERS)]))


def _word(random: Random, lines: list[str]) -> None:
    _replaced(random, lines, _WORD, f'"{random.choice(WORDS)}"')


def _method(random: Random, lines: list[str]) -> None:
    _replaced(random, lines, re.compile('(?<=^method = )"[a-z_]+"'), f'"{random.choice(METHODS)}"')


def _setting(random: Random, lines: list[str]) -> None:
    """At the top, mostly in the place of another; or below the last criterion, as a setting of it."""
    setting = random.choice(SETTINGS)
    if random.random() < 0.8:
        lines[:] = [line for line in lines if not line.startswith(setting.split("=")[0])]
    lines.insert(random.choice([0, 0, 0, 0, 0, len(lines)]), setting)


OF_TABLES: list[Callable[[Random, Lines], None]] = [_mark, _mark, _mark, _mark, _cell, _gone, _gone, _moved]
OF_TABLES += [_doubled, _column_more, _columns_moved, _all_of_a_name]
OF_RULES: list[Callable[[Random, list[str]], None]] = [_number, _number, _word, _method, _method, _method, _gone]
OF_RULES += [_moved, _doubled, _setting, _setting, _setting]
