"""Whatever is written is told in the audit trail, by an event of the same transaction that names it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from awards_app import audit
from awards_app.accounts import service as people
from awards_app.accounts.events import AdministratorMade
from awards_app.call import service as calls
from awards_app.call.service import Answered, Asker
from awards_app.cities import imports
from awards_app.cities import service as register
from awards_app.cities.models import City, FileKind, Place
from awards_app.cities.service import Figure
from awards_app.clock import now
from awards_app.db import Model, db
from awards_app.editions import frozen
from awards_app.editions import service as editions
from awards_app.editions.judging import Extremes, JudgingRules, Peers
from awards_app.editions.models import LIMITS, Deadline, SizeClass, Weight
from awards_app.editions.phases import Phase
from awards_app.editions.service import More, Wording
from awards_app.editions.town_models import TownRequest
from awards_app.entries import (
    attachments,
    checking,
    checklist,
    classes,
    copies,
    correcting,
    drafts,
    findings,
    moving,
    nominations,
    representatives,
    withdrawing,
)
from awards_app.entries import service as entries
from awards_app.entries.attachments import Sent
from awards_app.entries.checklist import Looked
from awards_app.entries.correcting import Wish
from awards_app.entries.drafts import Draft, Edit
from awards_app.entries.nominations import Nomination
from awards_app.example import build
from awards_app.i18n import Localised
from awards_app.joining import queries as joining
from awards_app.joining import service as asks
from awards_app.joining.models import Outcome
from awards_app.jury import (
    conflict_queries,
    conflicts,
    papers,
    reminder_queries,
    reminding,
    round_queries,
    rounds,
    seating,
)
from awards_app.jury import service as judging
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.papers import Read
from awards_app.jury.receipts import Given
from awards_app.jury.round_models import Cut, RoundKind
from awards_app.jury.rounds import Plan
from awards_app.questionnaire import checklists
from awards_app.questionnaire import queries as asking
from awards_app.questionnaire import service as forms
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.service import Asked
from awards_app.results import queries as results
from awards_app.results import readiness, shortlisting
from awards_app.results import service as session
from awards_app.roles import Right, Role
from awards_app.team import queries
from awards_app.team import service as team
from awards_app.team.models import Grant
from awards_app.team.service import Invited
from tests.audit.watching import EXEMPT, TOLD, watched
from tests.cities.files import figures, terc
from tests.editions.test_missing_town import ASKED, FOUND
from tests.joining.asking import asked_and_confirmed, decide, join_by_domain, let_in
from tests.world import JURORS, PASSWORD, pdf, png

# What is written does not depend on the database.
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FOUNDED_BY_EXAMPLE = {SizeClass, Weight}


def test_every_table_is_watched_or_exempt_with_a_reason():
    tables = {mapper.class_ for mapper in Model.registry.mappers}
    assert tables == TOLD.keys() | EXEMPT.keys()
    assert not TOLD.keys() & EXEMPT.keys()
    assert all(EXEMPT.values())


def people_come_and_go(world):
    """Sessions, passwords, profiles and roles, by the same forms that people fill in."""
    marta, alicja = world.visitor("marta"), world.visitor("alicja")
    assert marta.post("/account/profile", data={"name": "Marta Nowa", "locale": "en"}).status_code == 302
    sent = {"present": PASSWORD, "password": "another horse battery", "again": "another horse battery"}
    assert marta.post("/account/password", data=sent).status_code == 302
    assert marta.post("/sign-out").status_code == alicja.post("/sign-out-everywhere").status_code == 302
    assert world.visitor().post("/forgot", data={"email": "norbert@example.org"}).status_code == 200
    with world.at_work():
        by, at = world.user("alicja"), world.now()
        asked = Invited("nowa@example.org", "Nowa Testowa", Role.PRODUCER)
        for _twice in range(2):
            invitation = team.invite(world.edition, asked, link="http://localhost/TOKEN", by=by, at=at)
        accepted = team.accept(invitation, name="Nowa Testowa", password="correct horse battery", at=at)
        held = team.grant(accepted, world.edition, Invited(asked.email, asked.name, Role.AUDITOR), by=by, at=at)
        db.session.flush()
        team.revoke(held, by=by, at=at)
        people.make_administrator("operator@example.org", "Operator", PASSWORD, at=at)


def the_call_is_written(world):
    """Texts, rules, grace, a question of the organiser's own."""
    with world.at_work():
        edition, by, at = world.edition, world.user("alicja"), world.now()
        was = Wording.of(edition)
        written = replace(was, intro=Localised("Nowy wstęp"), contact="nowy@example.org", rules=Localised("# Zasady"))
        editions.reword(edition, written, was.sha256, by=by, at=at)
        editions.set_grace(edition, 30, by=by, at=at)
        calls.add(edition, Answered(Localised("Kiedy?"), Localised("Jesienią."), publish=True), by=by, at=at)


