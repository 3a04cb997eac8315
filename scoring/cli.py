"""The command line: files in, a report out; exit status 0 done, 1 computed but not final, 2 refused."""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TypeAlias

from scoring.analytics.agreement import Agreement, agreement
from scoring.analytics.agreement_report import agreement_as_json, agreement_as_table
from scoring.ballots_csv import read_ballots
from scoring.certificate import Certificate, certify
from scoring.certificate_report import certificate_as_json, certificate_as_table
from scoring.errors import InputError, ScoringError, quoted
from scoring.exact import DIGITS
from scoring.ranking import Ranking, rank
from scoring.report import as_csv, as_json, as_table
from scoring.rules_toml import RulesFile, read_rules
from scoring.seal import is_code, verified_as_text, verify
from scoring.sheet import Sheet

DONE, NOT_FINAL, REFUSED = 0, 1, 2
MEGABYTE = 1024 * 1024
LARGEST_FILE = 256 * MEGABYTE
CERTIFICATES: dict[str, Callable[[Certificate], str]] = {"table": certificate_as_table, "json": certificate_as_json}
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
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
        _write(report)
    except ScoringError as error:
        _complain(" ".join(str(error).split()))
        return REFUSED
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
    _add_certify(commands)
    _add_verify(commands)
    _add_agreement(commands)
    return parser


def _add_certify(commands: Commands) -> None:
    certifying = commands.add_parser(
        "certify",
        help="say how firmly the first place stands",
        epilog="Exit status: 0 computed, 1 a tie is left unresolved, 2 refused.",
    )
    certifying.add_argument("--ballots", required=True, metavar="FILE.csv", help="juror,entry,criterion,mark")
    certifying.add_argument("--rules", required=True, metavar="FILE.toml", help="criteria, method and tie ladder")
    certifying.add_argument("--seed", type=_seed, default=1, metavar="N", help="of draws that are sampled (1)")
    certifying.add_argument("--format", choices=CERTIFICATES, default="table", help="of the report (table)")
    certifying.set_defaults(run=_certify)


def _add_verify(commands: Commands) -> None:
    verifying = commands.add_parser(
        "verify",
        help="recompute a sealed result and print its code",
        epilog="Exit status: 0 it holds, 1 it does not, 2 refused.",
    )
    verifying.add_argument("seal", metavar="SEAL.json", help="the sealed document")
    verifying.add_argument("--code", metavar="CODE", help="the code that it must have")
    verifying.set_defaults(run=_verify)


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        raise argparse.ArgumentTypeError(f"the seed must be a whole number of at most {DIGITS} digits")
    return int(text)


def _add_agreement(commands: Commands) -> None:
    command = commands.add_parser(
        "agreement", help="say how far the jurors agree", epilog="Exit status: 0 computed, 2 refused."
    )
    command.add_argument("--ballots", required=True, metavar="FILE.csv", help="juror,entry,criterion,mark")
    command.add_argument("--rules", metavar="FILE.toml", help="criteria and order (else one criterion, high is good)")
    command.add_argument("--format", choices=AGREEMENT_FORMATS, default="table", help="of the report (table)")
    command.set_defaults(run=_agreement)


def _rank(options: argparse.Namespace) -> tuple[str, int]:
    sheet, rules_file = _read(options)
    with rules_file.blamed_for("method"):
        ranking = rank(sheet, rules_file.rules)
    return FORMATS[options.format](ranking), NOT_FINAL if ranking.unresolved else DONE


def _certify(options: argparse.Namespace) -> tuple[str, int]:
    sheet, rules_file = _read(options)
    with rules_file.blamed_for("method"):
        found = certify(sheet, rules_file.rules, options.seed)
    return CERTIFICATES[options.format](found), NOT_FINAL if found.ranking.unresolved else DONE


def _verify(options: argparse.Namespace) -> tuple[str, int]:
    found = verify(_content(options.seal), options.seal)
    if options.code is not None and not is_code(options.code, found.code):
        difference = f"the code is {found.code}, not {quoted(options.code)}"
        found = replace(found, differences=(*found.differences, difference))
    return verified_as_text(found), NOT_FINAL if found.differences else DONE


def _read(options: argparse.Namespace) -> tuple[Sheet, RulesFile]:
    rules_file = read_rules(_content(options.rules), options.rules)
    ballots_file = read_ballots(_content(options.ballots), options.ballots, rules_file.criteria)
    rules_file.check_ladder(ballots_file.criteria)
    rules_file.check_entries({ballot.entry for ballot in ballots_file.ballots})
    return Sheet.of(ballots_file.criteria, ballots_file.ballots), rules_file


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
        last = data.rfind(b"\n", 0, LARGEST_FILE)
        line, column = data.count(b"\n", 0, LARGEST_FILE) + 1, str(LARGEST_FILE - last)
        raise InputError(name, line, column, f"the file goes on beyond {LARGEST_FILE // MEGABYTE} MB")
    return data


def _write(report: str) -> None:
    """UTF-8 whatever the terminal says; quiet when the reader has gone away (`… | head`).

    Raises ScoringError when the report cannot be written.
    """
    if sys.stdout is None:
        raise ScoringError("the report cannot be written (there is no standard output)")
    try:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.write(report)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_the_rest()
    except OSError as error:
        _forget_the_rest()
        raise ScoringError(f"the report cannot be written ({error.strerror or error})") from None


def _forget_the_rest() -> None:
    """Python flushes once more when it ends, and would complain then."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(sentence: str) -> None:
    """The exit status must not depend on whether somebody can read the sentence."""
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)
