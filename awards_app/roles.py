"""The roles of an edition, the rights of a city's representative, and what they are called."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Role(StrEnum):
    """What a person comes for. A role is held in one edition, an administrator's in all."""

    ORGANISER = "organiser"
    CHAIR = "chair"
    JUROR = "juror"
    CITY = "city"
    PRODUCER = "producer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role's name in the language of the answer."""
        return str(_LABELS[self])


_LABELS = {
    Role.ORGANISER: _l("Organiser"),
    Role.CHAIR: _l("Chair of the jury"),
    Role.JUROR: _l("Juror"),
    Role.CITY: _l("City representative"),
    Role.PRODUCER: _l("Gala producer"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}


class Right(StrEnum):
    """What a representative may do with the entries of their city; each right includes the ones before it."""

    VIEW = "view"
    EDIT = "edit"
    SUBMIT = "submit"

    @property
    def label(self) -> str:
        """The right's name in the language of the answer."""
        return str(_RIGHTS[self])

    @property
    def meaning(self) -> str:
        """What it lets a person do, as a sentence."""
        return str(_MEANINGS[self])

    def covers(self, needed: "Right | str") -> bool:
        """Whether whoever has this right may do what `needed` is asked for."""
        order = list(Right)
        return order.index(self) >= order.index(Right(needed))


_RIGHTS = {Right.VIEW: _l("view"), Right.EDIT: _l("edit"), Right.SUBMIT: _l("submit")}
_MEANINGS = {
    Right.VIEW: _l("Reads the entries of the city, drafts too."),
    Right.EDIT: _l("Reads entries, and writes drafts and their attachments."),
    Right.SUBMIT: _l(
        "Reads and writes, submits, takes back and deletes entries, invites colleagues and changes their rights."
    ),
}