def the_call_is_asked_about(world):
    """One question answered, one put aside and taken up; one city gets more time."""
    with world.at_work():
        edition, by, at = world.edition, world.user("alicja"), world.now()
        asked = [calls.ask(edition, "Czy można?", Asker("kto@example.org"), by=None, at=at) for _twice in range(2)]
        answered = Answered(Localised("Czy można?"), Localised("Tak."), publish=True)
        calls.answer(asked[0], answered, 1, by=by, at=at)
        for one in asked:
            calls.dismiss(one, by=by, at=at)
        calls.take_up(asked[1], by=by, at=at)
        later = More(edition.entries_close_at + timedelta(minutes=1), "Awaria łącza w urzędzie.")
        calls.extend_for(edition, world.entry("Poprawione").city, later, by=by, at=at)


def a_form_is_built(world):
    """All that an organiser can do to what entries are asked."""
    with world.at_work():
        first, by, at = world.category("campaign"), world.user("alicja"), world.now()
        kept = asking.sections_of(first)[0]
        added = forms.add_section(first, Localised("Więcej"), Localised(), by=by, at=at)
        forms.change_section(added, Localised("Jeszcze więcej"), Localised(), by=by, at=at)
        question = forms.add_question(added, Asked(Kind.TEXT, Localised("Hasło")), by=by, at=at)
        other = forms.add_question(added, Asked(Kind.TEXT, Localised("Zawołanie")), by=by, at=at)
        forms.change_question(question, Asked(Kind.NUMBER, Localised("Liczba")), by=by, at=at)
        forms.move_question(other, -1, by=by, at=at)
        forms.move_section(added, -1, by=by, at=at)
        forms.remove_question(question, by=by, at=at)
        db.session.flush()
        forms.remove_section(added, by=by, at=at)
        db.session.flush()
        forms.move_section(kept, 1, by=by, at=at)


def limits_are_set(world):
    with world.at_work():
        edition, by = world.edition, world.user("alicja")
        editions.limit_entries(edition, 9, {edition.categories[0].id: 8}, by=by, at=world.now())


def cities_get_in(world):
    """Asking, confirming, both decisions, a domain that lets in and is forgotten, a right that is changed and left."""
    refused = asked_and_confirmed(world, "nie@um.rumia.pl")
    assert decide(world, refused, "refuse", reason="Nie z urzędu.").status_code == 302
    waiting = asked_and_confirmed(world, "druga@um.rumia.pl")
    let_in(world, "renata@um.rumia.pl")
    join_by_domain(world, "druga@um.rumia.pl")
    with world.at_work():
        assert joining.get_request(world.edition, waiting).outcome is Outcome.DOMAIN
        held = queries.find_representative("druga@um.rumia.pl", world.edition)
        by, at = world.user("alicja"), world.now()
        representatives.change_right(held, Right.VIEW, by=by, at=at)
        asks.forget(joining.remembered(1).rows[0], world.edition, by=by, at=at)
        representatives.end(held, by=held.user, at=at)


