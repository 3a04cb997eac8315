"""What an entry still lacks before it can be submitted."""

from dataclasses import dataclass

from flask_babel import gettext as _

from awards_app.entries.models import Entry
from awards_app.entries.questions import QUESTIONS


@dataclass(frozen=True)
class Missing:
    """One thing to add; `field` is the form field where it goes."""

    text: str
    field: str

    def __str__(self) -> str:
        return self.text


def of_submission(entry: Entry) -> list[Missing]:
    """All that is missing, in the order of the form."""
    missing = [] if entry.title else [Missing(_("Give the campaign a title."), "title")]
    missing += _of_period(entry)
    for question in QUESTIONS:
        if question.needed and not entry.answers.get(question.key):
            missing.append(Missing(_("Fill in: %(question)s.", question=question.label), question.key))
    if not entry.links and not entry.attachments:
        missing.append(Missing(_("Add a link to the campaign or an attachment."), "links"))
    missing += [
        Missing(_("Describe the image “%(name)s” for those who cannot see it.", name=attachment.name), "attachments")
        for attachment in entry.attachments
        if attachment.is_image and not attachment.alt
    ]
    if entry.category.class_for(entry.city.population) is None:
        missing.append(Missing(_("This category is not open to cities of your size. Choose another one."), "category"))
    return missing


def _of_period(entry: Entry) -> list[Missing]:
    if entry.period_from is None or entry.period_to is None:
        return [Missing(_("Say from when to when the campaign ran."), "period_from")]
    if entry.period_from > entry.period_to:
        return [Missing(_("The campaign cannot end before it begins."), "period_to")]
    return []


def share_done(entry: Entry) -> int:
    """How complete the entry is, in percent of what is asked."""
    asked = sum(question.needed for question in QUESTIONS) + 3
    return max(0, round(100 * (asked - min(asked, len(of_submission(entry)))) / asked))
