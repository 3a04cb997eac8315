"""What speaks against accepting an entry as it stands; who accepts it all the same says why. It decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from awards_app.entries import checklist, moving
from awards_app.entries.checklist import Line
from awards_app.entries.models import Entry
from awards_app.i18n import Localised


@dataclass(frozen=True)
class Doubts:
    """Items of the checklist not looked at, items not in order, and what the category asks and the entry leaves out."""

    open_items: int
    failed_items: int
    unanswered: tuple[Localised, ...]

    def __bool__(self) -> bool:
        return bool(self.open_items or self.failed_items or self.unanswered)


def about(entry: Entry, lines: Sequence[Line] | None = None) -> Doubts:
    """Those about one entry; `lines` are its checklist, where it was read already."""
    listed = checklist.lines_of(entry) if lines is None else lines
    return Doubts(
        open_items=sum(line.is_open for line in listed),
        failed_items=sum(line.failed and not line.is_open for line in listed),
        unanswered=tuple(moving.unanswered_in(entry, entry.category)),
    )
