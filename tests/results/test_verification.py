"""The sealed document that people download is recomputed by the command line, to the code that the page shows."""

from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.results import sealing
from awards_app.results.models import Seal
from scoring.canonical import canonical
from scoring.cli import main


def test_the_downloaded_seal_holds_and_has_the_code_of_the_page(world, tmp_path, capsys):
    world.in_phase(Phase.SEALED)
    with world.app.app_context():
        code = db.session.query(Seal).one().code
    file = tmp_path / "seal.json"
    file.write_bytes(world.visitor("alicja").get("/e/gala/laureates/seal.json").data)

    assert main(["verify", str(file), "--code", code]) == 0

    assert capsys.readouterr().out.startswith(f"code: {code}\n")


def test_both_write_the_canonical_form_alike():
    content = {"b": [1, None, True], "ż": {"\U0001f600": 'a"\\\n\x01', "\ufb33": -3}}
    assert sealing.seal(content).document.encode() == canonical(content)
