"""The roles of an edition, and what they are called."""

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
