"""The server as a process: it answers, mends itself, and leaves nobody behind, however it ends."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 40


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def is_gone(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return True
        return False

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [child for child in map(int, children.split()) if self._has_its_own_group(child)]

    def _has_its_own_group(self, pid: int) -> bool:
        with contextlib.suppress(ProcessLookupError):
            return os.getpgid(pid) == pid
        return False


def until(happens: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"AWARDS_ENV": "production", "SECRET_KEY": "k" * 48, "VAR_DIR": str(tmp_path), "PORT": str(port)}
    own = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "awards", "upgrade"]
    subprocess.run(upgrade, cwd=PROJECT, env=own | settings, check=True, capture_output=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.serve"],
        cwd=PROJECT,
        env=own | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(process, port)
    try:
        assert until(server.answers)
        yield server
    finally:
        process.kill()
        process.wait(timeout=SECONDS)
        assert until(server.is_gone)


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_ending_the_server_leaves_nobody_on_the_port(server: Server, order: signal.Signals) -> None:
    server.process.send_signal(order)

    assert until(lambda: server.process.poll() is not None)
    assert until(server.is_gone)


def test_closing_the_terminal_ends_it_in_good_order(server: Server) -> None:
    os.killpg(server.process.pid, signal.SIGINT)

    assert until(lambda: server.process.poll() is not None)
    assert server.process.returncode == 0
    assert until(server.is_gone)


def test_a_worker_that_dies_is_replaced(server: Server) -> None:
    assert until(lambda: len(server.workers()) == 2)
    lost = server.workers()[0]

    os.kill(lost, signal.SIGKILL)

    assert until(lambda: lost not in server.workers() and len(server.workers()) == 2)
    assert until(server.answers)


def test_every_worker_answers_from_its_first_request_on(server: Server) -> None:
    """The kernel deals connections out among the workers, so that fifty leave none of them unasked."""
    assert all(server.answers() for _connection in range(50))


def test_a_forged_host_is_refused(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/", headers={"Host": "evil.example"})

    assert connection.getresponse().status == 400
    connection.close()
