"""The seal: one canonical document of everything that made the result, its checksum and a code to read aloud. Pure."""

from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import rfc8785

from awards_app.editions.models import Edition, SizeClass, plain
from awards_app.entries.models import Entry
from awards_app.i18n import Localised
from awards_app.jury.round_models import Round
from awards_app.results.boards import Board, Row
from awards_app.results.models import Kind, Resolution
from awards_app.results.queries import GivenBallot

FORMAT = "awards-seal/1"
# Crockford's alphabet: no I, L, O, U, so that a code read aloud is typed right.
_ALPHABET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


class Sealed(NamedTuple):
    """A canonical document (RFC 8785) with its SHA-256 in hexadecimal and its code."""

    document: str
    sha256: str
    code: str


class Unscored(NamedTuple):
    """A class whose award is given by resolution."""

    size_class: SizeClass
    resolution: Resolution
    entry: Entry | None


def seal(content: Mapping[str, Any]) -> Sealed:
    """Write the content canonically and derive checksum and code."""
    document = rfc8785.dumps(content)
    digest = sha256(document)
    return Sealed(document.decode(), digest.hexdigest(), code_of(digest.digest()))


def code_of(digest: bytes) -> str:
    """The first 40 bits of the checksum as `7KQ2-9XWD`."""
    text = b32encode(digest[:5]).decode().translate(_ALPHABET)
    return f"{text[:4]}-{text[4:]}"


def content_of(
    edition: Edition,
    boards: Sequence[Board],
    unscored: Iterable[Unscored],
    ballots: Mapping[UUID, Sequence[GivenBallot]],
    at: datetime,
) -> dict[str, Any]:
    """All that the result was made of, and the result. Jurors are numbered, not named."""
    jurors = _pseudonyms(ballots)
    return {
        "format": FORMAT,
        "sealed_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "edition": {"slug": edition.slug, "name": _text(edition.name), "example": edition.example},
        "rules": {
            "method": edition.method,
            "ladder": list(edition.ladder),
            "minimum_ballots": edition.minimum_ballots,
            "distinctions": edition.distinctions,
        },
        "classes": [_scored(board, ballots.get(board.size_class.id, []), jurors) for board in boards],
        "resolutions": [_unscored(one) for one in unscored],
    }


def _pseudonyms(ballots: Mapping[UUID, Sequence[GivenBallot]]) -> dict[UUID, str]:
    jurors = sorted({ballot.juror for given in ballots.values() for ballot in given}, key=str)
    return {juror: f"J{number:02d}" for number, juror in enumerate(jurors, 1)}


def _scored(board: Board, ballots: Sequence[GivenBallot], jurors: Mapping[UUID, str]) -> dict[str, Any]:
    codes = {row.entry.id: row.entry.code for row in board.rows}
    return {
        **_names(board.size_class),
        **_own_rules(board.judged),
        "criteria": _criteria(board.judged),
        "ballots": [
            _ballot(one, jurors, codes)
            for one in sorted(ballots, key=lambda one: (codes[one.entry], jurors[one.juror]))
        ],
        "resolutions": [_resolution(one, codes) for one in board.resolutions],
        "standings": [_standing(row, codes) for row in board.rows],
    }


def _names(size_class: SizeClass) -> dict[str, Any]:
    return {
        "category": size_class.category.key,
        "category_name": _text(size_class.category.name),
        "class": size_class.position,
        "class_name": _text(size_class.name),
    }


def _own_rules(judged: Round) -> dict[str, Any]:
    """What the deciding round says otherwise than the edition."""
    own = {"method": judged.method, "minimum_ballots": judged.minimum_ballots}
    told = {key: value for key, value in own.items() if value is not None}
    return {"rules": told} if told else {}


def _criteria(judged: Round) -> list[dict[str, Any]]:
    return [
        {
            "key": one.criterion.key,
            "name": _text(one.criterion.name),
            "weight": one.value,
            "lowest": plain(one.criterion.lowest),
            "highest": plain(one.criterion.highest),
            "step": plain(one.criterion.step),
        }
        for one in judged.weights
    ]


def _ballot(ballot: GivenBallot, jurors: Mapping[UUID, str], codes: Mapping[UUID, str]) -> dict[str, Any]:
    marks = {key: plain(value) for key, value in ballot.marks.items()}
    return {"juror": jurors[ballot.juror], "entry": codes[ballot.entry], "marks": marks}


def _resolution(resolution: Resolution, codes: Mapping[UUID, str]) -> dict[str, Any]:
    order = [codes[UUID(entry)] for entry in resolution.entries]
    return {"kind": resolution.kind.value, "order": order, "reason": resolution.reason}


def _standing(row: Row, codes: Mapping[UUID, str]) -> dict[str, Any]:
    standing = row.standing
    return {
        **_entry(row.entry),
        "place": standing.place,
        "score": row.shown,
        "exact": f"{standing.score.numerator}/{standing.score.denominator}",
        "ballots": standing.ballots,
        "decided_by": standing.decided_by,
        "contributions": {key: f"{part.numerator}/{part.denominator}" for key, part in standing.contributions.items()},
        "laurel": row.laurel.value if row.laurel else None,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.code,
        "title": entry.title,
        "city": entry.city.name,
        "voivodeship": entry.city.voivodeship,
        "teryt": entry.city.teryt,
    }


def _unscored(one: Unscored) -> dict[str, Any]:
    found = {**_names(one.size_class), "kind": one.resolution.kind.value, "reason": one.resolution.reason}
    return found | ({"laureate": _entry(one.entry)} if one.entry and one.resolution.kind is Kind.AWARD else {})


def _text(text: Localised) -> dict[str, str]:
    return {"pl": text.pl, "en": text.en}
