"""The main job, walked in the browser by the people who do it: from a city's entry to the laureate list."""

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from awards_app import clock, create_app
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import queries as editions
from awards_app.entries import checking
from awards_app.entries.models import Entry, Status
from awards_app.example.content import load, marks_for
from awards_app.jury import queries as jury
from awards_app.jury import service as judging
from awards_app.jury import statements
from awards_app.jury.receipts import Given
from tests.world import pdf, png

pytestmark = pytest.mark.browser
PHASE = "open"
E = "/e/zlote-lajki"
TITLE = "Zażółć gęślą jaźń: rozmowy na rynku"


@pytest.mark.timeout(600)
def test_a_citys_entry_becomes_a_line_of_the_laureate_list(site, people):
    marta, alicja, bartek = people("marta"), people("alicja"), people("bartek")
    celina, patrycja, stranger = people("celina"), people("patrycja"), people()
    a_city_enters(marta)
    the_mail_can_be_followed(people("zofia"))
    the_organiser_accepts(alicja)
    the_organiser_opens_judging(site, alicja)
    a_juror_scores(bartek)
    in_process(site, score_all)
    the_organiser_closes_judging(alicja)
    the_chair_resolves(celina)
    code = the_organiser_seals(alicja)
    nobody_outside_knows(stranger)
    laureate = the_producer_exports(patrycja, code)
    the_organiser_announces(alicja)
    assert laureate in stranger.visit(f"{E}/").content()
    the_auditor_verifies(site, people("roman"))


def a_city_enters(marta):
    page = marta.visit(f"{E}/entries/")
    marta.press(f'.head a[href="{E}/entries/new"]')
    page.select_option("#category", label="Kampania Roku")
    page.fill("#title", TITLE)
    marta.press("main button.next")
    write_all(page)
    page.click("#entry-form > .acts button")
    page.locator("#told.saved").wait_for()
    marta.look()
    for name, kind, content, alt in (("a.png", "image/png", png(), "rynek"), ("b.pdf", "application/pdf", pdf(), "")):
        page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": content})
        page.fill("#alt", alt)
        page.click("#attach .acts button:not([data-cancel])")
        page.locator(".files > li", has_text=name).wait_for()
    assert page.locator(".files > li").count() == 2
    marta.press("#progress p:last-child a")
    marta.confirm("/submit")
    shown = page.locator(".definition").first.inner_text()
    assert re.search(r"\b0\d\d\b", shown)
    assert re.search(r"\b[0-9a-f]{64}\b", shown)


def write_all(page):
    """Everything that the form needs, saved while it is typed."""
    for key in ("goal", "means", "results", "replicability"):
        page.fill(f"#{key}", "Rozmawialiśmy z mieszkańcami na rynku i odpowiadaliśmy na każde pytanie.")
    period = page.evaluate("[-90, -30].map((days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10))")
    page.fill("#period-0", period[0])
    page.fill("#period-1", period[1])
    page.check("#audience-0")
    page.check("#budget-1")
    page.fill("#agency", "Studio Przykład")
    page.fill("#indicators-0", "Odpowiedzi w ciągu 24 godzin")
    for place, text in enumerate(("31", "94", "%"), 1):
        page.locator('[name="indicators"]').nth(place).fill(text)
    page.fill("#contact_name", "Marta Kubiak, tel. 76 000 00 00")
    page.fill("#contact_email", "marta@example.org")
    page.check("#consent_rules")
    page.check("#consent_image")
    page.locator("#receipt.saved").wait_for()


def the_mail_can_be_followed(zofia):
    zofia.visit("/admin/outbox/")
    page = zofia.press(".table tbody tr:first-child a")
    assert TITLE in page.content()


def the_organiser_accepts(alicja):
    page = alicja.visit(f"{E}/desk")
    alicja.confirm("/close-call")
    alicja.visit(f"{E}/check/?state=waiting&page=2")
    alicja.press(f'a:has-text("{TITLE}")')
    for verdict in page.locator(".tick input[value=passed]").all():
        verdict.check()
    alicja.press(".ticks > .acts button")
    alicja.confirm("/accept")
    page.click("details:has(form[action$='/reject']) > summary")
    page.fill("#reason", "Kampania zakończyła się przed okresem, którego dotyczy nabór.")
    alicja.press('form[action$="/reject"] button')


def the_organiser_opens_judging(site, alicja):
    """The queue is worked off by the same verb; two decisions were clicked."""
    in_process(site, accept_all)
    alicja.visit(f"{E}/desk")
    alicja.confirm("/open-judging")


def accept_all(edition):
    for entry in db.session.scalars(select(Entry).where(Entry.status == Status.SUBMITTED)):
        checking.accept(entry, "Obejrzane.", by=person("alicja"), at=clock.now())


