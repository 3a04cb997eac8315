"""The formal check of the example: ticks and decisions, and while it lasts a return, a correction, a move."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from awards_app.entries import checking, checklist, correcting, drafts, moving
from awards_app.entries.checklist import Looked
from awards_app.entries.correcting import Wish
from awards_app.entries.drafts import Edit
from awards_app.entries.models import Entry
from awards_app.example import parts

if TYPE_CHECKING:
    from awards_app.example.story import Teller

SECOND = timedelta(seconds=1)
# What is under way when one looks at the example in the middle of the check.
RETURNED = "zdunska-wola-nie-spij"
CORRECTED = "kalisz-glos-ma-woda"
LATE = "rumia-mowi-wprost"
MOVED, MOVED_TO = "legnica-stad-jestesmy", "dialogue"
BORROWED = "lowicz-na-zywo"
UNDER_WAY = (RETURNED, CORRECTED, LATE, MOVED)


def decide(teller: "Teller", entries: list[parts.Entry], begins: datetime) -> None:
    """Accept or reject these, one a second, each after its checklist."""
    for number, one in enumerate(entries, 1):
        at, entry = begins + number * SECOND, teller.by_key[one.key]
        if one.rejection:
            checking.reject(entry, one.rejection, by=teller.organiser, at=at)
        else:
            look(teller, entry, at)
            checking.accept(entry, by=teller.organiser, at=at)


def look(teller: "Teller", entry: Entry, at: datetime, *, failed: str = "") -> None:
    """Tick the whole checklist; with `failed`, the fourth item is not in order, for that reason."""
    lines = checklist.lines_of(entry)
    looked = {
        line.item.id: Looked(not (failed and number == 3), failed if number == 3 else "", line.mark)
        for number, line in enumerate(lines)
    }
    checklist.tick(entry, looked, by=teller.organiser, at=at)


def under_way(teller: "Teller", begins: datetime) -> None:
    """What a person finds who opens the queue while the check lasts."""
    _return(teller, LATE, "Odnośnik prowadzi do strony, która nie istnieje. Prosimy o właściwy adres.", begins, 1)
    _correct(teller, begins)
    now = max(begins, teller.until - timedelta(hours=1))
    message = "Nie wiemy, jak policzono pytania mieszkańców. Prosimy dopisać źródło liczb i okres, którego dotyczą."
    entry = teller.by_key[RETURNED]
    look(teller, entry, now, failed="Brak źródła liczb.")
    _return(teller, RETURNED, message, now, correcting.DAYS)
    moved = teller.by_key[MOVED]
    category = next(one for one in teller.edition.categories if one.key == MOVED_TO)
    reason = "Zgłoszenie opisuje stałą rozmowę z mieszkańcami, a nie kampanię o początku i końcu."
    moving.propose(moved, category, reason, by=teller.organiser, at=now)


def _return(teller: "Teller", key: str, message: str, at: datetime, days: int) -> None:
    entry = teller.by_key[key]
    possible = [one for one in correcting.deadlines(entry, at) if one <= days]
    if possible:
        wish = Wish(("results", "links", "attachments"), message, max(possible))
        correcting.return_once(entry, wish, by=teller.organiser, at=at)


def _correct(teller: "Teller", begins: datetime) -> None:
    """The city answers at once, with a passage that another entry has, too."""
    entry, other = teller.by_key[CORRECTED], teller.by_key[BORROWED]
    _return(teller, CORRECTED, "Prosimy opisać, skąd wiadomo o efektach.", begins, correcting.DAYS)
    if entry.correction is None:
        return
    author, at = teller.author_of(CORRECTED), begins + SECOND
    text = f"{entry.answers['results']}\n\n{other.answers['results']}"[:3000]
    drafts.change(entry, Edit({"results": text}, entry.revision), by=author, at=at)
    correcting.resubmit(entry, by=author, at=at)
