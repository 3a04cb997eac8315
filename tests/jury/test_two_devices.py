"""What was changed on another device is never overwritten unseen, and what is sent twice is saved once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from awards_app.editions.phases import Phase
from awards_app.jury.models import Receipt
from tests.test_races import at_once, records

JSON = {"Accept": "application/json"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
CHOSEN = re.compile(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked>')


@pytest.fixture
def sheet(world):
    world.in_phase(Phase.JUDGING)
    with world.app.app_context():
        url = f"/e/gala/jury/{world.seat('bartek', 'Kampania Kalisz').id}"
        fields = [f"mark-{one.id}" for one in world.edition.criteria]
    return world.visitor("bartek"), url, fields


def opened(client, url):
    """What the form of the page would send as it stands."""
    return read(client.get(url).text)


WRITTEN = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>')


def read(page):
    form = page.partition('id="ballot"')[2].partition("</form>")[0]
    return dict(HIDDEN.findall(form)) | dict(CHOSEN.findall(form)) | dict(WRITTEN.findall(form))


def change(field, value, seen="", **more):
    """What a script sends of one change."""
    return {"change": str(uuid4()), field: value, f"seen-{field}": seen} | more


def stored(world):
    with world.app.app_context():
        seat = world.seat("bartek", "Kampania Kalisz")
        return {f"mark-{key}": int(value) for key, value in seat.marks.items()}


def marks_saved(world):
    with world.app.app_context():
        return [one.facts for one in records("MarksSaved")]


def test_a_mark_changed_elsewhere_is_shown_and_not_overwritten(world, sheet):
    phone, url, fields = sheet
    laptop = world.visitor("bartek")
    laptop.post(url, data=change(fields[0], "8"), headers=JSON)
    answer = phone.post(url, data=change(fields[0], "5", comment="Z telefonu"), headers=JSON)
    assert answer.status_code == 409
    told = answer.json["overtaken"]
    assert set(told) == {fields[0]}
    assert told[fields[0]]["value"] == "8"
    assert "14:00:00" in told[fields[0]]["told"]
    assert stored(world) == {fields[0]: 8}
    # Whoever has seen what stands there may replace it.
    assert phone.post(url, data=change(fields[0], "5", seen="8"), headers=JSON).status_code == 200
    assert stored(world) == {fields[0]: 5}
    assert [one["before"] for one in marks_saved(world)] == [{}, {fields[0][5:]: "8"}]


def test_the_same_mark_from_both_devices_is_no_conflict(world, sheet):
    phone, url, fields = sheet
    world.visitor("bartek").post(url, data=change(fields[0], "8"), headers=JSON)
    assert phone.post(url, data=change(fields[0], "8"), headers=JSON).status_code == 200


def test_a_receipt_tells_what_another_device_changed(world, sheet):
    phone, url, fields = sheet
    laptop = world.visitor("bartek")
    first = phone.post(url, data=change(fields[0], "8", revision="0"), headers=JSON).json
    assert "others" not in first
    laptop.post(url, data=change(fields[1], "3"), headers=JSON)
    laptop.post(url, data=change("comment", "Z laptopa"), headers=JSON)
    answer = phone.post(url, data=change(fields[0], "9", seen="8", revision="1"), headers=JSON).json
    assert answer["others"] == {"comment": "Z laptopa", fields[1]: "3"}
    assert answer["revision"] == 4


def test_what_is_sent_twice_is_saved_once_and_gets_the_same_receipt(world, sheet):
    phone, url, fields = sheet
    sent = change(fields[0], "8")
    first = phone.post(url, data=sent, headers=JSON).json
    phone.post(url, data=change(fields[0], "9", seen="8"), headers=JSON)
    world.clock.shift(timedelta(minutes=5))
    again = phone.post(url, data=sent, headers=JSON)
    assert again.status_code == 200
    assert (again.json["saved_at"], again.json["revision"]) == (first["saved_at"], first["revision"])
    assert stored(world) == {fields[0]: 9}
    assert len(marks_saved(world)) == 2


def test_a_repeat_gets_its_receipt_after_the_deadline_too(world, sheet):
    phone, url, fields = sheet
    sent = change(fields[0], "8")
    phone.post(url, data=sent, headers=JSON)
    with world.app.app_context():
        world.clock.move_to(world.edition.judging_closes_at)
    assert phone.post(url, data=sent, headers=JSON).json["revision"] == 1
    late = phone.post(url, data=change(fields[0], "9", seen="8"), headers=JSON)
    assert late.status_code == 409
    assert "overtaken" not in late.json


def test_the_same_change_sent_at_once_is_one_row_and_one_record(world, sheet):
    _phone, url, fields = sheet
    sent, devices = change(fields[0], "8"), [world.visitor("bartek") for _ in range(8)]
    answers = at_once(*(lambda d=device: d.post(url, data=sent, headers=JSON).json for device in devices))
    assert answers == [answers[0]] * 8
    assert (world.count(Receipt), len(marks_saved(world))) == (1, 1)


def test_a_change_of_another_juror_is_no_receipt_of_mine(world, sheet):
    bartek, url, fields = sheet
    sent = change(fields[0], "8")
    bartek.post(url, data=sent, headers=JSON)
    with world.app.app_context():
        theirs = f"/e/gala/jury/{world.seat('edyta', 'Kampania Kalisz').id}"
    assert world.visitor("edyta").post(theirs, data=sent, headers=JSON).status_code == 409
    assert bartek.post(theirs, data=sent, headers=JSON).status_code == 404
    assert len(marks_saved(world)) == 1


def test_without_scripts_both_values_are_shown_and_the_juror_chooses(world, sheet):
    old, url, fields = sheet
    sent = opened(old, url) | {fields[0]: "5", "comment": "Z komputera"}
    laptop = world.visitor("bartek")
    for field, value in zip(fields, "83", strict=True):
        laptop.post(url, data=change(field, value), headers=JSON)
    answer = old.post(url, data=sent)
    assert answer.status_code == 409
    assert "Zapisano o 14:00:00 na innym urządzeniu lub w innym oknie:</b> 8" in answer.text
    page = read(answer.text)
    # What was chosen here is still chosen; what was only changed there is shown as it stands.
    assert (page[fields[0]], page[fields[1]], page["comment"]) == ("5", "3", "Z komputera")
    assert stored(world) == dict(zip(fields, (8, 3), strict=True))
    assert old.post(url, data=page).status_code == 302
    assert stored(world) == dict(zip(fields, (5, 3), strict=True))
    assert "Z komputera" in old.get(url).text


def test_without_scripts_a_sheet_opened_earlier_leaves_what_it_did_not_change(world, sheet):
    old, url, fields = sheet
    sent = opened(old, url) | {fields[0]: "5"}
    laptop = world.visitor("bartek")
    laptop.post(url, data=change(fields[1], "3"), headers=JSON)
    laptop.post(url, data=change("comment", "Ważne"), headers=JSON)
    laptop.post(url, data=change("bookmark", "1", seen="0"), headers=JSON)
    assert old.post(url, data=sent).status_code == 302
    assert stored(world) == dict(zip(fields, (5, 3), strict=True))
    page = laptop.get(url).text
    assert "Ważne" in page
    assert 'name="bookmark" value="1" checked' in page


def test_a_sheet_that_changes_nothing_saves_nothing(world, sheet):
    laptop, url, fields = sheet
    laptop.post(url, data=dict.fromkeys(fields, "7"))
    assert laptop.post(url, data=opened(laptop, url) | {"submit": "1"}).status_code == 302
    assert len(marks_saved(world)) == 1
    with world.app.app_context():
        assert len(records("BallotSubmitted")) == 1


def test_a_comment_written_on_two_devices_is_kept_on_both_until_one_is_chosen(world, sheet):
    old, url, _fields = sheet
    sent = opened(old, url) | {"comment": "Pierwsza wersja,\r\nz dwóch wierszy"}
    world.visitor("bartek").post(url, data=change("comment", "Druga <b>wersja</b>"), headers=JSON)
    answer = old.post(url, data=sent)
    assert answer.status_code == 409
    assert "Druga &lt;b&gt;wersja&lt;/b&gt;" in answer.text
    assert "Pierwsza wersja,\nz dwóch wierszy" in answer.text


@pytest.mark.parametrize("sent", ["x", "-1", "9" * 400])
def test_a_revision_from_nowhere_is_refused(world, sheet, sent):
    laptop, url, fields = sheet
    assert laptop.post(url, data={fields[0]: "7", "revision": sent}).status_code == 422
    assert stored(world) == {}


@pytest.mark.parametrize("sent", ["x", "", "9" * 4000, "\x00"])
def test_a_change_from_nowhere_is_refused(world, sheet, sent):
    laptop, url, fields = sheet
    assert laptop.post(url, data={fields[0]: "7", "change": sent}, headers=JSON).status_code == 422
    assert stored(world) == {}


def test_what_was_meant_to_be_sent_by_somebody_else_is_not_sent(world, sheet):
    bartek, url, fields = sheet
    mark = bartek.get(url).headers["X-Visitor"]
    edyta = world.visitor("edyta")
    assert edyta.get("/account").headers["X-Visitor"] != mark
    with world.app.app_context():
        theirs = f"/e/gala/jury/{world.seat('edyta', 'Kampania Kalisz').id}"
    answer = edyta.post(theirs, data=change(fields[0], "8"), headers=JSON | {"X-Visitor": mark})
    assert answer.status_code == 401
    assert bartek.post(url, data=change(fields[0], "8"), headers=JSON | {"X-Visitor": mark}).status_code == 200


def test_only_the_desk_and_the_ballots_may_be_kept_and_every_page_names_whose_it_is(world, sheet):
    bartek, url, _fields = sheet
    kept = {path: bartek.get(path).headers.get("X-Keep") for path in (url, "/e/gala/jury/", "/account", "/e/gala/")}
    assert kept == {url: "1", "/e/gala/jury/": "1", "/account": None, "/e/gala/": None}
    assert world.visitor().get("/sign-in").headers["X-Visitor"] == "-"
    gone = bartek.get(f"/e/gala/jury/{uuid4()}")
    assert (gone.status_code, gone.headers.get("X-Keep")) == (404, None)