def drafts_change(world):
    """All that a city can do to its entry before the deadline."""
    world.enter("Do poprawy")
    world.enter("Do kosza", submitted=False)
    with world.at_work():
        entry, by, at = world.entry("Do poprawy"), world.user("marta"), world.now()
        entries.take_back(entry, by=by, at=at)
        first, second = world.category("campaign"), world.category("special")
        drafts.change(entry, Edit({"title": "Poprawione", "goal": "Inny cel"}, entry.revision), by=by, at=at)
        drafts.recategorise(entry, second, by=by, at=at)
        drafts.recategorise(entry, first, by=by, at=at)
        kept = [attachments.add(entry, Sent(f"{n}.png", png((40, 30 + n))), by=by, at=at) for n in range(2)]
        db.session.flush()
        attachments.move(kept[0], up=False, by=by, at=at)
        attachments.remove(kept[0], by=by, at=at)
        attachments.describe(kept[1], "Rynek w maju", by=by, at=at)
        entries.submit(entry, by=by, at=at)
        attachments.add(world.entry("Do kosza"), Sent("a.pdf", pdf()), by=by, at=at)
    with world.at_work():
        drafts.delete(world.entry("Do kosza"), by=world.user("marta"), at=world.now())
    with world.at_work():
        later = world.edition.entries_close_at + timedelta(hours=1)
        editions.extend(world.edition, Deadline.ENTRIES, later, by=world.user("alicja"), at=world.now())
        editions.set_limits(world.edition, dict.fromkeys(LIMITS, 7), by=world.user("alicja"), at=world.now())


def a_city_is_nominated(world):
    """Two proposals, one taken up and withdrawn later; limits are set before."""
    with world.at_work():
        legnica, by, at = world.entry("Poprawione").city, world.user("alicja"), world.now()
        first = world.edition.categories[0]
        for title in ("Zgoda", "Odmowa"):
            wish = Nomination(legnica, first, title, "Mówiło o niej całe miasto.")
            nominations.nominate(world.edition, wish, by=by, at=at)
    with world.at_work():
        by, at = world.user("marta"), world.now()
        nominations.agree(world.entry("Zgoda"), by=by, at=at)
        nominations.decline(world.entry("Odmowa"), by=by, at=at)
        copied = copies.copy(
            world.entry("Poprawione"), Draft(world.entry("Poprawione").category, "Kopia", {}), by=by, at=at
        )
        entries.submit(copied, by=by, at=at)
        withdrawing.withdraw(copied, by=by, at=at)


def the_register_changes(world):
    """Files come in and are put aside, a city is corrected, missing towns are asked for and settled."""
    with world.at_work():
        by, at = world.user("zofia"), world.now()
        for raw in (terc(("0201011", "Stare")), terc(("0201011", "Nowe")), terc(("0201024", "Inne"))):
            file = imports.receive(imports.Sent(FileKind.TERC, "terc.csv", raw), by=by, at=at)
            imports.apply(file, imports.plan_of(file).digest, by=by, at=at)
        sent = imports.Sent(FileKind.POPULATIONS, "p.csv", figures(("0201011", 9)), at.date(), "GUS")
        file = imports.receive(sent, by=by, at=at)
        imports.apply(file, imports.plan_of(file).digest, by=by, at=at)
        imports.discard(imports.receive(sent, by=by, at=at), by=by, at=at)
    alicja = world.visitor("alicja")
    for number, (act, sent) in enumerate(
        (("accept", FOUND), ("known", {"city": "Kalisz (wielkopolskie)"}), ("reject", {"reason": "Wieś."}))
    ):
        asked = ASKED | {"name": f"Miasteczko {number}"}
        assert world.visitor().post("/e/gala/missing-town", data=asked).status_code == 302
        with world.app.app_context():
            query = select(TownRequest.id).where(TownRequest.name == asked["name"])
            key = db.session.scalars(query).one()
        assert alicja.post(f"/e/gala/missing-towns/{key}/{act}", data=sent).status_code == 302
    with world.at_work():
        by, at = world.user("zofia"), world.now()
        city = db.session.scalars(select(City).where(City.name == "Nowe")).one()
        figure = Figure(12, at.date(), "GUS")
        register.correct(city, Place("Poprawione", city.voivodeship, city.teryt), figure, by=by, at=at)
        held = frozen.find_frozen(world.edition, city)
        classes.correct_population(held, 10, "Pomyłka.", by=by, at=at)


