"""PDF: what could act by itself is refused, wherever in the document it hides."""

import io

import pytest
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from awards_app.entries import uploads
from awards_app.errors import BadFile
from tests.world import pdf


def written(change):
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(out)
    return out.getvalue()


def refusal(raw):
    with pytest.raises(BadFile) as refused:
        uploads.read(io.BytesIO(raw))
    return str(refused.value)


def action(kind, **more):
    return DictionaryObject({NameObject("/S"): NameObject(kind)} | {NameObject(f"/{k}"): v for k, v in more.items()})


def on_opening(kind):
    return lambda writer: writer.root_object.update({NameObject("/OpenAction"): action(kind)})


def on_a_page(writer):
    script = action("/JavaScript", JS=TextStringObject("app.alert(1)"))
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): writer._add_object(script)})


def in_a_chain(writer):
    first = action("/Named", Next=ArrayObject([action("/Launch")]))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(first)


def as_annotation(kind):
    def change(writer):
        one = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(kind)})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(one)])

    return change


def in_the_names(writer):
    script = action("/JavaScript", JS=TextStringObject("app.alert(1)"))
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), writer._add_object(script)])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})


def as_xfa(writer):
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})


def behind_references(key, kind, links=1):
    """The name of the action or annotation is an object of its own, behind so many references."""

    def change(writer):
        name = writer._add_object(NameObject(kind))
        for _link in range(links - 1):
            name = writer._add_object(name)
        acting = DictionaryObject({NameObject(key): name})
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(acting)

    return change


ACTIVE = {
    **{f"{kind} behind a reference": behind_references("/S", kind) for kind in ("/Launch", "/SubmitForm", "/GoToR")},
    "rich media behind a reference": behind_references("/Subtype", "/RichMedia"),
    "script": in_the_names,
    "script on a page": on_a_page,
    "program": on_opening("/Launch"),
    "program in a chain": in_a_chain,
    "form that sends": on_opening("/SubmitForm"),
    "other file": on_opening("/GoToR"),
    "file within": lambda writer: writer.add_attachment("a.exe", b"MZ"),
    "file in a note": as_annotation("/FileAttachment"),
    "rich media": as_annotation("/RichMedia"),
    "form of another language": as_xfa,
}


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE)
def test_a_pdf_that_could_act_by_itself_is_refused_with_what_to_do(change):
    assert "holds a script" in refusal(written(change))


def test_a_pdf_with_links_and_a_beginning_page_is_taken_as_it_is():
    def change(writer):
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org"))
        writer.add_outline_item(title="Początek", page_number=0)
        writer.root_object[NameObject("/OpenAction")] = action("/GoTo")

    raw = written(change)
    assert uploads.read(io.BytesIO(raw)).media_type == "application/pdf"


@pytest.mark.parametrize(
    "raw",
    [
        pdf().replace(b"\n", b"\n%<html><script>alert(1)</script>\n", 1),
        pdf() + b"<html><script>alert(1)</script></html>",
        pdf() + b"MZ\x90\x00" + bytes(3),
    ],
    ids=["page in its head", "page behind its end", "program behind its end"],
)
def test_a_pdf_that_is_something_else_as_well_is_refused(raw):
    assert "another kind" in refusal(raw)


def test_an_archive_behind_a_pdf_is_refused():
    assert "archive" in refusal(pdf() + b"PK\x05\x06" + bytes(18))


def test_a_pdf_that_refers_to_itself_is_walked_once():
    def change(writer):
        ring = writer._add_object(DictionaryObject())
        ring.get_object()[NameObject("/Ring")] = ring
        writer.root_object[NameObject("/Ring")] = ring

    assert uploads.read(io.BytesIO(written(change))).media_type == "application/pdf"
