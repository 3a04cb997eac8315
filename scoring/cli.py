"""The command line: files in, a report out; exit status 0 done, 1 computed but not final, 2 refused."""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from scoring.analytics.agreement import Agreement, agreement
from scoring.analytics.agreement_report import agreement_as_json, agreement_as_table
from scoring.ballots_csv import read_ballots
from scoring.errors import ScoringError
from scoring.ranking import Ranking, rank
from scoring.report import as_csv, as_json, as_table
from scoring.rules_toml import read_rules
from scoring.sheet import Sheet

DONE, NOT_FINAL, REFUSED = 0, 1, 2
LARGEST_FILE = 256 * 1024 * 1024
FORMATS: dict[str, Callable[[Ranking], str]] = {"table": as_table, "json": as_json, "csv": as_csv}
AGREEMENT_FORMATS: dict[str, Callable[[Agreement], str]] = {"table": agreement_as_table, "json": agreement_as_json}


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise ScoringError(f"{message}; try {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns the exit status; only `--help` leaves by SystemExit."""
    try:
        options = _parser().parse_args(arguments)
        report, status = options.run(options)
    except ScoringError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return REFUSED
    _write(report)
    return int(status)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m scoring", description="Exact scoring of a jury's marks.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    ranking = commands.add_parser(
        "rank", help="rank the entries", epilog="Exit status: 0 ranked, 1 a tie is left unresolved, 2 refused."
    )
    ranking.add_argument("--ballots", required=True, metavar="FILE.csv", help="juror,entry,criterion,mark")
    ranking.add_argument("--rules", required=True, metavar="FILE.toml", help="criteria, method and tie ladder")
    ranking.add_argument("--format", choices=FORMATS, default="table", help="of the report (table)")
    ranking.set_defaults(run=_rank)
    _add_agreement(commands)
    return parser


def _add_agreement(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "agreement", help="say how far the jurors agree", epilog="Exit status: 0 computed, 2 refused."
    )
    command.add_argument("--ballots", required=True, metavar="FILE.csv", help="juror,entry,criterion,mark")
    command.add_argument("--rules", metavar="FILE.toml", help="criteria and order (else one criterion, high is good)")
    command.add_argument("--format", choices=AGREEMENT_FORMATS, default="table", help="of the report (table)")
    command.set_defaults(run=_agreement)


def _rank(options: argparse.Namespace) -> tuple[str, int]:
    rules_file = read_rules(_content(options.rules), options.rules)
    ballots_file = read_ballots(_content(options.ballots), options.ballots, rules_file.criteria)
    rules_file.check_entries({ballot.entry for ballot in ballots_file.ballots})
    ranking = rank(Sheet.of(ballots_file.criteria, ballots_file.ballots), rules_file.rules)
    return FORMATS[options.format](ranking), NOT_FINAL if ranking.unresolved else DONE


def _agreement(options: argparse.Namespace) -> tuple[str, int]:
    rules_file = read_rules(_content(options.rules), options.rules) if options.rules else None
    criteria = rules_file.criteria if rules_file else ()
    ballots_file = read_ballots(_content(options.ballots), options.ballots, criteria)
    sheet = Sheet.of(ballots_file.criteria, ballots_file.ballots)
    return AGREEMENT_FORMATS[options.format](agreement(sheet, rules_file.rules if rules_file else None)), DONE


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScoringError(f"{name}: the file cannot be read ({reason})") from None
    if len(data) > LARGEST_FILE:
        raise ScoringError(f"{name}: the file is larger than {LARGEST_FILE // 1024**2} MB")
    return data


def _write(report: str) -> None:
    """UTF-8 whatever the terminal says; quiet when the reader has gone away (`… | head`)."""
    try:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.write(report)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it ends, and would complain then.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
