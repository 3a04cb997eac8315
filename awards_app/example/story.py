"""What happens in the example edition, phase by phase, told by the same verbs that people use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from awards_app.accounts.models import User
from awards_app.call import service as calls
from awards_app.call.service import Answered, Asker
from awards_app.cities import queries as cities
from awards_app.db import db
from awards_app.editions import service as editions
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.entries import attachments, drafts
from awards_app.entries import service as entries
from awards_app.entries.attachments import Sent
from awards_app.entries.drafts import Draft
from awards_app.entries.models import Entry
from awards_app.example import check_story, images, parts
from awards_app.example.answers import answers_of
from awards_app.example.content import comment_for, given_while_judging, marks_for
from awards_app.example.rules import localised
from awards_app.i18n import force_locale
from awards_app.jury import queries as jury
from awards_app.jury import service as judging
from awards_app.jury import statements
from awards_app.jury.receipts import Given
from awards_app.questionnaire import service as questionnaire
from awards_app.results import queries as results
from awards_app.results import readiness, standings
from awards_app.results import service as session
from awards_app.results.models import Kind
from awards_app.results.service import Decision

if TYPE_CHECKING:
    from awards_app.example.build import World

SECOND = timedelta(seconds=1)
PICTURED = 12


@dataclass
class Teller:
    """Tells the story up to a phase; each chapter ends where the next phase begins."""

    world: "World"
    phase: Phase
    until: datetime
    by_key: dict[str, Entry]

    @property
    def edition(self) -> Edition:
        """The edition that the story is about."""
        return self.world.edition

    @property
    def organiser(self) -> User:
        """Alicja, who runs the edition."""
        return self.world.users["alicja"]

    def author_of(self, key: str) -> User:
        """Who writes an entry for its city."""
        return _author(self, self.world.example.entry(key))

    def chair(self) -> User:
        """The juror with the deciding voice."""
        return next(self.world.users[one.key] for one in self.world.example.people if "chair" in one.roles)


def tell(world: "World", phase: Phase, *, until: datetime) -> None:
    """Everything up to `phase`, which is the present at `until`."""
    teller = Teller(world, phase, until, {})
    chapters: list[tuple[Phase, Callable[[Teller], None]]] = [
        (Phase.OPEN, _call),
        (Phase.CHECKING, _check),
        (Phase.JUDGING, _judge),
        (Phase.DELIBERATION, _close),
        (Phase.SEALED, _seal),
        (Phase.ANNOUNCED, _announce),
        (Phase.ARCHIVED, _archive),
    ]
    with force_locale("pl"):
        for chapter, happens in chapters:
            if not phase.is_before(chapter):
                happens(teller)


def _call(teller: Teller) -> None:
    opens = teller.edition.opens_at
    questionnaire.open_call(teller.edition, by=teller.organiser, at=opens)
    _answer_questions(teller, opens)
    last = min(teller.until, teller.edition.entries_close_at) - timedelta(hours=1)
    step = (last - opens) / (len(teller.world.example.entries) + 1)
    for number, one in enumerate(teller.world.example.entries, 1):
        entry = _enter(teller, one, opens + step * number, pictured=number % 5 == 0 or number <= PICTURED)
        teller.by_key[one.key] = entry
        if teller.phase is not Phase.OPEN or not one.draft_in_open:
            entries.submit(entry, by=_author(teller, one), at=opens + step * number + SECOND)


def _answer_questions(teller: Teller, at: datetime) -> None:
    """What every city asks, answered on the first day; while the call is open one more question waits."""
    for one in teller.world.example.edition.questions:
        words = (localised(one.question), localised(one.answer), localised(one.topic))
        calls.add(teller.edition, Answered(*words, publish=True), by=teller.organiser, at=at)
    if teller.phase is Phase.OPEN:
        asker = Asker("sekretariat@example.org")
        calls.ask(teller.edition, "Czy film może mieć więcej niż pięć minut?", asker, by=None, at=at + SECOND)


def _author(teller: Teller, one: parts.Entry) -> User:
    """A representative of the city; the organiser where the example has none."""
    people = teller.world.example.people
    key = next((person.key for person in people if "city" in person.roles and person.city == one.city), "alicja")
    return teller.world.users[key]


def _enter(teller: Teller, one: parts.Entry, at: datetime, *, pictured: bool) -> Entry:
    city = cities.find_city(one.city.name, one.city.voivodeship)
    if city is None:
        raise LookupError(f"the register has no {one.city.name} in {one.city.voivodeship}")
    entry = drafts.begin(teller.edition, city, _draft(teller, one), by=_author(teller, one), at=at)
    if pictured:
        for picture in images.pictures_of(one, 2):
            sent = Sent(picture.filename, picture.data, picture.alternative.pl)
            attachments.add(entry, sent, by=_author(teller, one), at=at)
    return entry


def _draft(teller: Teller, one: parts.Entry) -> Draft:
    category = next(category for category in teller.edition.categories if category.key == one.category)
    start, end = one.period(teller.edition.entries_close_at.date())
    key = next((key for key, user in teller.world.users.items() if user is _author(teller, one)), "")
    author = teller.world.example.person(key)
    return Draft(category, one.title, answers_of(one, (start, end), author))


def _check(teller: Teller) -> None:
    begins = max(teller.edition.entries_close_at, teller.edition.opens_at)
    editions.close_call(teller.edition, by=teller.organiser, at=begins)
    decided = list(teller.world.example.entries)
    if teller.phase is Phase.CHECKING:
        half = len(decided) // 2
        decided = [one for number, one in enumerate(decided) if number < half or one.rejection]
        decided = [one for one in decided if one.key not in check_story.UNDER_WAY]
        check_story.under_way(teller, begins)
    check_story.decide(teller, decided, begins)


def _judge(teller: Teller) -> None:
    begins = teller.edition.checking_ends_at
    judging.open_judging(teller.edition, by=teller.organiser, at=begins)
    keys = {entry.id: key for key, entry in teller.by_key.items()}
    criteria = {criterion.key: criterion.id for criterion in teller.edition.criteria}
    number = 0
    for person in teller.world.example.jurors:
        juror = teller.world.users[person.key]
        statements.make(teller.edition, 1, by=juror, at=begins)
        for seat in jury.seats_of(juror, teller.edition):
            key, category = keys[seat.entry_id], seat.entry.category.key
            marks = marks_for(teller.world.example, category, key, person.key)
            if marks is None or not _is_given(teller, category, key, person.key):
                continue
            number += 1
            comment = comment_for(teller.world.example, category, key, person.key)
            given = Given({criteria[name]: Decimal(mark) for name, mark in marks.items()}, comment)
            judging.save_marks(seat, given, by=juror, at=begins + number * SECOND)
            judging.submit_ballot(seat, by=juror, at=begins + number * SECOND)


def _is_given(teller: Teller, category: str, entry: str, juror: str) -> bool:
    """While judging is open, some ballots are still to come; afterwards all are in."""
    return teller.phase is not Phase.JUDGING or given_while_judging(teller.world.example, category, entry, juror)


def _close(teller: Teller) -> None:
    session.close_judging(teller.edition, by=teller.organiser, at=teller.edition.judging_closes_at)


def _seal(teller: Teller) -> None:
    chair, at = teller.chair(), min(teller.edition.session_at, teller.until)
    for board in standings.boards_of(teller.edition, at=at):
        for group in board.unresolved:
            order = tuple(entry.id for entry in sorted(group, key=lambda entry: entry.number or 0))
            reason = "Po dyskusji jury wyżej oceniło trwałość efektów tej kampanii."
            session.resolve_tie(board, Decision(Kind.ORDER, order, reason), by=chair, at=at)
    _award_by_resolution(teller, chair, at)
    session.seal(teller.edition, by=teller.organiser, at=min(teller.edition.seal_by, teller.until))


def _award_by_resolution(teller: Teller, chair: User, at: datetime) -> None:
    boards = standings.boards_of(teller.edition, at=at)
    winners = [row.entry for board in boards for row in board.leaders]
    free = [entry for entry in winners if not results.recused_from(chair.id, [entry.id])]
    for size_class, entry in zip(readiness.unscored_classes(teller.edition), free, strict=False):
        reason = "za odwagę rozmowy z mieszkańcami i za to, że po każdym pytaniu była odpowiedź"
        session.decide_award(size_class, Decision(Kind.AWARD, (entry.id,), reason), by=chair, at=at)


def _announce(teller: Teller) -> None:
    session.announce(teller.edition, by=teller.organiser, at=teller.edition.gala_at)


def _archive(teller: Teller) -> None:
    editions.move(teller.edition, Phase.ARCHIVED, by=teller.organiser, at=teller.until)
    db.session.flush()
