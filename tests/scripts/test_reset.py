"""`make reset`: removes what is kept in var/ and says so, and touches nothing else."""

import fcntl
from pathlib import Path

import pytest

from scripts import reset
from scripts.steps import Failed

KEPT = ("awards.sqlite", "awards.sqlite-wal", "files/ab/picture", "mail/letter.eml")


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    var = tmp_path / "var"
    for name in ("DATABASE_URL", "STORAGE_DIR", "MAIL_DIR", "SECRET_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(var))
    monkeypatch.setenv("SECRET_KEY", "k" * 48)
    for name in (*KEPT, "secret_key"):
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text("kept", encoding="utf-8")
    return var


def test_database_files_and_mail_are_removed_and_named(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reset.main()

    said = capsys.readouterr().out
    assert [name for name in KEPT if (var / name).exists()] == []
    assert f"Removed {var / 'awards.sqlite'}\n" in said
    assert f"Removed {var / 'files'} (1 files)" in said


def test_the_secret_key_stays(var: Path) -> None:
    reset.main()

    assert (var / "secret_key").exists()


def test_a_second_reset_has_nothing_to_remove(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reset.main()
    capsys.readouterr()
    reset.main()

    assert capsys.readouterr().out == "There was nothing to remove.\n"


def test_a_folder_outside_var_is_left_as_it_is(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = var.parent / "photographs"
    elsewhere.mkdir()
    monkeypatch.setenv("STORAGE_DIR", str(elsewhere))

    reset.main()

    assert elsewhere.is_dir()
    assert f"Left as it is, because it is outside {var}: {elsewhere}" in capsys.readouterr().out


def test_a_link_out_of_var_is_not_followed(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = var.parent / "photographs"
    elsewhere.mkdir()
    (var / "linked").symlink_to(elsewhere)
    monkeypatch.setenv("STORAGE_DIR", str(var / "linked"))

    reset.main()

    assert elsewhere.is_dir()


def test_a_database_server_is_left_as_it_is(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/awards")

    reset.main()

    assert "drop that database by hand" in capsys.readouterr().out
    assert (var / "awards.sqlite").exists()


def test_nothing_is_removed_under_a_running_server(var: Path) -> None:
    with (var / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        with pytest.raises(Failed, match="the server is running"):
            reset.main()

    assert [name for name in KEPT if not (var / name).exists()] == []
