"""A whole sheet that was opened before marks were given elsewhere never overwrites them unseen."""

import re

import pytest

from awards_app.editions.phases import Phase

JSON = {"Accept": "application/json"}


@pytest.fixture
def sheet(world):
    world.in_phase(Phase.JUDGING)
    with world.app.app_context():
        url = f"/e/gala/jury/{world.seat('bartek', 'Kampania Kalisz').id}"
        fields = [f"mark-{one.id}" for one in world.edition.criteria]
    return world.visitor("bartek"), url, fields


def revision(client, url):
    return re.search(r'name="revision" value="(\d+)"', client.get(url).text).group(1)


def stored(world):
    with world.app.app_context():
        return sorted(world.seat("bartek", "Kampania Kalisz").marks.values())


def test_a_stale_sheet_is_refused_and_may_then_replace_the_marks(world, sheet):
    laptop, url, fields = sheet
    old = dict.fromkeys(fields, "7") | {"revision": revision(laptop, url)}
    for field in fields:
        assert laptop.post(url, data={field: "1"}, headers=JSON).status_code == 200
    answer = laptop.post(url, data=old | {"submit": "1"})
    assert answer.status_code == 409
    assert "gdzie indziej" in answer.text
    assert stored(world) == [1, 1]
    assert answer.text.count("checked") == 2
    again = re.search(r'name="revision" value="(\d+)"', answer.text).group(1)
    assert laptop.post(url, data=old | {"revision": again}).status_code == 302
    assert stored(world) == [7, 7]


def test_a_stale_sheet_with_the_same_marks_is_taken(world, sheet):
    laptop, url, fields = sheet
    first = revision(laptop, url)
    for field in fields:
        laptop.post(url, data={field: "7"}, headers=JSON)
    assert laptop.post(url, data=dict.fromkeys(fields, "7") | {"revision": first}).status_code == 302


@pytest.mark.parametrize("sent", ["x", "-1", "9" * 400])
def test_a_revision_from_nowhere_is_refused(world, sheet, sent):
    laptop, url, fields = sheet
    assert laptop.post(url, data={fields[0]: "7", "revision": sent}).status_code == 422
    assert stored(world) == []
