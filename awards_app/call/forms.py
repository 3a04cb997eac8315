"""Forms of the call: shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, EmailField, HiddenField, SelectField
from wtforms.validators import InputRequired, StopValidation

from awards_app.accounts.forms import EMAIL
from awards_app.call.models import Inquiry
from awards_app.call.service import Answered
from awards_app.cities.models import City
from awards_app.editions.service import Wording
from awards_app.i18n import Localised
from awards_app.web.forms import Form, LongTextField, TextField, WholeField, choice, length, printable, required, tidy

TEXT_MOST, RULES_MOST, ANSWER_MOST = 8_000, 60_000, 8_000
GRACE_MOST, PLACE_MOST = 600, 10_000
LIMITED = _l("Paragraphs, *emphasis*, **strong**, lists and [links](https://example.org).")
ONE_LANGUAGE = _l("Question and answer are needed in one language at least.")
WITH_HEADINGS = _l("As above, and headings: # for a chapter, ## for a section.")


class WordingForm(Form):
    """The texts of the call in both languages. `was` is the checksum of what the writer began from."""

    intro_pl = LongTextField(_l("About the award, in Polish"), (required(), length(TEXT_MOST)), description=LIMITED)
    intro_en = LongTextField(_l("About the award, in English"), (length(TEXT_MOST),))
    eligibility_pl = LongTextField(_l("Who may enter, in Polish"), (required(), length(TEXT_MOST)), description=LIMITED)
    eligibility_en = LongTextField(_l("Who may enter, in English"), (length(TEXT_MOST),))
    contact = EmailField(_l("Address for questions"), [required(), length(254), EMAIL, printable], filters=[tidy])
    rules_pl = LongTextField(_l("Rules, in Polish"), (length(RULES_MOST),), description=WITH_HEADINGS)
    rules_en = LongTextField(_l("Rules, in English"), (length(RULES_MOST),))
    was = HiddenField()

    @classmethod
    def of(cls, wording: Wording, **kwargs: Any) -> "WordingForm":
        """Filled from what stands there, unless something was sent."""
        texts = {"intro": wording.intro, "eligibility": wording.eligibility, "rules": wording.rules}
        values = {f"{name}_{code}": getattr(text, code) for name, text in texts.items() for code in ("pl", "en")}
        return cls(data={**values, "contact": wording.contact, "was": wording.sha256}, **kwargs)

    @property
    def wording(self) -> Wording:
        """The form's values, for the service."""
        texts = {name: _both(self, name) for name in ("intro", "eligibility", "rules")}
        return Wording(contact=str(self.contact.data), **texts)


def _both(form: Form, name: str) -> Localised:
    return Localised(form[f"{name}_pl"].data or "", form[f"{name}_en"].data or "")


class AskForm(Form):
    """A question about the call. Somebody who is signed in has an address already."""

    question = LongTextField(_l("Your question"), (required(), length(2000, 10)), render_kw={"rows": 5})
    email = EmailField(
        _l("E-mail"),
        [required(), length(254), EMAIL, printable],
        filters=[tidy],
        description=_l("The answer is mailed there. It is shown to nobody but those who run and audit the contest."),
    )

    @classmethod
    def for_visitor(cls, *, signed_in: bool) -> "AskForm":
        """Without the address where it is known."""
        form = cls()
        if signed_in:
            del form.email
        return form


class AnswerForm(Form):
    """The question as others will read it, the answer, and who may read both."""

    question_pl = LongTextField(
        _l("Question in Polish"), (length(2000),), description=ONE_LANGUAGE, render_kw={"rows": 3}
    )
    question_en = LongTextField(_l("Question in English"), (length(2000),), render_kw={"rows": 3})
    answer_pl = LongTextField(_l("Answer in Polish"), (length(ANSWER_MOST),), description=LIMITED)
    answer_en = LongTextField(_l("Answer in English"), (length(ANSWER_MOST),))
    topic_pl = TextField(_l("Topic in Polish"), (length(80),), render_kw={"list": "topics", "autocomplete": "off"})
    topic_en = TextField(_l("Topic in English"), (length(80),))
    position = WholeField(
        _l("Place under its topic"),
        0,
        PLACE_MOST,
        default=0,
        description=_l("Lower numbers come first; among equal ones the newest."),
    )
    publish = BooleanField(_l("Publish the question and the answer"))
    tell = BooleanField(_l("Mail the changed answer to the asker"))
    revision = HiddenField(default="1")

    @classmethod
    def of(cls, inquiry: Inquiry | None) -> "AnswerForm":
        """Filled from what stands there, unless something was sent."""
        if inquiry is None:
            return cls()
        texts = {"question": inquiry.question, "answer": inquiry.answer, "topic": inquiry.topic}
        values = {f"{name}_{code}": getattr(text, code) for name, text in texts.items() for code in ("pl", "en")}
        kept = {"position": inquiry.position, "revision": inquiry.revision}
        return cls(data={**values, **kept, "publish": inquiry.published_at is not None})

    def validate_question_en(self, field: LongTextField) -> None:
        """One language is needed."""
        _one_of(self.question_pl.data, field.data)

    def validate_answer_en(self, field: LongTextField) -> None:
        """One language is needed."""
        _one_of(self.answer_pl.data, field.data)

    @property
    def base(self) -> int:
        """The save that the writer began from; 0, which none is, for what no page sends."""
        sent = self.revision.data or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0

    @property
    def answered(self) -> Answered:
        """The form's values, for the service."""
        return Answered(
            _both(self, "question"),
            _both(self, "answer"),
            _both(self, "topic"),
            publish=self.publish.data,
            tell=self.tell.data,
            position=int(self.position.data or 0),
        )


def _one_of(polish: str | None, english: str | None) -> None:
    if not polish and not english:
        raise StopValidation(_l("Write it in at least one language."))


class GraceForm(Form):
    """How long after the deadline entries are still taken."""

    seconds = WholeField(
        _l("Seconds of grace"),
        0,
        GRACE_MOST,
        description=_l("From 0 to 600. Nobody but the organiser is told; every page names the deadline itself."),
    )


class ExtensionForm(Form):
    """A later deadline for one city, and why."""

    city = SelectField(_l("City"), [required()], choices=[])
    until = DateTimeLocalField(_l("New deadline"), [InputRequired(_l("Choose a day and a time."))])
    reason = LongTextField(
        _l("Reason"),
        (required(), length(1000, 10)),
        description=_l("The city reads it on its pages and in the mail; it stands in the audit trail."),
        render_kw={"rows": 3},
    )

    def offer(self, cities: Iterable[City]) -> "ExtensionForm":
        """Let the organiser choose among these cities."""
        self.city.choices = [choice("", _l("Choose a city")), *(choice(str(one.id), one.full_name) for one in cities)]
        return self

    @property
    def city_id(self) -> UUID:
        """The chosen city."""
        return UUID(self.city.data)