def a_checklist_is_built(world):
    """All that an organiser can do to what the formal check looks at."""
    with world.at_work():
        first, by, at = world.edition.categories[0], world.user("alicja"), world.now()
        checklists.begin(first, by=by, at=at)
        added = checklists.add(first, Localised("Jest logo"), by=by, at=at)
        checklists.change(added, Localised("Jest logo miasta"), by=by, at=at)
        checklists.move(added, -1, by=by, at=at)
        checklists.remove(added, by=by, at=at)


def entries_are_corrected_and_moved(world):
    """Ticks, a return that is answered, one that is not, moves with every answer, and findings made anew."""
    with world.at_work():
        entry, other, by, at = (
            world.entry("Poprawione"),
            world.entry("Kampania Legnica"),
            world.user("alicja"),
            world.now(),
        )
        lines = checklist.lines_of(entry)
        checklist.tick(
            entry, {line.item.id: Looked(bool(n), "Uwaga", "") for n, line in enumerate(lines)}, by=by, at=at
        )
        checklists.remove(lines[0].item, by=by, at=at)
        wish = Wish(("goal", "title", "attachments"), "Proszę poprawić cel.", 1)
        deadline = max(correcting.return_once(one, wish, by=by, at=at).deadline for one in (entry, other))
    with world.at_work():
        entry, other, by, at = (
            world.entry("Poprawione"),
            world.entry("Kampania Legnica"),
            world.user("marta"),
            world.now(),
        )
        for one in (entry, other):
            drafts.change(one, Edit({"goal": "Poprawiony cel"}, 99), by=by, at=at)
        attachments.add(other, Sent("nowy.pdf", pdf()), by=by, at=at)
        correcting.resubmit(entry, by=by, at=at)
    world.clock.move_to(deadline + timedelta(seconds=1))
    with world.at_work():
        other, by, at = world.entry("Kampania Legnica"), world.user("alicja"), world.now()
        checking.reject(other, "Niepoprawione.", by=by, at=at)
        checking.undo_decision(other, by=by, at=at)
        checking.accept(other, "Wersja pierwotna wystarczy.", by=by, at=at)
    an_entry_moves(world)


def an_entry_moves(world):
    """There and back by consent, after a proposal that is withdrawn and one that is declined."""
    for answer, to in (("withdraw", "video"), ("decline", "video"), ("accept", "video"), ("accept", "campaign")):
        with world.at_work():
            by, at = world.user("alicja"), world.now()
            moving.propose(world.entry("Poprawione"), world.category(to), "To nie ta kategoria.", by=by, at=at)
        with world.at_work():
            getattr(moving, answer)(world.entry("Poprawione"), by=world.user("marta"), at=world.now())
    with world.at_work():
        findings.compare_all(world.edition, by=world.user("alicja"), at=world.now())


def decisions_are_undone(world):
    """The formal check and the panel, each with a second thought."""
    for city in ("Kalisz", "Rumia", "Legnica"):
        world.enter(f"Kampania {city}", city)
    world.check()
    entries_are_corrected_and_moved(world)
    with world.at_work():
        entry, by, at = world.entry("Poprawione"), world.user("alicja"), world.now()
        checking.reject(entry, "Nie z tego roku.", by=by, at=at)
        checking.undo_decision(entry, by=by, at=at)
        seating.set_panel(round_queries.rounds_in(world.edition)[0], [world.user("bartek")], by=by, at=at)
    with world.at_work():
        panel = [world.user(key) for key in JURORS]
        seating.set_panel(round_queries.rounds_in(world.edition)[0], panel, by=world.user("alicja"), at=world.now())
    world.accept_all()


