"""What the audit trail tells of the register of cities."""

from dataclasses import dataclass

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class CitiesImported(Event):
    source: str
    sha256: str
    added: int
    changed: int
    unchanged: int
