"""Ballots on paper count once two people have read the same, and never over what the juror gave unseen."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from awards_app.accounts import service as people
from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions.judging import Extremes
from awards_app.editions.phases import Phase
from awards_app.errors import NotAllowed, NotReady, Refused
from awards_app.i18n import Localised
from awards_app.jury import conflicts, papers, printing, reminding, seating
from awards_app.jury import paper_queries as queries
from awards_app.jury import reminder_queries as reminders
from awards_app.jury import round_queries as rounds
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.models import Ballot
from awards_app.jury.paper_models import PaperBallot, PaperState
from awards_app.jury.papers import Differs, Read
from awards_app.jury.totals import sum_of
from awards_app.notices.models import Mail
from awards_app.roles import Role
from awards_app.team import service as team
from awards_app.team.service import Invited
from tests.world import HASHED

P = "/e/gala/paper"
LEGNICA, KALISZ = "Kampania Legnica", "Kampania Kalisz"


@pytest.fixture
def judged(world):
    """Judging is open, and Krzysztof organises beside Alicja."""
    return in_judging(world)


def in_judging(world):
    world.in_phase(Phase.JUDGING)
    with world.at_work():
        user = people.create_user("krzysztof@example.org", "Krzysztof Testowy", at=world.now())
        people.adopt_password(user, HASHED, at=world.now())
        team.grant(
            user,
            world.edition,
            Invited(user.email, user.name, Role.ORGANISER, None),
            by=world.user("alicja"),
            at=world.now(),
        )
    world.clock.shift(3600)
    return world


def read(world, *values, comment=""):
    keys = [criterion.id for criterion in world.edition.criteria[:2]]
    return Read({key: Decimal(value) for key, value in zip(keys, values, strict=True)}, comment)


def test_a_mark_that_needs_words_has_them_on_paper_too(world):
    with world.at_work():
        world.edition.extremes = Extremes.ENDS
    judged = in_judging(world)
    with judged.app.app_context():
        first, second = (one.id for one in judged.edition.criteria[:2])
    sent = form(judged, 10, 7)
    page, note = url(judged, "bartek", KALISZ), f"note-{first}"
    refused = judged.visitor("alicja").post(page, data=sent)
    assert refused.status_code == 422
    assert "Przy tej ocenie juror musi napisać, dlaczego." in refused.text
    assert judged.visitor("alicja").post(page, data=sent | {note: "Wzór dla innych."}).status_code == 302
    check = judged.visitor("krzysztof")
    assert "Wzór dla innych." in check.get(page).text
    differs = check.post(f"{page}/check", data=sent | {note: "Wzór."})
    assert differs.status_code == 409
    assert differs.text.count("Wzór dla innych.") == 1
    assert check.post(f"{page}/check", data=sent | {note: "Wzór dla innych."}).status_code == 302
    with judged.app.app_context():
        seat = judged.seat("bartek", KALISZ)
        assert sum_of(seat.round, seat.ballot).is_complete
        assert seat.comments == {first: "Wzór dla innych."}
        history = f"/e/gala/jury/{seat.id}/history"
    assert "pierwsza ocena: 10" in judged.visitor("bartek").get(history).text


def enter(world, juror, title, *values, by="alicja", comment=""):
    with world.at_work():
        seat = world.seat(juror, title)
        papers.enter(seat, read(world, *values, comment=comment), world.now(), by=world.user(by), at=world.now())


def check(world, juror, title, *values, by="krzysztof", comment=""):
    with world.at_work():
        return papers.check(
            world.seat(juror, title), read(world, *values, comment=comment), by=world.user(by), at=world.now()
        ).state


def marks(world, juror, title):
    with world.app.app_context():
        return sorted(int(value) for value in world.seat(juror, title).marks.values())


def url(world, juror, title):
    with world.app.app_context():
        return f"{P}/{world.seat(juror, title).id}"


def form(world, *values, comment="", **more):
    with world.app.app_context():
        keys = [criterion.id for criterion in world.edition.criteria[:2]]
    local = world.now().astimezone(ZoneInfo("Europe/Warsaw")).strftime("%Y-%m-%dT%H:%M")
    typed = {f"mark-{key}": str(value) for key, value in zip(keys, values, strict=False)}
    return typed | {"comment": comment, "handed_over": local} | more


def test_what_one_person_entered_counts_for_nothing(judged):
    enter(judged, "bartek", KALISZ, 7, 8)
    assert marks(judged, "bartek", KALISZ) == []
    assert judged.count(Ballot) == 0


def test_what_two_people_read_alike_is_the_ballot_and_says_where_it_came_from(judged):
    enter(judged, "bartek", KALISZ, 7, 8, comment="Brawo.")
    assert check(judged, "bartek", KALISZ, 7, 8, comment="Brawo.") is PaperState.COUNTED
    assert marks(judged, "bartek", KALISZ) == [7, 8]
    bartek = judged.visitor("bartek")
    page = bartek.get(url(judged, "bartek", KALISZ).replace("/paper/", "/jury/")).text
    assert "Ta karta pochodzi z Twojego papieru" in page
    assert "Przyjęta z papieru, odczytały ją dwie osoby." in bartek.get("/e/gala/jury/sheet").text
    with judged.app.app_context():
        ballot = judged.seat("bartek", KALISZ).ballot
        assert (ballot.comment, ballot.submitted_at is not None) == ("Brawo.", True)


def test_nobody_checks_their_own_entry_in_the_service_or_in_the_database(judged):
    enter(judged, "bartek", KALISZ, 7, 8)
    with pytest.raises(NotAllowed):
        check(judged, "bartek", KALISZ, 7, 8, by="alicja")
    with judged.app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(
            text("UPDATE paper_ballot SET checked_by_id = entered_by_id, checked_at = entered_at, state = 'counted'")
        )


def test_the_database_refuses_a_paper_that_counts_unchecked(judged):
    enter(judged, "bartek", KALISZ, 7, 8)
    with judged.app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE paper_ballot SET state = 'counted'"))


def test_a_difference_is_shown_and_whoever_insists_becomes_the_first_reader(judged):
    enter(judged, "bartek", KALISZ, 7, 8)
    with pytest.raises(Differs):
        check(judged, "bartek", KALISZ, 7, 9)
    assert marks(judged, "bartek", KALISZ) == []
    enter(judged, "bartek", KALISZ, 7, 9, by="krzysztof")
    with pytest.raises(NotAllowed):
        check(judged, "bartek", KALISZ, 7, 9)
    assert check(judged, "bartek", KALISZ, 7, 9, by="alicja") is PaperState.COUNTED
    assert marks(judged, "bartek", KALISZ) == [7, 9]


def test_another_comment_is_a_difference_too(judged):
    enter(judged, "bartek", KALISZ, 7, 8, comment="Brawo.")
    with pytest.raises(Differs):
        check(judged, "bartek", KALISZ, 7, 8)


def test_marks_on_the_screen_are_not_replaced_unseen(judged):
    judged.mark("bartek", KALISZ, 5, 8)
    enter(judged, "bartek", KALISZ, 7, 8)
    assert check(judged, "bartek", KALISZ, 7, 8) is PaperState.DISPUTED
    assert marks(judged, "bartek", KALISZ) == [5, 8]
    bartek, one = judged.visitor("bartek"), url(judged, "bartek", KALISZ)
    page = bartek.get(one.replace("/paper/", "/jury/")).text
    assert "Na Twojej papierowej karcie jest coś innego" in page
    assert bartek.post(f"{one}/mine/take", data={"revision": "9"}).status_code == 409
    assert judged.visitor("danuta").post(f"{one}/mine/take", data={"revision": "1"}).status_code == 404
    assert bartek.post(f"{one}/mine/take", data={"revision": "1"}).status_code == 302
    assert marks(judged, "bartek", KALISZ) == [7, 8]


def test_a_juror_may_keep_what_they_gave_on_the_screen(judged):
    judged.mark("bartek", KALISZ, 5, 8)
    enter(judged, "bartek", KALISZ, 7, 8)
    check(judged, "bartek", KALISZ, 7, 8)
    one = url(judged, "bartek", KALISZ)
    assert judged.visitor("bartek").post(f"{one}/mine/keep", data={"revision": "1"}).status_code == 302
    assert marks(judged, "bartek", KALISZ) == [5, 8]
    assert "juror zachował własne oceny" in judged.visitor("alicja").get(P).text


def test_a_paper_may_complete_what_the_screen_says_too(judged):
    judged.mark("bartek", KALISZ, 7)
    enter(judged, "bartek", KALISZ, 7, 8)
    assert check(judged, "bartek", KALISZ, 7, 8) is PaperState.COUNTED


def test_a_second_paper_may_correct_the_first_but_not_what_the_juror_changed_since(judged):
    enter(judged, "bartek", KALISZ, 7, 8)
    check(judged, "bartek", KALISZ, 7, 8)
    enter(judged, "bartek", KALISZ, 6, 8)
    assert marks(judged, "bartek", KALISZ) == [7, 8]
    assert check(judged, "bartek", KALISZ, 6, 8) is PaperState.COUNTED
    judged.mark("bartek", KALISZ, 9, 9)
    enter(judged, "bartek", KALISZ, 6, 8)
    assert check(judged, "bartek", KALISZ, 6, 8) is PaperState.DISPUTED
    sheet = judged.visitor("bartek").get("/e/gala/jury/sheet").text
    assert "potem zmieniona przez Ciebie" in sheet


def test_a_paper_handed_over_in_time_is_entered_after_the_deadline_until_the_round_is_closed(judged):
    with judged.app.app_context():
        last = judged.edition.judging_closes_at
    judged.clock.move_to(last + timedelta(hours=2))
    with judged.at_work():
        seat, by = judged.seat("bartek", KALISZ), judged.user("alicja")
        papers.enter(seat, read(judged, 7, 8), last - timedelta(minutes=1), by=by, at=judged.now())
    assert check(judged, "bartek", KALISZ, 7, 8) is PaperState.COUNTED
    for late in (last, judged.now() + timedelta(minutes=1), last - timedelta(days=99)):
        with judged.at_work(), pytest.raises(Refused):
            seat, by = judged.seat("danuta", KALISZ), judged.user("alicja")
            papers.enter(seat, read(judged, 7, 8), late, by=by, at=judged.now())
    assert judged.count(PaperBallot) == 1


def test_judging_does_not_close_over_a_paper_that_nobody_checked(judged):
    judged.mark_all()
    enter(judged, "bartek", KALISZ, 7, 8)
    with pytest.raises(NotReady) as refused:
        judged.close()
    assert [str(one) for one in refused.value.problems] == ["1 papierowa karta czeka na drugą osobę."]
    with judged.at_work():
        papers.drop(judged.seat("bartek", KALISZ), by=judged.user("alicja"), at=judged.now())
    judged.close()
    with pytest.raises(Refused):
        enter(judged, "bartek", KALISZ, 7, 8)


def test_who_judges_in_the_round_reads_no_paper_of_it(judged):
    with judged.at_work():
        edyta = judged.user("edyta")
        invited = Invited(edyta.email, edyta.name, Role.ORGANISER, None)
        team.grant(edyta, judged.edition, invited, by=judged.user("alicja"), at=judged.now())
    enter(judged, "bartek", KALISZ, 7, 8)
    with pytest.raises(Refused, match="Oceniasz w tym etapie"):
        check(judged, "bartek", KALISZ, 7, 8, by="edyta")
    page = judged.visitor("edyta").get(url(judged, "bartek", KALISZ)).text
    assert "Oceniasz w tym etapie" in page
    assert 'type="radio"' not in page


def test_a_juror_who_left_is_recused_or_made_no_statement_gives_no_paper(judged):
    with judged.at_work():
        first = rounds.rounds_in(judged.edition)[0]
        seating.leave(rounds.get_member(first, judged.user("danuta").id), by=judged.user("alicja"), at=judged.now())
    alicja = judged.visitor("alicja")
    assert alicja.get(url(judged, "celina", LEGNICA)).status_code == 404
    with judged.at_work():
        db.session.execute(text("DELETE FROM acceptance"))
    with pytest.raises(Refused, match="oświadczenia"):
        enter(judged, "bartek", KALISZ, 7, 8)
    assert alicja.get(f"{P}/rounds/{first.id}.pdf").status_code == 404


def test_the_trail_tells_of_the_paper_and_hides_its_marks_while_the_jury_judges(judged):
    enter(judged, "bartek", KALISZ, 7, 8)
    check(judged, "bartek", KALISZ, 7, 8)
    page = judged.visitor("roman").get("/e/gala/audit").text
    for told in (
        "wpisano papierową kartę oceny",
        "papierową kartę sprawdziła druga osoba",
        "przyjęto oceny z papierowej karty",
    ):
        assert told in page
    assert page.count("ukryte do zakończenia oceniania") >= 2
    with judged.app.app_context():
        kinds = set(db.session.scalars(select(AuditEntry.event)))
        assert {"PaperEntered", "PaperChecked", "PaperCounted"} <= kinds
        assert "MarksSaved" not in kinds


def test_a_paper_is_entered_and_checked_in_the_browser_and_what_was_typed_stays(judged):
    alicja, krzysztof, one = judged.visitor("alicja"), judged.visitor("krzysztof"), url(judged, "bartek", KALISZ)
    short = alicja.post(one, data=form(judged, 7, comment="Nie zgub tego"))
    assert short.status_code == 422
    assert "Wybierz ocenę zaznaczoną na papierze" in short.text
    assert "Nie zgub tego" in short.text
    assert alicja.post(one, data=form(judged, 7, 8)).status_code == 302
    assert "Ta karta jest wpisana przez Ciebie" in alicja.get(one).text
    checking = krzysztof.get(one).text
    assert "Odczytaj każdą ocenę z papieru" in checking
    assert " checked" not in checking
    other = krzysztof.post(f"{one}/check", data=form(judged, 7, 9))
    assert other.status_code == 409
    assert re.search(r'data-label="Pierwsza osoba">8</td>\s*<td class="num" data-label="Ty">9<', other.text)
    assert "Sprawdź" in krzysztof.get(P).text
    assert krzysztof.post(f"{one}/check", data=form(judged, 7, 8)).status_code == 302
    assert marks(judged, "bartek", KALISZ) == [7, 8]
    assert krzysztof.post(f"{one}/check", data=form(judged, 7, 8)).status_code == 409


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"handed_over": "x"},
        {"handed_over": "9999-99-99T00:00"},
        {"handed_over": "0001-01-01T00:00"},
        {"comment": "a" * 4000},
        {"comment": "\u202e"},
    ],
)
def test_nonsense_is_refused_beside_its_field(judged, sent):
    one = url(judged, "bartek", KALISZ)
    answer = judged.visitor("alicja").post(one, data=form(judged, 7, 8) | sent if sent else {})
    assert answer.status_code in {409, 422}
    assert judged.count(PaperBallot) == 0
    for path in (f"{one}/mine/nonsense", f"{one}/mine/take"):
        assert judged.visitor("bartek").post(path, data={"revision": "x"}).status_code in {404, 409}


def test_printed_ballots_name_number_title_criteria_and_juror_and_carry_the_way_to_their_seat(judged):
    with judged.app.app_context():
        first = rounds.rounds_in(judged.edition)[0].id
        celina = judged.user("celina").id
    answer = judged.visitor("alicja").get(f"{P}/rounds/{first}.pdf?juror={celina}")
    assert answer.mimetype == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    # She lives in Legnica: nothing of its entry is on her paper.
    assert len(pages) == 2
    whole = re.sub(r"\s", "", "".join(pages))
    key = url(judged, "celina", KALISZ).rpartition("/")[2]
    for told in ("Celina Testowa", f"002 · {KALISZ}", "pomysł", "dialog", "waga 60", "Podpis", key):
        assert told.replace(" ", "") in whole, told
    assert "Legnica" not in whole
    assert "wielkopolskie" not in whole
    everybody = PdfReader(io.BytesIO(judged.visitor("alicja").get(f"{P}/rounds/{first}.pdf").data))
    assert len(everybody.pages) == 11


def test_the_code_is_the_address_of_the_page_where_this_seat_is_entered(judged):
    with judged.app.test_request_context():
        seat = queries.seat_in(judged.edition, judged.seat("bartek", KALISZ).id)
        told = printing._ballot(seat)
        assert told["address"] == f"http://localhost:8000{P}/{seat.id}"
        assert told["code"].startswith("<svg xmlns=")
    path = told["address"].removeprefix("http://localhost:8000")
    assert judged.visitor().get(path).status_code == 303
    assert judged.visitor("bartek").get(path).status_code == 403
    assert judged.visitor("alicja").get(path).status_code == 200


def test_a_closed_round_takes_no_paper_and_prints_none(judged):
    with judged.app.app_context():
        first, seat = rounds.rounds_in(judged.edition)[0].id, judged.seat("bartek", KALISZ).id
    judged.mark_all()
    judged.close()
    alicja = judged.visitor("alicja")
    assert alicja.get(f"{P}/rounds/{first}.pdf").status_code == 409
    assert 'type="radio"' not in alicja.get(f"{P}/{seat}").text
    assert alicja.get(P).status_code == 200


def test_a_juror_with_a_paper_that_waits_is_not_let_go_and_one_who_is_recused_holds_nothing_up(judged):
    judged.mark_all()
    enter(judged, "bartek", KALISZ, 7, 8)
    with judged.at_work(), pytest.raises(Refused, match="Papierowa karta"):
        first = rounds.rounds_in(judged.edition)[0]
        seating.leave(rounds.get_member(first, judged.user("bartek").id), by=judged.user("alicja"), at=judged.now())
    with judged.at_work():
        bartek = judged.user("bartek")
        tie = Tie(bartek, About(entry_id=judged.entry(KALISZ).id), Reason(Ground.FAMILY))
        conflicts.name(judged.edition, tie, by=bartek, at=judged.now())
    assert "Bartek" not in judged.visitor("alicja").get(P).text.split("Do druku")[0]
    judged.close()


def test_nobody_is_reminded_of_what_they_handed_over_on_paper(judged):
    for title in (LEGNICA, KALISZ):
        enter(judged, "bartek", title, 7, 8)
    with judged.app.app_context():
        owing = {one.juror.email[:6]: one.ballots for one in reminders.owing_in(judged.edition, judged.now())}
    assert owing["bartek"] == 1


def test_each_page_of_a_ballot_says_whose_it_is(world):
    with world.at_work():
        world.edition.extremes = Extremes.ENDS
    judged = in_judging(world)
    with judged.app.app_context():
        first, celina = rounds.rounds_in(judged.edition)[0], judged.user("celina").id
        seats = queries.seats_to_print(first, [celina])
        wanted = [seat.title for seat in seats]
        for weight in first.weights:
            weight.criterion.description = Localised("Opis kryterium. " * 160, "About it. " * 160)
        with judged.app.test_request_context():
            document = printing.ballots_of(seats, language="pl", at=judged.now())
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(document)).pages]
    assert len(pages) == 2 * len(wanted)
    for number, page in enumerate(pages):
        assert wanted[number // 2] in page
        assert "Celina Testowa" in page


def test_a_paper_that_waits_for_its_juror_is_told_to_those_who_close_and_to_the_juror(judged):
    judged.mark_all()
    with judged.app.app_context():
        first, bartek = rounds.rounds_in(judged.edition)[0].id, judged.user("bartek").id
    judged.mark("bartek", KALISZ, 5, 8)
    enter(judged, "bartek", KALISZ, 7, 8)
    alicja, board = judged.visitor("alicja"), f"/e/gala/board/{first}"
    told = alicja.get(f"{board}/without?juror={bartek}").text
    assert "1 papierowa karta tych osób czeka na drugą osobę" in told
    assert 'name="read"' not in told
    assert check(judged, "bartek", KALISZ, 7, 8) is PaperState.DISPUTED
    for page in (board, "/e/gala/results/close-judging"):
        assert "Na 1 papierowej karcie jest coś innego" in alicja.get(page).text
    with judged.at_work():
        owing = {one.juror.email[:6]: one.ballots for one in reminders.owing_in(judged.edition, judged.now())}
        assert owing == {"bartek": 1}
        ids = [judged.user("bartek").id]
        read = reminders.digest_of(reminders.owing_in(judged.edition, judged.now()))
        reminding.remind(judged.edition, ids, read, by=judged.user("alicja"), at=judged.now())
        mail = db.session.scalars(select(Mail).where(Mail.purpose == "jury_reminder")).one()
        assert "zdecyduj tam" in mail.text
    judged.close()


def test_judging_does_not_close_over_a_signed_paper_whose_juror_has_not_decided(judged):
    judged.mark("bartek", KALISZ, 5)
    enter(judged, "bartek", KALISZ, 7, 8)
    assert check(judged, "bartek", KALISZ, 7, 8) is PaperState.DISPUTED
    for juror in ("danuta", "celina", "edyta"):
        for title in (LEGNICA, KALISZ, "Kampania Rumia"):
            if (juror, title) != ("celina", LEGNICA):
                judged.mark(juror, title, 5, 5)
    page = judged.visitor("alicja").get("/e/gala/results/close-judging").text
    assert "1 papierowa karta czeka na jurora" in page
    with pytest.raises(NotReady):
        judged.close()