def rounds_are_planned(world):
    """A screening before the scoring, and a final that is thought better of."""
    with world.at_work():
        category, by, at = world.edition.categories[0], world.user("alicja"), world.now()
        screening = Plan(kind=RoundKind.SCREENING, cut=Cut.BEST, cut_value=9)
        rounds.plan_round(category, screening, by=by, at=at)
        final = rounds.plan_round(category, Plan(kind=RoundKind.FINAL), by=by, at=at)
        half = {one.id: 50 for one in world.edition.criteria[:2]}
        rounds.change_round(final, Plan(kind=RoundKind.FINAL, weights=half), by=by, at=at)
    with world.at_work():
        rules = JudgingRules(hides_people=True, peers=Peers.AVERAGES, extremes=Extremes.HIGHEST)
        editions.set_judging(world.edition, rules, by=world.user("alicja"), at=world.now())
        final = round_queries.rounds_in(world.edition)[2]
        rounds.remove_round(final, by=world.user("alicja"), at=world.now())


def entries_are_screened(world):
    """A juror leaves, the others let everything through, and the shortlist is published."""
    with world.at_work():
        screening, by, at = round_queries.rounds_in(world.edition)[0], world.user("alicja"), world.now()
        gone = round_queries.get_member(screening, world.user("celina").id)
        seating.leave(gone, by=by, at=at)
        yes = Given({screening.weights[0].criterion_id: Decimal(1)})
        for seat in (one for one in round_queries.seats_in(screening) if one.recusal is None):
            judging.save_marks(seat, yes, by=seat.juror, at=at)
    with world.at_work():
        screening, by, at = round_queries.rounds_in(world.edition)[0], world.user("alicja"), world.now()
        shortlisting.close_round(screening, by=by, at=at)
        shortlisting.open_next(screening, by=by, at=at)
        shortlisting.publish_nominations(round_queries.following(screening), by=by, at=at)


def jurors_are_reminded(world):
    """By an organiser, and by itself on a day before the deadline."""
    with world.at_work():
        edition, by, at = world.edition, world.user("alicja"), world.now()
        reminding.set_days(edition, {2, 5}, by=by, at=at)
        owing = reminder_queries.owing_in(edition, at)
        ids = {one.juror.id for one in owing}
        reminding.remind(edition, ids, reminder_queries.digest_of(owing), by=by, at=at)
        last = edition.judging_closes_at
    before = world.now()
    world.clock.move_to(last - timedelta(days=2))
    with world.app.app_context():
        assert reminding.remind_due(world.now())
    world.clock.move_to(before)


def ballots_come_on_paper(world):
    """One is dropped, one is entered twice and counts, one is disputed and taken, one is disputed and declined."""
    for title, own, typed, verdict in (
        ("Kampania Kalisz", None, (7, 7), None),
        ("Kampania Legnica", (3, 3), (8, 8), papers.take),
        ("Poprawione", (3, 3), (8, 8), papers.decline),
    ):
        if own:
            world.mark("bartek", title, *own)
        with world.at_work():
            seat, at = world.seat("bartek", title), world.now()
            keys = [one.criterion_id for one in seat.round.weights]
            read = Read({key: Decimal(value) for key, value in zip(keys, typed, strict=True)}, "Na papierze.")
            papers.enter(seat, Read(dict.fromkeys(keys, Decimal(1))), at, by=world.user("alicja"), at=at)
            papers.drop(seat, by=world.user("alicja"), at=at)
            papers.enter(seat, Read(dict.fromkeys(keys, Decimal(1))), at, by=world.user("alicja"), at=at)
            papers.enter(seat, read, at, by=world.user("alicja"), at=at)
            papers.check(seat, read, by=world.user("zofia"), at=at)
            if verdict:
                verdict(seat, 1, by=world.user("bartek"), at=at)


