"""What the audit trail tells of the example."""

from dataclasses import dataclass

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class ExampleThrownAway(Event):
    slug: str
