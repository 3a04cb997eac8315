"""The agreement of a jury as JSON for programs and as a table for people."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from scoring.analytics.agreement import Agreement, StandsOut
from scoring.analytics.icc import KEYS, Squares
from scoring.exact import plain
from scoring.report import shown

MEANINGS = {
    "1,1": "one mark of whichever juror",
    "A,1": "one mark, strictness counted as disagreement",
    "C,1": "one mark, strictness left aside",
    "1,k": "the mean of the marks of whichever jurors",
    "A,k": "the mean, strictness counted",
    "C,k": "the mean, strictness left aside",
}
MISSING = "–"
MOST_CHANCES = 10


def agreement_as_json(report: Agreement) -> str:
    """Everything, as documented in docs/scoring.md; null where a number is undefined, with the reason under `notes`."""
    return json.dumps(_content(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _content(report: Agreement) -> dict[str, Any]:
    between_entries, note = _between_entries(report)
    return {
        "measured": report.measured,
        "panel": _panel(report),
        "icc": report.icc.values,
        "icc_limits": report.icc.limits,
        "icc_k": report.icc.averaged,
        "f": between_entries,
        "alpha": report.alpha.values,
        "kendall_w": _concordance(report),
        "variances": None if report.variances is None else vars(report.variances),
        "jurors": {name: vars(juror) for name, juror in report.jurors.items()},
        "entries": {
            name: {"p_first": share and share.first, "p_podium": share and share.podium}
            for name, share in report.chances.items()
        },
        "outliers": [_outlier(outlier) for outlier in report.outliers],
        "incomplete": [
            {"juror": juror, "entry": entry, "missing": list(keys)} for juror, entry, keys in report.incomplete
        ],
        "notes": dict(sorted({**note, **report.notes}.items())),
    }


def _panel(report: Agreement) -> dict[str, int]:
    panel = report.panel
    return {"entries": len(panel.entries), "jurors": len(panel.jurors), "marks": panel.marks, "parts": panel.parts}


def _between_entries(report: Agreement) -> tuple[dict[str, float | int | None], dict[str, str]]:
    """F of the two-way analysis of variance, entries against the rest, and a note where there is none."""
    panel = report.panel
    if len(panel.entries) < 2 or len(panel.jurors) < 2 or not panel.largest or not panel.is_complete:
        nothing: dict[str, float | int | None] = {"f": None, "df1": None, "df2": None}
        return nothing, {"f": "it takes a complete panel of two entries and two jurors or more, and different marks"}
    squares = Squares.of(panel)
    found = {"df1": squares.n - 1, "df2": (squares.n - 1) * (squares.k - 1)}
    if not squares.rest:
        return {"f": None, **found}, {"f": "entries and jurors explain every mark"}
    return {"f": float(squares.entries / squares.rest), **found}, {}


def _concordance(report: Agreement) -> dict[str, float | None]:
    found = report.kendall_w
    freedom = None if found.w is None else found.entries - 1
    return {"w": found.w, "chi2": found.chi2, "df": freedom, "p": found.p}


def _outlier(outlier: StandsOut) -> dict[str, Any]:
    return vars(outlier) | {"mark": float(outlier.mark)}


def agreement_as_table(report: Agreement) -> str:
    """Sections for reading, numbers to three decimals; `–` where a number is undefined, and at the end why."""
    panel = report.panel
    size = f"{len(panel.entries)} entries, {len(panel.jurors)} jurors, {panel.marks} {report.measured}"
    sections = [[size], _icc(report), _others(report), _variances(report), _jurors(report), _chances(report)]
    sections += [_outliers(report), _notes(report)]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _icc(report: Agreement) -> list[str]:
    rows = [["intraclass correlation", "value", "95 % limits", "of"]]
    for key in KEYS:
        limits = report.icc.limits[key]
        between = MISSING if limits is None else f"{limits[0]:.3f} to {limits[1]:.3f}"
        rows.append([f"ICC({key})", _number(report.icc.values[key]), between, MEANINGS[key]])
    return _aligned(rows, "<>><")


def _others(report: Agreement) -> list[str]:
    concordance = report.kendall_w
    rows = [["other agreement", "value"]]
    rows += [[f"alpha, {metric}", _number(value)] for metric, value in report.alpha.values.items()]
    rows += [["Kendall's W", _number(concordance.w)]]
    lines = _aligned(rows, "<>")
    if concordance.chi2 is not None and concordance.p is not None:
        chi2 = f"chi2 {concordance.chi2:.3f} with {concordance.entries - 1} degrees of freedom"
        lines[-1] += f"  ({chi2}, p {concordance.p:.4f})"
    return lines


def _variances(report: Agreement) -> list[str]:
    if report.variances is None:
        return []
    parts = vars(report.variances)
    whole = sum(parts.values())
    rows = [["variance of", "value", "share"]]
    rows += [[name, f"{value:.3f}", f"{value / whole:.0%}" if whole else MISSING] for name, value in parts.items()]
    return _aligned(rows, "<>>")


def _jurors(report: Agreement) -> list[str]:
    rows = [["juror", "against the rest", "above the jury", "standard error", "shrunken"]]
    for name, juror in report.jurors.items():
        rows.append([shown(name), *(_number(value, sign="+") for value in vars(juror).values())])
        rows[-1][3] = _number(juror.severity_error)
    return _aligned(rows, "<>>>>") if len(rows) > 1 else []


def _chances(report: Agreement) -> list[str]:
    listed = [(name, share) for name, share in report.chances.items() if share is not None]
    best = sorted(listed, key=lambda pair: (-pair[1].first, -pair[1].podium, pair[0]))[:MOST_CHANCES]
    rows = [["stability of this jury's verdict", "first", "first three"]]
    rows += [[shown(name), f"{share.first:.0%}", f"{share.podium:.0%}"] for name, share in best]
    return _aligned(rows, "<>>") if best else []


def _outliers(report: Agreement) -> list[str]:
    lines = []
    for outlier in report.outliers:
        size = "all others fit exactly" if outlier.studentised is None else f"studentised {outlier.studentised:+.1f}"
        mark = f"the mark {plain(outlier.mark)}, where {outlier.expected:.2f} was to be expected ({size})"
        lines.append(f"stands out: {shown(outlier.juror)} gave {shown(outlier.entry)} {mark}")
    return lines


def _notes(report: Agreement) -> list[str]:
    lines = [f"note on {shown(about)}: {reason}" for about, reason in sorted(report.notes.items())]
    for juror, entry, missing in report.incomplete:
        lines.append(f"not counted: ballot of {shown(juror)} for {shown(entry)} (no mark on {', '.join(missing)})")
    return lines


def _number(value: float | None, sign: str = "") -> str:
    return MISSING if value is None else f"{round(value, 3) + 0.0:{sign}.3f}"


def _aligned(rows: Sequence[Sequence[str]], sides: str) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return list(_lines(rows, widths, sides))


def _lines(rows: Sequence[Sequence[str]], widths: Sequence[int], sides: str) -> Iterator[str]:
    for row in rows:
        cells = (f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True))
        yield "  ".join(cells).rstrip()
