"""A sealed document, recomputed: its marks are scored anew by its rules and the outcome held against what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scoring.ballots import Ballot
from scoring.canonical import canonical, checksum, parsed_json
from scoring.criteria import Criterion
from scoring.errors import InputError, ScoringError, quoted
from scoring.json_part import Part
from scoring.ranking import Ranking, rank
from scoring.report import ratio
from scoring.rounding import display_scores
from scoring.rules import Resolution, Rules
from scoring.sheet import Sheet

FORMAT = "awards-seal/1"
OPTIONAL_RULES = ("order", "drop", "trim", "combine", "decimals", "points")
LOOKALIKES = str.maketrans("ILO", "110")
COMPARED = ("place", "score", "exact", "ballots", "decided_by", "contributions", "laurel")


@dataclass(frozen=True)
class Verified:
    """What came of recomputing a document: one line a class, and every difference; it holds when there is none."""

    edition: str
    sha256: str
    code: str
    classes: tuple[str, ...]
    differences: tuple[str, ...]


def verify(data: bytes, source: str) -> Verified:
    """Recompute a sealed document. Raises InputError when it is no such document or cannot be scored."""
    content = parsed_json(data, source)
    document = canonical(content)
    root = Part(content, source, data.decode("utf-8-sig"))
    if root["format"].words() != FORMAT:
        raise root["format"].error(f"this is not {quoted(FORMAT)}")
    differences = list(_form(data, document))
    classes = []
    for part in root["classes"].parts():
        name = f"{part['category'].words()} {part['class'].whole()}"
        found = [f"class {name}: {difference}" for difference in _differences(part, root["rules"])]
        differences += found
        count = sum(1 for _ in part["standings"].parts())
        classes.append(f"class {name}: {count} standings recomputed, {'they differ' if found else 'they agree'}")
    for part in root["resolutions"].parts():
        name = f"{part['category'].words()} {part['class'].whole()}"
        classes.append(f"class {name}: decided by resolution, there is nothing to recompute")
    return Verified(root["edition"]["slug"].words(), *checksum(document), tuple(classes), tuple(differences))


def is_code(typed: str, code: str) -> bool:
    """Whether somebody typed the code: capitals, blanks and hyphens do not matter, and, as Crockford's alphabet has it,
    I and L are read as 1, O as 0.
    """
    return _read_aloud(typed) == _read_aloud(code)


def _read_aloud(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper().translate(LOOKALIKES)


def _form(data: bytes, document: bytes) -> Iterator[str]:
    """A text program may have ended the file with a line break; any other byte makes it another file."""
    if data.rstrip(b"\r\n") != document:
        at = next((n for n, pair in enumerate(zip(data, document, strict=False)) if pair[0] != pair[1]), len(document))
        yield f"the file is not in canonical form (RFC 8785) from byte {at + 1} on: it was changed after sealing"


def _differences(part: Part, rules: Part) -> Iterator[str]:
    ranking = _recomputed(part, rules)
    if ranking.unranked or ranking.unresolved:
        yield "recomputed, it is not final: entries have too few ballots, or a tie is left"
    said = {one["entry"].words(): one for one in part["standings"].parts()}
    found = _standings(ranking, rules["distinctions"].whole())
    listed = [one["place"].value for one in part["standings"].parts()]
    if listed != (places := [row["place"] for row in found.values()]):
        yield f"the places are {listed} in the document and {places} recomputed"
    for entry in sorted(said.keys() & found.keys()):
        yield from _differing(entry, said[entry], found[entry])
    for entry in sorted(said.keys() ^ found.keys()):
        yield f"{quoted(entry)} is only in the {'document' if entry in said else 'recomputed result'}"


def _recomputed(part: Part, rules: Part) -> Ranking:
    try:
        return _ranked(_sheet(part), _rules(part, rules), part)
    except InputError:
        raise
    except ScoringError as error:
        raise part.error(str(error)) from None


def _differing(entry: str, said: Part, found: dict[str, Any]) -> Iterator[str]:
    for key in COMPARED:
        if said[key].value != found[key] or type(said[key].value) is not type(found[key]):
            values = f"{quoted(said[key].value)} in the document, {quoted(found[key])} recomputed"
            yield f"{quoted(entry)}: {key}: {values}"


def _standings(ranking: Ranking, distinctions: int) -> dict[str, dict[str, Any]]:
    printed = display_scores(standing.score for standing in ranking.standings)
    return {
        s.entry: {
            "place": s.place,
            "score": score,
            "exact": ratio(s.score),
            "ballots": s.ballots,
            "decided_by": s.decided_by,
            "contributions": {key: ratio(value) for key, value in s.contributions.items()},
            "laurel": "laureate" if s.place == 1 else "distinction" if s.place <= 1 + distinctions else None,
        }
        for s, score in zip(ranking.standings, printed, strict=True)
    }


def _ranked(sheet: Sheet, rules: Rules, part: Part) -> Ranking:
    """As sealed: ties share their place where the chair decided so for every tie that is left."""
    ranking = rank(sheet, rules)
    shared = {frozenset(order) for order in _orders(part, "shared")}
    if ranking.unresolved and {frozenset(group) for group in ranking.unresolved} <= shared:
        return rank(sheet, replace(rules, ladder=(*rules.ladder, "shared")))
    return ranking


def _sheet(part: Part) -> Sheet:
    criteria = [
        Criterion(
            one["key"].words(),
            one["weight"].whole(),
            *(one[name].words() for name in ("lowest", "highest", "step")),
        )
        for one in part["criteria"].parts()
    ]
    ballots = [
        Ballot(one["juror"].words(), one["entry"].words(), {key: mark.words() for key, mark in one["marks"].items()})
        for one in part["ballots"].parts()
    ]
    return Sheet.of(criteria, ballots)


def _rules(part: Part, edition: Part) -> Rules:
    """The edition's rules, with what the class's deciding round says otherwise."""
    own = dict(part["rules"].items()) if "rules" in dict(part.items()) else {}
    rules = dict(edition.items()) | own
    known = ("method", "ladder", "minimum_ballots", "distinctions", *OPTIONAL_RULES)
    for key, value in rules.items():
        if key not in known:
            raise value.error("there is no such rule")
    more = {key: value.value for key, value in rules.items() if key in OPTIONAL_RULES}
    if isinstance(more.get("points", []), list):
        more["points"] = tuple(more.get("points", []))
    orders = tuple(Resolution(tuple(order)) for order in _orders(part, "order"))
    method, ladder, minimum = (own.get(key) or edition[key] for key in ("method", "ladder", "minimum_ballots"))
    steps = tuple(step.words() for step in ladder.parts())
    return Rules(method.words(), steps, minimum.whole(), orders, **more)


def _orders(part: Part, kind: str) -> Sequence[list[str]]:
    """The entries that the chair's resolutions of this kind name, in their order."""
    found = [one for one in part["resolutions"].parts() if one["kind"].words() == kind]
    return [[entry.words() for entry in one["order"].parts()] for one in found]


def verified_as_text(found: Verified) -> str:
    """For people: the code first, then what was recomputed and what differs."""
    lines = [f"code: {found.code}", f"SHA-256: {found.sha256}", f"edition: {found.edition}", *found.classes]
    lines += [f"difference: {difference}" for difference in found.differences]
    lines.append("the document does not hold" if found.differences else "the document holds")
    return "\n".join(map(_one_line, lines)) + "\n"


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
