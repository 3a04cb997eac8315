"""What the steps of the tie ladder, laurels and resolutions are called."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.i18n import Localised
from awards_app.jury.round_models import Weighs
from awards_app.results.boards import Laurel
from awards_app.results.models import Kind

CRITERION = "criterion:"
STEPS = {
    "median": _l("higher median of the jurors' totals"),
    "firsts": _l("first choice of more jurors"),
    "head_to_head": _l("placed higher by more of the jurors who scored both"),
    "majority": _l("higher majority value"),
    "resolution": _l("resolution of the chair"),
    "shared": _l("tie left standing: ex aequo"),
    "heaviest": _l("higher mean in the heaviest criterion, then in the next ones"),
}
LAURELS = {Laurel.LAUREATE: _l("laureate"), Laurel.DISTINCTION: _l("distinction")}
KINDS = {
    Kind.ORDER: _l("order of tied entries"),
    Kind.SHARED: _l("shared place"),
    Kind.AWARD: _l("award"),
    Kind.NO_AWARD: _l("no award"),
}


def step_label(step: str | None, weights: Iterable[Weighs]) -> str:
    """A ladder step in words; empty where the score alone decided."""
    return step_in_words(step, {weight.criterion.key: weight.criterion.name for weight in weights})


def step_in_words(step: str | None, criteria: Mapping[str, Localised]) -> str:
    """The same from the names of the criteria, by key."""
    if step is None:
        return ""
    if step.startswith(CRITERION):
        keys = step.removeprefix(CRITERION).split("+")
        names = {key: str(name) for key, name in criteria.items()}
        return str(_("higher mean: %(criterion)s", criterion=", ".join(names.get(key, key) for key in keys)))
    return str(STEPS.get(step, step))