def words_are_given(world):
    """A mark that needs them, and the words for it, twice."""
    world.mark("bartek", "Kampania Rumia", 10, 9)
    for text in ("Wzór dla innych.", "Wzór."):
        with world.at_work():
            why = Given({}, comments={world.edition.criteria[0].id: text})
            judging.save_marks(world.seat("bartek", "Kampania Rumia"), why, by=world.user("bartek"), at=world.now())


def the_jury_decides(world):
    """Marks change, a conflict comes up late, an award that is not scored is given, replaced and taken back."""
    world.mark_all()
    for juror in ("bartek", "danuta", "edyta"):
        world.mark(juror, "Poprawione", 4, 4)
    words_are_given(world)
    with world.at_work():
        judging.submit_ballot(world.seat("bartek", "Kampania Rumia"), by=world.user("bartek"), at=world.now())
        seat, edyta = world.seat("edyta", "Kampania Rumia"), world.user("edyta")
        tie = Tie(seat.juror, About(entry_id=seat.entry_id), Reason(Ground.FAMILY))
        conflicts.name(seat.entry.edition, tie, by=edyta, at=world.now())
    with world.at_work():
        (named,) = conflict_queries.conflicts_in(world.edition)
        conflicts.decide(named, False, by=world.user("alicja"), at=world.now())
        conflicts.decide(named, True, by=world.user("alicja"), at=world.now())
    world.close()
    world.decide_special("Kampania Kalisz")
    world.decide_special()
    with world.at_work():
        decided = results.find_award(readiness.unscored_classes(world.edition)[0])
        session.withdraw(decided, by=world.user("danuta"), at=world.now())
    world.decide_special()
    world.seal()
    assert world.visitor("patrycja").get("/e/gala/laureates/").status_code == 200
    world.announce()


@on_one_database
def test_every_write_of_an_edition_s_life_is_recorded_with_it(world):
    world.add_category()
    with watched() as watch:
        people_come_and_go(world)
        a_form_is_built(world)
        the_call_is_written(world)
        limits_are_set(world)
        a_checklist_is_built(world)
        rounds_are_planned(world)
        world.open()
        drafts_change(world)
        cities_get_in(world)
        a_city_is_nominated(world)
        the_register_changes(world)
        the_call_is_asked_about(world)
        decisions_are_undone(world)
        world.clock.shift(90)
        world.judge()
        jurors_are_reminded(world)
        entries_are_screened(world)
        ballots_come_on_paper(world)
        the_jury_decides(world)
    assert watch.unrecorded == []
    # The parts of an edition are written when it is founded: the example's turn.
    assert TOLD.keys() - watch.seen == FOUNDED_BY_EXAMPLE


@on_one_database
def test_every_write_of_the_example_is_recorded_also_when_it_replaces_another(app):
    with watched() as watch:
        for phase in (Phase.SEALED, Phase.DRAFT):
            with app.test_request_context(method="POST"):
                build.build(phase, at=now())
                db.session.commit()
    assert watch.unrecorded == []
    assert watch.seen >= FOUNDED_BY_EXAMPLE


@on_one_database
@pytest.mark.parametrize(
    ("change", "missed"),
    [
        (lambda world: setattr(world.user("marta"), "administrator", True), ("User", "administrator")),
        (lambda world: db.session.delete(round_queries.rounds_in(world.edition)[0].panel[0]), ("PanelMember", "gone")),
        (lambda world: db.session.execute(delete(Grant).where(Grant.role == Role.PRODUCER)), ("Grant", "gone")),
    ],
)
def test_the_watch_sees_a_write_that_is_told_by_nothing_or_by_another_s_record(world, change, missed):
    with watched() as watch, world.at_work():
        change(world)
        audit.record(AdministratorMade(user=world.user("bartek").id), by=None, at=world.now())
    assert watch.unrecorded == [missed]
