"""`python -m scoring verify`: a seal holds as it was made, and whatever is changed in it is seen."""

import json
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from scoring.canonical import LARGEST_WHOLE, canonical, code_of, parsed_json
from scoring.cli import main
from scoring.errors import InputError
from scoring.seal import is_code, verify

SEALS = sorted((Path(__file__).parent / "seals").glob("*.json"))
PLAIN = (Path(__file__).parent / "seals" / "plain.json").read_bytes()

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
scalars = st.none() | st.booleans() | st.integers(-LARGEST_WHOLE, LARGEST_WHOLE) | texts
contents = st.recursive(scalars, lambda c: st.lists(c, max_size=4) | st.dictionaries(texts, c, max_size=4))


@given(content=contents)
def test_the_canonical_form_is_that_of_rfc_8785(content: Any) -> None:
    assert canonical(content) == rfc8785.dumps(content)
    assert parsed_json(b" " + canonical(content) + b"\n", "s.json") == content


def test_keys_go_by_utf_16_code_units_as_in_the_example_of_the_rfc() -> None:
    content = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7}
    keys = list(json.loads(canonical(content)))
    assert keys == ["\r", "1", "\x80", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1, column 1: the file is empty"),
        ("{\n", "line 2, column 1: this is not JSON: Expecting property name"),
        ('{"a":\n 1.5}', "line 2, column 2: a seal holds whole numbers only, not '1.5'"),
        ("[NaN]", "line 1, column 2: a seal holds whole numbers only, not 'NaN'"),
        ("[1e400]", "line 1, column 2: a seal holds whole numbers only"),
        ("[-0]", "line 1, column 2: '-0' is no whole number that every reader reads alike"),
        (f"[{LARGEST_WHOLE + 1}]", "is no whole number that every reader reads alike"),
        ("[" + "9" * 9999 + "]", "is no whole number that every reader reads alike"),
        ('{"a":1,"b":2,"a":3}', "line 1, column 2: the key 'a' stands twice in an object"),
        ('["\\ud800"]', "line 1, column 3: half a character"),
        ('{"\\udc00":1}', "half a character"),
        ("[" * 100_000, "line 1, column 1: the brackets are nested too deeply"),
        ("[]", "this must be an object"),
        ("{}", "'format' is missing"),
        ('{"format":"awards-seal/2"}', "line 1, column 2: format: this is not 'awards-seal/1'"),
        ('{"format":7}', "line 1, column 2: format: this must be text"),
        ('{"format":"awards-seal/1","classes":{}}', "line 1, column 27: classes: this must be a list"),
    ],
)
def test_what_is_no_seal_is_refused_with_line_and_column(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        verify(text.encode(), "s.json")
    assert str(refused.value).startswith("s.json, line ")
    assert sentence in str(refused.value)


@pytest.mark.parametrize("seal", SEALS, ids=lambda path: path.name)
def test_a_seal_that_the_application_made_holds(seal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digest = sha256(seal.read_bytes())
    code = code_of(digest.digest())
    assert main(["verify", str(seal), "--code", code.lower()]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[:2] == [f"code: {code}", f"SHA-256: {digest.hexdigest()}"]
    assert "class campaign 1: 3 standings recomputed, they agree" in out
    assert out.endswith("the document holds\n")


def changed(path: list[str | int], value: Any) -> bytes:
    content = json.loads(PLAIN)
    part = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return canonical(content)


STANDING: list[str | int] = ["classes", 0, "standings", 0]


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["classes", 0, "ballots", 10, "marks", "dialog"], "10", "'003': score: '90.00' in the document, '91.00' rec"),
        (["classes", 0, "criteria", 0, "weight"], 61, "class campaign 1: '001': score: "),
        ([*STANDING, "place"], 2, "the places are [2, 2, 3] in the document and [1, 2, 3] recomputed"),
        ([*STANDING, "place"], True, "'003': place: 'True' in the document, '1' recomputed"),
        ([*STANDING, "score"], "90.01", "'003': score: '90.01' in the document, '90.00' recomputed"),
        ([*STANDING, "exact"], "180/2", "'003': exact: '180/2' in the document, '90/1' recomputed"),
        ([*STANDING, "ballots"], 5, "'003': ballots: '5' in the document, '4' recomputed"),
        ([*STANDING, "decided_by"], "median", "'003': decided_by: 'median' in the document, 'None' recomputed"),
        ([*STANDING, "contributions", "dialog"], "37/1", "'003': contributions: "),
        ([*STANDING, "laurel"], None, "'003': laurel: 'None' in the document, 'laureate' recomputed"),
        ([*STANDING, "entry"], "009", "'009' is only in the document"),
        (["rules", "minimum_ballots"], 4, "recomputed, it is not final"),
        (["rules", "order"], "low", "'003': place: '1' in the document, '3' recomputed"),
        (["rules", "distinctions"], 0, "'002': laurel: 'distinction' in the document, 'None' recomputed"),
    ],
)
def test_whatever_does_not_follow_from_the_marks_is_named(
    path: list[str | int], value: Any, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "seal.json"
    file.write_bytes(changed(path, value))
    assert main(["verify", str(file)]) == 1
    out = capsys.readouterr().out
    assert sentence in out
    assert out.endswith("the document does not hold\n")


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["rules", "method"], "coin", "classes[0]: there is no method 'coin'"),
        (["rules", "fee"], 1, "rules.fee: there is no such rule"),
        (["rules", "ladder"], "median", "rules.ladder: this must be a list"),
        (["rules", "drop"], [], "classes[0]: drop must be a whole number"),
        (["classes", 0, "ballots", 0, "marks", "dialog"], "11", "the mark 11 is off the scale"),
        (["classes", 0, "ballots", 0, "marks", "dialog"], 6, "classes[0].ballots[0].marks.dialog: this must be text"),
        (["classes", 0, "criteria", 0, "weight"], True, "classes[0].criteria[0].weight: this must be a whole number"),
        (["classes", 0, "standings", 0], {"entry": "003"}, "'place' is missing"),
        (["classes", 0, "standings", 0], 7, "this must be an object"),
        (["classes", 0, "resolutions"], [{"kind": "order", "order": ["002"]}], "a resolution must order at least two"),
    ],
)
def test_what_cannot_be_recomputed_is_refused_by_its_place(
    path: list[str | int], value: Any, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "seal.json"
    file.write_bytes(changed(path, value))
    assert main(["verify", str(file)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"{file}, line 1, column ")
    assert sentence in err


def test_a_title_that_was_changed_gives_another_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "seal.json"
    file.write_bytes(changed([*STANDING, "title"], "Kampania Rumia II"))
    code = code_of(sha256(PLAIN).digest())
    assert main(["verify", str(file)]) == 0
    assert main(["verify", str(file), "--code", code]) == 1
    assert f", not '{code}'" in capsys.readouterr().out


def test_a_file_that_was_saved_anew_is_seen_and_a_line_break_at_its_end_is_none() -> None:
    assert verify(PLAIN + b"\r\n", "s.json").differences == ()
    pretty = verify(json.dumps(json.loads(PLAIN), indent=1).encode(), "s.json")
    assert pretty.differences == (
        "the file is not in canonical form (RFC 8785) from byte 2 on: it was changed after sealing",
    )
    assert pretty.sha256 == sha256(PLAIN).hexdigest()
    assert verify(b"\xef\xbb\xbf" + PLAIN, "s.json").differences


def test_the_chairs_decisions_are_part_of_what_is_recomputed() -> None:
    for name, difference in (("chair_orders", "order"), ("chair_shares", "shared")):
        content = json.loads((Path(__file__).parent / "seals" / f"{name}.json").read_bytes())
        (resolution,) = content["classes"][0]["resolutions"]
        assert resolution["kind"] == difference
        without = deepcopy(content)
        without["classes"][0]["resolutions"] = []
        assert any("a tie is left" in one for one in verify(canonical(without), "s.json").differences)


@pytest.mark.parametrize(
    ("typed", "is_it"), [("r521vp31", True), ("R52L-VP3I", True), ("r521 vp31", True), ("", False)]
)
def test_a_code_is_read_as_crockford_meant_it(typed: str, is_it: bool) -> None:
    assert is_code(typed, "R521-VP31") == is_it
    assert is_code("OoQ2-9XWD", "00Q2-9XWD")
    assert not is_code("R521-VP3", "R521-VP31")
