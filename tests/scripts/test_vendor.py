"""The front-end files: complete, under names that carry their content's hash, and loud when a part is not there."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest

from scripts import vendor

LOGICAL = {
    "dejavu-sans-bold.ttf",
    "dejavu-sans.ttf",
    "fonts.css",
    "fraunces-latin-ext.woff2",
    "fraunces-latin.woff2",
    "htmx.js",
    "idb.js",
    "icons.svg",
    "inter-bold-italic.ttf",
    "inter-bold.ttf",
    "inter-italic.ttf",
    "inter-latin-ext.woff2",
    "inter-latin.woff2",
    "inter-regular.ttf",
    "licences.txt",
    "noto-emoji.ttf",
    "noto-sans-kr.otf",
    "noto-sans-sc.otf",
    "plotly-global.css",
    "plotly.js",
}
POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”–"


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(vendor, "TARGET", tmp_path / "vendor")
    monkeypatch.setattr(vendor, "PROJECT", tmp_path)
    return tmp_path / "vendor"


def manifest(target: Path) -> dict[str, str]:
    return dict(json.loads((target / "manifest.json").read_text(encoding="utf-8")))


def test_each_file_is_named_by_its_content(target: Path) -> None:
    assert vendor.main() == 0

    names = manifest(target)
    assert set(names) == LOGICAL
    for name in names.values():
        assert name.split(".")[-2] == hashlib.sha256((target / name).read_bytes()).hexdigest()[:12]


def test_a_text_lies_beside_its_compressed_forms(target: Path) -> None:
    vendor.main()

    for logical in ("htmx.js", "fonts.css", "icons.svg"):
        plain = target / manifest(target)[logical]
        assert gzip.decompress(Path(f"{plain}.gz").read_bytes()) == plain.read_bytes()
        assert brotli.decompress(Path(f"{plain}.br").read_bytes()) == plain.read_bytes()


def test_what_an_earlier_version_left_is_removed(target: Path) -> None:
    target.mkdir()
    (target / "htmx.000000000000.js").write_text("old", encoding="utf-8")

    vendor.main()

    assert not (target / "htmx.000000000000.js").exists()


def test_a_second_time_changes_nothing(target: Path) -> None:
    vendor.main()
    before = {path.name: path.read_bytes() for path in target.iterdir()}

    vendor.main()

    assert {path.name: path.read_bytes() for path in target.iterdir()} == before


def test_the_font_rules_name_files_that_are_there(target: Path) -> None:
    vendor.main()
    names = manifest(target)
    rules = (target / names["fonts.css"]).read_text(encoding="utf-8")

    assert set(re.findall(r'url\("([^"]+)"\)', rules)) == {name for name in names.values() if name.endswith(".woff2")}
    assert rules.count("font-display: swap") == rules.count("@font-face") == 4


@pytest.mark.parametrize("family", ["Inter Variable", "Fraunces Variable"])
def test_both_families_have_the_polish_letters(family: str) -> None:
    rules = [rule for rule in vendor.collect()["fonts.css"].decode().split("\n\n") if family in rule]
    ranges = [part for rule in rules for part in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", rule)]

    missing = [
        letter
        for letter in POLISH
        if not any(int(first, 16) <= ord(letter) <= int(last or first, 16) for first, last in ranges)
    ]
    assert missing == []


def test_the_sprite_has_each_icon_of_the_list() -> None:
    names = vendor.icon_names(vendor.ICONS.read_text(encoding="utf-8"))

    assert re.findall(r'<symbol id="([^"]+)"', vendor.collect()["icons.svg"].decode()) == names
    assert "trophy" in names


def test_an_icon_that_lucide_lacks_is_refused_by_name(
    target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    icons = target.parent / "icons.txt"
    icons.write_text("check\nno-such-icon\n", encoding="utf-8")
    monkeypatch.setattr(vendor, "ICONS", icons)

    assert vendor.main() == 1
    assert "no icon named no-such-icon" in capsys.readouterr().err
    assert not target.exists()


def test_plotlys_rules_come_in_the_order_of_its_own_insertion() -> None:
    rules = vendor.plotly_css((vendor.PACKAGES / vendor.SCRIPTS["plotly.js"]).read_text(encoding="utf-8")).decode()

    assert ".js-plotly-plot .plotly .main-svg{position:absolute;" in rules
    assert rules.splitlines()[-1].startswith(".js-plotly-plot .plotly,.js-plotly-plot .plotly div{")


def test_a_plotly_that_keeps_its_rules_elsewhere_is_refused() -> None:
    with pytest.raises(vendor.Missing, match="Plotly"):
        vendor.plotly_css("(function () {})();")


def test_the_licences_travel_with_the_files() -> None:
    text = vendor.collect()["licences.txt"].decode()

    assert "SIL OPEN FONT LICENSE" in text.upper()
    assert "ISC" in text
    assert "MIT" in text