def a_juror_scores(bartek):
    page = bartek.visit(f"{E}/jury/")
    assert "Będę oceniać bezstronnie" in page.locator("main").inner_text()
    bartek.press("main button.next")
    bartek.press(f'a:has-text("{TITLE}")')
    page.locator(".scale input").first.focus()
    for digit in "87978":
        with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
            page.keyboard.press(digit)
        assert saved.value.ok
        page.keyboard.press("ArrowDown")
    page.locator("#receipt.saved").wait_for()
    assert re.search(r"zapisano \d\d:\d\d:\d\d", page.locator("#receipt").inner_text())
    page.reload()
    assert page.locator(".scale input:checked").count() == 5
    bartek.look()
    bartek.press('button[name="submit"]')
    assert "/jury/" in page.url


def score_all(edition):
    """All ballots but the one that was given in the browser, with the marks of the example edition."""
    example = load()
    criteria = {criterion.key: criterion.id for criterion in edition.criteria}
    keys = {(one.title, one.city.name): one.key for one in example.entries}
    for juror in example.jurors:
        user = person(juror.email.partition("@")[0])
        statements.make(edition, 1, by=user, at=clock.now())
        for seat in jury.seats_of(user, edition):
            key = keys.get((seat.entry.title, seat.entry.city.name))
            marks = marks_for(example, seat.entry.category.key, key, juror.key) if key else None
            if marks or not seat.marks:
                marks = marks or dict.fromkeys(criteria, 7)
                given = Given({criteria[name]: Decimal(mark) for name, mark in marks.items()})
                judging.save_marks(seat, given, by=user, at=clock.now())


def the_organiser_closes_judging(alicja):
    alicja.visit(f"{E}/desk")
    alicja.press('a[href$="/close-judging"]')
    page = alicja.confirm("/close-judging")
    assert page.url.endswith("/results/")


def the_chair_resolves(celina):
    page = celina.visit(f"{E}/results/")
    while page.locator(".checks li").count():
        celina.press(".checks li:first-child a")
        if page.locator("#winner").count():
            first = (
                "no_award"
                if "Nagroda Specjalna" in page.content()
                else page.locator("#winner option").nth(3).get_attribute("value")
            )
            page.select_option("#winner", first)
            page.fill("#reason", "za odwagę rozmowy z mieszkańcami o każdej porze")
            celina.press('form[action$="/award"] button.btn.next')
        else:
            assert page.locator(".ladder li").count()
            for number, box in enumerate(page.locator('input[name*="place-"]').all(), 1):
                box.fill(str(number))
            page.fill("#tie0-reason", "Jury wyżej ceni trwałość efektów tej kampanii.")
            celina.press('form[action*="/ties/"] button.btn.next')
        celina.visit(f"{E}/results/")


def the_organiser_seals(alicja):
    alicja.visit(f"{E}/results/")
    page = alicja.confirm("/seal")
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator(".head").inner_text()).group()


def nobody_outside_knows(stranger):
    page = stranger.visit(f"{E}/")
    assert "Zduńska Wola" not in page.content()
    assert page.request.get(stranger.site.url + f"{E}/laureates/export.json").url.startswith(
        stranger.site.url + "/sign-in"
    )


def the_producer_exports(patrycja, code):
    page = patrycja.visit(f"{E}/laureates/")
    get = lambda path: page.request.get(f"{patrycja.site.url}{E}/laureates/{path}").body()  # noqa: E731
    raw = get("export.csv?separator=semicolon")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(get("export.xlsx"))).active
    content = json.loads(get("export.json"))
    assert content["seal"]["code"] == code
    # An award that nobody gets has no line, but a row that says so.
    cities = [line["city"] for award in content["awards"] for line in award["lines"] or [{"city": None}]]
    assert [row[4] or None for row in rows[1:]] == cities == [row[4] for row in sheet.iter_rows(2, values_only=True)]
    winners = [line["city"] for award in content["awards"] for line in award["lines"] if line["laurel"] == "laureate"]
    assert "Zduńska Wola" in winners
    return "Zduńska Wola"


def the_organiser_announces(alicja):
    alicja.visit(f"{E}/laureates/")
    alicja.confirm("/announce")


def the_auditor_verifies(site, roman):
    page = roman.visit(f"{E}/audit")
    roman.press(".head .btn.next")
    assert page.locator(".note.good").count() == 1
    assert "chain holds" in site.flask("audit", "verify")


def in_process(site, work) -> None:
    """Do on the server's own database many times what was clicked once; beside the browser's event loop."""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(_in_process, site, work).result()


def _in_process(site, work) -> None:
    app = create_app(site.config)
    with app.test_request_context(method="POST"):
        work(editions.find_edition("zlote-lajki"))
        db.session.commit()
    with app.app_context():
        db.engine.dispose()


def person(key) -> User:
    return db.session.scalars(select(User).where(User.email == f"{key}@example.org")).one()
