"""Reminders reach those who have something to do, once, with what it is; and letters tell what is new for somebody."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from awards_app.db import db
from awards_app.editions.judging import Extremes
from awards_app.editions.phases import Phase
from awards_app.errors import Refused, Stale
from awards_app.jury import conflicts, reminding, round_queries, seating
from awards_app.jury import reminder_queries as queries
from awards_app.jury import service as judging
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.reminder_models import Reminder
from awards_app.notices.models import Mail
from tests.world import JURORS

R = "/e/gala/reminders"
TITLES = ("Kampania Legnica", "Kampania Kalisz", "Kampania Rumia")


@pytest.fixture
def judged(world):
    """Bartek gave everything, Danuta one of three, the others nothing."""
    world.in_phase(Phase.JUDGING)
    for title in TITLES:
        world.mark("bartek", title, 5, 5)
    world.mark("danuta", TITLES[0], 5, 5)
    return world


def mails(world, purpose="jury_reminder"):
    with world.app.app_context():
        found = db.session.scalars(select(Mail).where(Mail.purpose.startswith(purpose)).order_by(Mail.to))
        return {mail.to.split("@")[0]: mail for mail in found}


def seen(world, *jurors):
    """The digest of what an organiser saw of these jurors."""
    ids = {world.user(one).id for one in jurors}
    return queries.digest_of([one for one in queries.owing_in(world.edition, world.now()) if one.juror.id in ids])


def remind(world, *jurors, read=None):
    with world.at_work():
        ids = {world.user(one).id for one in jurors}
        digest = seen(world, *jurors) if read is None else read
        told = reminding.remind(world.edition, ids, digest, by=world.user("alicja"), at=world.now())
        return [one.juror.email.split("@")[0] for one in told]


def days_before(world, days, hour=8):
    """That many days before judging closes, at that hour in Warsaw."""
    with world.app.app_context():
        last = world.edition.judging_closes_at
    world.clock.move_to((last - timedelta(days=days)).replace(hour=hour - 1, minute=0))


def due(world):
    with world.app.app_context():
        return reminding.remind_due(world.now())


def test_only_those_with_ballots_to_give_are_listed_with_how_many(judged):
    with judged.app.app_context():
        owing = {one.juror.email[:6]: one.ballots for one in queries.owing_in(judged.edition, judged.now())}
    # Celina lives in Legnica, so of three entries two are hers.
    assert owing == {"celina": 2, "danuta": 2, "edyta@": 3}


def test_the_mail_says_what_until_when_and_where_in_the_language_of_the_juror(judged):
    with judged.at_work():
        judged.user("edyta").locale = "en"
    assert remind(judged, "celina", "edyta") == ["celina", "edyta"]
    sent = mails(judged)
    assert sent.keys() == {"celina", "edyta"}
    assert sent["celina"].subject == "Czekają na Ciebie 2 karty oceny: Gala testowa"
    assert "- Kampania Roku: 2 karty" in sent["celina"].text
    assert "wtorek, 3 listopada 2026, 13:00 (czasu warszawskiego)" in sent["celina"].text
    assert "http://localhost:8000/e/gala/jury/" in sent["celina"].text
    assert sent["edyta"].subject == "3 ballots wait for you: Test gala"
    assert "Tuesday, 3 November 2026, 13:00 (Warsaw time)" in sent["edyta"].text


def test_a_second_click_and_a_list_that_has_changed_send_nothing(judged):
    with judged.app.app_context():
        read = seen(judged, "celina", "edyta")
    remind(judged, "celina", "edyta", read=read)
    with pytest.raises(Stale):
        remind(judged, "celina", "edyta", read=read)
    with judged.app.app_context():
        read = seen(judged, "danuta")
    judged.mark("danuta", TITLES[1], 5, 5)
    with pytest.raises(Stale):
        remind(judged, "danuta", read=read)
    assert mails(judged).keys() == {"celina", "edyta"}


def test_who_has_nothing_to_do_cannot_be_reminded(judged):
    with pytest.raises(Stale):
        remind(judged, "bartek")
    assert mails(judged) == {}


def test_who_finished_left_or_lost_the_role_has_nothing_to_do(judged):
    with judged.at_work():
        member = round_queries.get_member(round_queries.rounds_in(judged.edition)[0], judged.user("edyta").id)
        seating.leave(member, by=judged.user("alicja"), at=judged.now())
        tie = Tie(judged.user("celina"), About(category_id=judged.edition.categories[0].id), Reason(Ground.FAMILY))
        conflicts.name(judged.edition, tie, by=judged.user("celina"), at=judged.now())
    for title in TITLES[1:]:
        judged.mark("danuta", title, 5, 5)
    with judged.app.app_context():
        assert queries.owing_in(judged.edition, judged.now()) == []


def test_nobody_is_reminded_before_judging_or_after_its_deadline(world):
    world.open()
    assert due(world) == 0
    with world.app.app_context():
        assert queries.owing_in(world.edition, world.now()) == []


def test_after_the_deadline_nothing_is_sent_by_hand_or_by_itself(judged):
    with judged.app.app_context():
        read, last = seen(judged, "edyta"), judged.edition.judging_closes_at
    judged.clock.move_to(last)
    with pytest.raises(Refused):
        remind(judged, "edyta", read=read)
    assert due(judged) == 0
    assert mails(judged) == {}


@pytest.mark.parametrize("days", [7, 3, 1])
def test_on_the_days_that_the_edition_set_reminders_go_by_themselves_once(judged, days):
    days_before(judged, days, hour=7)
    assert due(judged) == 0
    days_before(judged, days)
    assert due(judged) == 3
    assert due(judged) == 0
    days_before(judged, days, hour=20)
    assert due(judged) == 0
    assert mails(judged).keys() == {"celina", "danuta", "edyta"}
    with judged.app.app_context():
        assert {one.sent_by_id for one in db.session.scalars(select(Reminder))} == {None}


def test_on_other_days_and_where_no_day_is_set_none_goes(judged):
    days_before(judged, 2)
    assert due(judged) == 0
    with judged.at_work():
        reminding.set_days(judged.edition, [], by=judged.user("alicja"), at=judged.now())
    days_before(judged, 1)
    assert due(judged) == 0


def test_several_processes_remind_each_juror_once(judged):
    days_before(judged, 3)
    at, start, written = judged.now(), threading.Barrier(4), []

    def process():
        with judged.app.app_context():
            start.wait()
            written.append(reminding.remind_due(at))

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [0, 0, 0, 3]
    assert len(mails(judged)) == judged.count(Reminder) == 3


def test_the_database_itself_refuses_a_second_one_on_a_day(judged):
    days_before(judged, 3)
    due(judged)
    with judged.app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(
            text(
                "INSERT INTO reminder (id, edition_id, juror_id, day, sent_at, ballots) "
                "SELECT '00000000000000000000000000000000', edition_id, juror_id, day, sent_at, 1 FROM reminder LIMIT 1"
            )
        )


def test_the_page_shows_who_gets_one_and_who_got_one_when(judged):
    alicja = judged.visitor("alicja")
    page = alicja.get(R).text
    assert "Przypomnij wszystkim (3)" in page
    assert "Bartek Testowa" not in page
    with judged.app.app_context():
        sent = {"juror": [str(judged.user("edyta").id)], "read": seen(judged, "edyta")}
    assert alicja.post(R, data=sent).status_code == 302
    again = alicja.post(R, data=sent)
    assert again.status_code == 409
    assert "W międzyczasie" in again.text
    assert "14.10.2026" not in alicja.get(R).text.split("Kto i kiedy")[0].split("Edyta")[0]
    assert "Alicja Testowa" in alicja.get(R).text


@pytest.mark.parametrize(
    ("days", "kept"), [("5", [5]), ("1, 14,14", [14, 1]), ("", []), ("0", None), ("61", None), ("x", None)]
)
def test_the_days_are_checked_and_kept(judged, days, kept):
    answer = judged.visitor("alicja").post(f"{R}/days", data={"days": days})
    assert answer.status_code == (422 if kept is None else 302)
    with judged.app.app_context():
        assert judged.edition.reminder_days == ([7, 3, 1] if kept is None else kept)
    if kept is None:
        assert f'value="{days}"' in answer.text


@pytest.mark.parametrize("sent", [{}, {"juror": "x"}, {"juror": "x", "read": "y"}, {"juror": ["\0", "1" * 999]}])
def test_nonsense_reminds_nobody(judged, sent):
    assert judged.visitor("alicja").post(R, data=sent).status_code in {409, 422}
    assert judged.visitor("alicja").get(f"{R}?round=nonsense").status_code == 200
    assert mails(judged) == {}


def test_when_judging_opens_each_juror_is_told_what_is_theirs(world):
    world.in_phase(Phase.JUDGING)
    sent = mails(world, "judging_open")
    assert sent.keys() == set(JURORS)
    assert "- Kampania Roku: 2 karty" in sent["celina"].text
    assert "potwierdzisz" in sent["celina"].text


def test_what_is_given_within_minutes_is_told_in_one_letter(judged):
    """A category more, and a conflict that is dismissed: two acts, one letter that says all of it."""
    judged.clock.shift(60)
    with judged.at_work():
        celina = judged.user("celina")
        tie = Tie(celina, About(entry_id=judged.entry(TITLES[1]).id), Reason(Ground.FAMILY))
        first = conflicts.name(judged.edition, tie, by=celina, at=judged.now())
        tie = Tie(celina, About(entry_id=judged.entry(TITLES[2]).id), Reason(Ground.FAMILY))
        second = conflicts.name(judged.edition, tie, by=celina, at=judged.now())
        conflicts.decide(first, False, by=judged.user("alicja"), at=judged.now())
    assert "- Kampania Roku: 1 karta" in mails(judged, "seats_given")["celina"].text
    judged.clock.shift(120)
    with judged.at_work():
        second = db.session.merge(second)
        conflicts.decide(second, False, by=judged.user("alicja"), at=judged.now())
    (letter,) = mails(judged, "seats_given").values()
    assert "- Kampania Roku: 2 karty" in letter.text
    assert letter.due_at == letter.created_at + timedelta(minutes=10)
    judged.clock.shift(3600)


def test_who_gets_more_to_judge_has_not_finished_any_more(judged):
    with judged.at_work():
        first = round_queries.rounds_in(judged.edition)[0]
        tie = Tie(judged.user("bartek"), About(entry_id=judged.entry(TITLES[1]).id), Reason(Ground.FAMILY))
        named = conflicts.name(judged.edition, tie, by=judged.user("bartek"), at=judged.now())
        judging.finish(first, True, by=judged.user("bartek"), at=judged.now())
        conflicts.decide(named, False, by=judged.user("alicja"), at=judged.now())
        assert round_queries.get_member(first, judged.user("bartek").id).finished_at is None


def test_who_finished_and_took_back_a_word_that_is_needed_has_not_finished(judged):
    with judged.at_work():
        judged.edition.extremes = Extremes.ENDS
        first = round_queries.rounds_in(judged.edition)[0]
        judging.finish(first, True, by=judged.user("bartek"), at=judged.now())
    bartek = judged.visitor("bartek")
    assert "zakończono ocenianie" in bartek.get("/e/gala/jury/").text
    judged.mark("bartek", TITLES[1], 10, 5)
    with judged.app.app_context():
        owing = {one.juror.email[:6]: one.ballots for one in queries.owing_in(judged.edition, judged.now())}
    assert owing["bartek"] == 1
    assert "zakończono ocenianie" not in bartek.get("/e/gala/jury/").text
    assert remind(judged, "bartek") == ["bartek"]
