"""A certificate as JSON for programs and as lines for people."""

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from scoring.bootstrap import Bootstrap
from scoring.certificate import Certificate
from scoring.leave_out import Without
from scoring.report import ratio, shown
from scoring.rounding import display, display_scores
from scoring.sensitivity import Flip


def certificate_as_json(found: Certificate) -> str:
    """Everything; fractions as "p/q"."""
    first = found.ranking.standings[0] if found.ranking.standings else None
    content = {
        "method": found.ranking.method,
        "verdict": found.verdict,
        "reasons": [{"verdict": reason.verdict, "reason": reason.sentence} for reason in found.reasons],
        "winners": list(found.winners),
        "margin": None if first is None or first.margin is None else ratio(first.margin),
        "edits": first.edits if first else None,
        "decided_by": first.decided_by if first else None,
        "unresolved": [list(group) for group in found.ranking.unresolved],
        "leave_one_out": [{"juror": w.juror, **_without(w), "places": dict(w.places)} for w in found.leave_one_out],
        "bootstrap": _bootstrap(found.bootstrap),
        "weights": None if found.flips is None else [_flip(flip) for flip in found.flips],
        "methods": {method: _without(under) for method, under in found.methods.items()},
        "notes": list(_notes(found)),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _without(without: Without) -> dict[str, Any]:
    return {"winners": list(without.winners), "reason": without.reason}


def _bootstrap(found: Bootstrap) -> dict[str, Any]:
    first = {entry: ratio(share) for entry, share in found.first.items()}
    seed = None if found.exact else found.seed
    return {"exact": found.exact, "draws": found.draws, "seed": seed, "first": first, "nobody": ratio(found.nobody)}


def _flip(flip: Flip) -> dict[str, Any]:
    numbers = {"weight": ratio(flip.weight), "share": ratio(flip.share), "change": ratio(flip.change)}
    return {"rival": flip.rival, "criterion": flip.criterion, "overtakes": "above" if flip.above else "below"} | numbers


def _notes(found: Certificate) -> Iterator[str]:
    yield from found.ranking.notes
    if found.flips is None:
        yield f"under {found.ranking.method} as set the score is not linear in the weights: no weight is given"
    if not found.bootstrap.exact:
        yield f"the jurors were drawn {found.bootstrap.draws} times, from seed {found.bootstrap.seed}"


def certificate_as_table(found: Certificate) -> str:
    """The verdict, its reasons, and what was looked at."""
    lines = [f"verdict: {found.verdict}"]
    lines += [f"  {reason.verdict}: {shown(reason.sentence)}" for reason in found.reasons]
    lines += [f"first: {_listed(found.winners)}", *_margin(found)]
    lines += [f"drawn anew: {line}" for line in _drawn(found.bootstrap)]
    lines += [f"without {shown(w.juror)}: {_outcome(w)}" for w in found.leave_one_out]
    lines += [f"under {method}: {_outcome(under)}" for method, under in found.methods.items()]
    lines += [f"weights: {line}" for line in _weights(found)]
    lines += [f"note: {shown(note)}" for note in _notes(found)]
    return "\n".join(lines) + "\n"


def _margin(found: Certificate) -> Iterator[str]:
    for first in found.ranking.standings[:1]:
        margin = "none" if first.margin is None else display_scores([first.margin])[0]
        yield f"margin: {margin}"
        yield f"fewest edits: {'not known' if first.edits is None else first.edits}"


def _drawn(found: Bootstrap) -> Iterator[str]:
    often = sorted(((share, entry) for entry, share in found.first.items() if share), key=lambda one: (-one[0], one[1]))
    for share, entry in often:
        yield f"{shown(entry)} first in {_percent(share)} %"
    if found.nobody:
        yield f"nobody first in {_percent(found.nobody)} %"


def _percent(share: Fraction) -> str:
    return display(share * 100, 1)


def _outcome(without: Without) -> str:
    return _listed(without.winners) if without.winners else f"nothing ({shown(without.reason or '')})"


def _weights(found: Certificate) -> Iterator[str]:
    for flip in found.flips or ():
        way = "above" if flip.above else "below"
        yield f"{shown(flip.rival)} overtakes with {shown(flip.criterion)} {way} {display(flip.weight)}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(shown, names)) or "nobody"
