"""Everything that the analytics say about a jury, put together, with the reason for whatever cannot be said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isinf

import numpy as np

from scoring.analytics.additive import Additive, additive_fit, outliers
from scoring.analytics.alpha import Alpha, krippendorff
from scoring.analytics.components import Components, Found, shrunken_jurors, two_way
from scoring.analytics.concordance import Concordance, kendall_w, versus_rest
from scoring.analytics.icc import Icc, icc
from scoring.analytics.panel import Panel
from scoring.analytics.posterior import Chances, chances
from scoring.ballots import Incomplete
from scoring.rules import Rules
from scoring.sheet import Sheet

NO_BALLOT = "no complete ballot"


@dataclass(frozen=True)
class JurorReport:
    """What is said of a juror, in marks; None where it is undefined.

    `versus_rest` is the rank correlation with the others. `severity` is the juror's effect in the additive model: how
    far the juror's marks lie above (positive, lenient) or below (negative, severe) what the jury gives to the same
    entries; with its standard error, and drawn towards zero as far as chance may have made it (`shrunken`).
    """

    versus_rest: float | None = None
    severity: float | None = None
    severity_error: float | None = None
    severity_shrunken: float | None = None


@dataclass(frozen=True)
class StandsOut:
    """A mark that the chair may want to look at; `studentised` is None when every other mark fits without any rest."""

    juror: str
    entry: str
    mark: Fraction
    expected: float
    studentised: float | None


@dataclass(frozen=True)
class Agreement:
    """Agreement, severity and outliers of a jury. `measured` says what the numbers are: marks, or totals of ballots.

    `variances` are in squared marks. `notes` says, by the name of what is missing, why it is.
    """

    measured: str
    panel: Panel
    icc: Icc
    alpha: Alpha
    kendall_w: Concordance
    variances: Components | None
    jurors: Mapping[str, JurorReport]
    chances: Mapping[str, Chances | None]
    outliers: tuple[StandsOut, ...]
    incomplete: tuple[Incomplete, ...]
    notes: Mapping[str, str]


def agreement(sheet: Sheet, rules: Rules | None = None) -> Agreement:
    """The analytics of a sheet: of the marks when it has one criterion, of the complete ballots' totals when several.

    Of the rules only `order` and `minimum_ballots` matter, and only for the entries' chances.
    """
    panel = Panel.of(sheet)
    fit = additive_fit(panel) if panel.marks else None
    found = Found(None, "there is no complete ballot") if fit is None else two_way(panel, fit)
    notes: dict[str, str] = {}
    jurors = dict.fromkeys(sheet.jurors, JurorReport()) | _jurors(panel, fit, found, notes)
    standing = dict.fromkeys(sheet.entries) | _chances(panel, fit, found, rules, notes)
    report = Agreement(
        measured=f"marks on {sheet.criteria[0].key}" if len(sheet.criteria) == 1 else "totals of the ballots",
        panel=panel,
        icc=icc(panel, *found),
        alpha=krippendorff(panel),
        kendall_w=kendall_w(panel),
        variances=_in_marks(found.components, panel),
        jurors=jurors,
        chances=standing,
        outliers=tuple(_outliers(panel, fit)),
        incomplete=sheet.incomplete,
        notes=notes,
    )
    _note_the_rest(report, found, notes)
    return report


def _in_marks(components: Components | None, panel: Panel) -> Components | None:
    if components is None:
        return None
    square = float(panel.unit) ** 2
    return Components(components.entry * square, components.juror * square, components.residual * square)


def _jurors(panel: Panel, fit: Additive | None, found: Found, notes: dict[str, str]) -> dict[str, JurorReport]:
    if fit is None:
        return {}
    unit = float(panel.unit)
    reason = _no_severity(panel)
    if reason:
        notes["severity"] = reason
    shrunken = None if found.components is None or reason else shrunken_jurors(panel, fit, found.components)
    reports = {}
    for number, (name, correlation) in enumerate(zip(panel.jurors, versus_rest(panel), strict=True)):
        error = None if reason else fit.standard_error(number)
        reports[name] = JurorReport(
            versus_rest=correlation,
            severity=None if reason else unit * float(fit.jurors[number]),
            severity_error=None if error is None else unit * error,
            severity_shrunken=None if shrunken is None else unit * float(shrunken[number]),
        )
        if correlation is None:
            notes[f"jurors.{name}.versus_rest"] = "fewer than two different marks of the juror, or of the others"
    return reports


def _no_severity(panel: Panel) -> str:
    if len(panel.jurors) < 2:
        return "there is only one juror"
    if panel.parts > 1:
        return f"the panel falls into {panel.parts} parts that share neither jurors nor entries"
    return ""


def _chances(
    panel: Panel, fit: Additive | None, found: Found, rules: Rules | None, notes: dict[str, str]
) -> dict[str, Chances | None]:
    minimum = rules.minimum_ballots if rules else 1
    candidates = np.flatnonzero(panel.given.sum(axis=1) >= minimum)
    if len(candidates) < len(panel.entries):
        notes["entries"] = f"entries with fewer than {minimum} complete ballots have no standing and no chances"
    if fit is None or found.components is None or not candidates.size:
        return {}
    sign = -1 if rules and rules.order == "low" else 1
    shares = chances(panel, fit, found.components, sign, candidates)
    return {panel.entries[entry]: share for entry, share in zip(candidates.tolist(), shares, strict=True)}


def _outliers(panel: Panel, fit: Additive | None) -> Iterable[StandsOut]:
    for outlier in outliers(panel, fit) if fit else []:
        code = int(panel.codes[outlier.entry, outlier.juror])
        yield StandsOut(
            juror=panel.jurors[outlier.juror],
            entry=panel.entries[outlier.entry],
            mark=panel.origin + code * panel.unit,
            expected=float(panel.origin) + float(panel.unit) * outlier.expected,
            studentised=None if isinf(outlier.studentised) else outlier.studentised,
        )


def _note_the_rest(report: Agreement, found: Found, notes: dict[str, str]) -> None:
    notes |= _grouped("icc", report.icc.reasons, len(report.icc.values))
    notes |= _grouped("alpha", report.alpha.reasons, len(report.alpha.values))
    notes |= _about_concordance(report)
    if found.components is None:
        notes |= dict.fromkeys(("variances", "severity_shrunken", "chances"), found.reason)
    if "severity" not in notes and any(juror.severity_error is None for juror in report.jurors.values()):
        notes["severity_error"] = "there are too few marks to tell jurors and chance apart"
    if any(limits is None for limits in report.icc.limits.values()) and "icc" not in notes:
        notes["icc_limits"] = (
            "confidence limits need a complete panel, and differences that jurors do not fully explain"
        )
    notes |= {f"jurors.{name}": NO_BALLOT for name in report.jurors.keys() - set(report.panel.jurors)}
    notes |= {f"entries.{name}": NO_BALLOT for name in report.chances.keys() - set(report.panel.entries)}


def _about_concordance(report: Agreement) -> dict[str, str]:
    if report.kendall_w.w is None:
        return {"kendall_w": report.kendall_w.reason}
    if report.kendall_w.entries < len(report.panel.entries):
        return {"kendall_w": f"of the {report.kendall_w.entries} entries that all jurors marked"}
    return {}


def _grouped(group: str, reasons: Mapping[str, str], size: int) -> dict[str, str]:
    """One note for the group when everything in it is missing for one reason, else one for each."""
    if len(reasons) == size and len(set(reasons.values())) == 1:
        return {group: next(iter(reasons.values()))}
    return {f"{group}.{key}": reason for key, reason in reasons.items()}
