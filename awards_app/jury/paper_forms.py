"""Forms of paper ballots: shape only. What stands on the paper is typed in whole: a mark on every criterion."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired, ValidationError

from awards_app.editions.judging import Extremes
from awards_app.editions.models import Criterion, Edition, plain
from awards_app.jury.forms import COMMENT_MOST, MarkField
from awards_app.jury.papers import Read
from awards_app.jury.receipts import MARK, NOTE
from awards_app.jury.round_models import Weighs
from awards_app.jury.totals import needs_words
from awards_app.web.forms import Form, LongTextField, length, on_the_clock

MISSING = _l("Choose the mark that is ticked on the paper. If none is, the juror has to add it.")
UNSAID = _l(
    "At this mark the juror has to say why. Copy it from the paper; if nothing is there, the juror has to add it."
)


class PaperForm(Form):
    """Marks and comment of a paper, and when the juror handed it over."""

    comment = LongTextField(_l("Comment for the city"), (length(COMMENT_MOST),), render_kw={"rows": 3})
    handed_over = DateTimeLocalField(_l("Handed over"), [InputRequired(_l("Choose a day and a time."))])

    @property
    def read(self) -> Read:
        """What was typed."""
        marks = {UUID(name.removeprefix(MARK)): Decimal(self[name].data) for name in self.data if is_mark(name)}
        notes = {UUID(name.removeprefix(NOTE)): self[name].data for name in self.data if name.startswith(NOTE)}
        return Read(marks, self.comment.data or "", {key: text for key, text in notes.items() if text})

    def handed_over_at(self, edition: Edition) -> datetime:
        """On the edition's clock. Raises Refused for a time that is none, or two."""
        return on_the_clock(self.handed_over.data, edition.timezone)


def is_mark(name: str) -> bool:
    """Whether the field of this name takes a mark."""
    return name.startswith(MARK)


def paper_form(weights: Iterable[Weighs], edition: Edition, handed_over_at: datetime, **data: Any) -> PaperForm:
    """An empty form for these criteria; `data` fills it with what was typed before."""
    fields = {
        f"{MARK}{one.criterion_id}": MarkField(
            one.criterion, validate_choice=False, validators=[InputRequired(MISSING)]
        )
        for one in weights
    }
    if edition.extremes is not Extremes.NEVER:
        fields |= {f"{NOTE}{one.criterion_id}": _note_field(one.criterion, edition) for one in weights}
    local = handed_over_at.astimezone(ZoneInfo(edition.timezone)).replace(tzinfo=None, second=0, microsecond=0)
    built = type("BuiltPaperForm", (PaperForm,), fields)
    return cast(PaperForm, built(data={"handed_over": local, **data}))


def _note_field(criterion: Criterion, edition: Edition) -> LongTextField:
    def needed(form: Form, note: LongTextField) -> None:
        mark = form[f"{MARK}{criterion.id}"].data
        if mark and not note.data and needs_words(edition, criterion, Decimal(mark)):
            raise ValidationError(UNSAID)

    label = _("What the juror wrote about “%(criterion)s”", criterion=criterion.name)
    return LongTextField(label, (length(COMMENT_MOST), needed), render_kw={"rows": 2})


def typed(read: Read) -> dict[str, str]:
    """What was read before, as the fields of a form."""
    marks = {f"{MARK}{key}": plain(value) for key, value in read.marks.items()}
    return marks | {f"{NOTE}{key}": text for key, text in read.comments.items()} | {"comment": read.comment}
