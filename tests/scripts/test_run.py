"""Before the server starts: what `make run` refuses, and what it makes once."""

import socket
from pathlib import Path

import pytest

from config import Config
from scripts import run
from scripts.steps import Failed


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)
    return tmp_path / "var"


def test_a_secret_key_is_made_once_and_only_its_owner_may_read_it(var: Path) -> None:
    run.make_secret_key()
    made = (var / "secret_key").read_text(encoding="utf-8")
    run.make_secret_key()

    assert (var / "secret_key").read_text(encoding="utf-8") == made
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600
    assert Config.from_env().secret_key == made.strip()


def test_two_installations_have_different_keys(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run.make_secret_key()
    monkeypatch.setenv("VAR_DIR", str(var.parent / "other"))
    run.make_secret_key()

    assert (var / "secret_key").read_bytes() != (var.parent / "other" / "secret_key").read_bytes()


def test_no_key_is_made_beside_a_chosen_one(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 48)

    run.make_secret_key()

    assert not var.exists()


def test_a_taken_port_is_named_with_another_to_choose() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Failed, match=rf"Port {port} on 127\.0\.0\.1 cannot be used.*PORT=\d+ make run"):
            run.ensure_port_is_free("127.0.0.1", port)


def test_a_free_port_is_left_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    run.ensure_port_is_free("127.0.0.1", port)
    socket.create_server(("127.0.0.1", port)).close()


def test_an_address_of_another_machine_is_refused_by_name() -> None:
    with pytest.raises(Failed, match="HOST is '192.0.2.1'"):
        run.ensure_port_is_free("192.0.2.1", 8000)
