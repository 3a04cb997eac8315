"""The example edition's rules as rows: categories, classes, criteria, weights. Pure."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from awards_app.editions.models import Category, Criterion, Edition, SizeClass, Weight
from awards_app.editions.phases import Phase
from awards_app.example import parts
from awards_app.i18n import Localised

LADDER = ["heaviest", "median", "firsts", "head_to_head", "resolution"]
CONTACT = "biuro@example.org"


def edition_of(example: parts.Example, dates: Mapping[str, datetime]) -> Edition:
    """The edition with all its parts, as a draft."""
    criteria = [_criterion(number, one) for number, one in enumerate(example.criteria, 1)]
    by_key = {criterion.key: criterion for criterion in criteria}
    return Edition(
        slug=example.edition.slug,
        name=localised(example.edition.name),
        intro=localised(example.edition.intro),
        eligibility=localised(example.edition.eligibility),
        example=True,
        contact=CONTACT,
        timezone=example.edition.calendar.time_zone,
        phase=Phase.DRAFT,
        opens_at=dates["opens"],
        entries_close_at=dates["entries_close"],
        checking_ends_at=dates["checking_until"],
        judging_closes_at=dates["judging_closes"],
        session_at=dates["session"],
        seal_by=dates["seal"],
        gala_at=dates["gala"],
        ladder=LADDER,
        criteria=criteria,
        categories=[_category(number, one, by_key) for number, one in enumerate(_ordered(example), 1)],
    )


def _ordered(example: parts.Example) -> list[parts.Category]:
    return sorted(example.categories, key=lambda category: category.precedence)


def _category(number: int, one: parts.Category, criteria: Mapping[str, Criterion]) -> Category:
    return Category(
        position=number,
        key=one.key,
        name=localised(one.name),
        description=localised(one.description),
        by_resolution=one.by_resolution,
        classes=[_size_class(place, band) for place, band in enumerate(one.classes, 1)],
        weights=[Weight(criterion=criteria[key], value=value) for key, value in one.weights.items()],
    )


def _size_class(number: int, band: parts.SizeClass) -> SizeClass:
    return SizeClass(
        position=number, name=localised(band.name), population_from=band.least or 0, population_below=band.below
    )


def _criterion(number: int, one: parts.Criterion) -> Criterion:
    levels = range(one.lowest, one.highest + 1, one.step)
    return Criterion(
        position=number,
        key=one.key,
        name=localised(one.name),
        description=localised(one.description),
        lowest=Decimal(one.lowest),
        highest=Decimal(one.highest),
        step=Decimal(one.step),
        anchors={str(level): one.anchor(level).as_dict() for level in levels},
    )


def localised(text: parts.Text) -> Localised:
    """In both languages."""
    return Localised(text.pl, text.en)
