"""Asks a virus scanner (clamd) about a file before it is kept; a scanner that does not answer lets nothing through."""

import socket
import struct
from typing import BinaryIO, cast

from flask import Flask, current_app
from flask_babel import gettext as _

from awards_app.errors import BadFile, Unavailable
from config import Config

EXTENSION = "scanner"
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5, 120
PIECE = 64 * 1024
ANSWER_MOST = 4096


class Clamd:
    """ClamAV's daemon at `host:port` or on a Unix socket; `address` is empty where none is configured."""

    def __init__(self, address: str) -> None:
        self._address = address

    def require_clean(self, file: BinaryIO) -> None:
        """Raises BadFile for an infected file, and Unavailable when there is no verdict."""
        if not self._address:
            return
        try:
            verdict = self._ask(file)
        except OSError as error:
            raise _no_verdict() from error
        if verdict.endswith("FOUND"):
            raise BadFile(_("The virus scanner refuses this file. Check your computer, and send another file."))
        if not verdict.endswith("OK"):
            raise _no_verdict()

    def _ask(self, file: BinaryIO) -> str:
        """The verdict: `stream: OK`, or `stream: NAME FOUND`."""
        file.seek(0)
        with self._connect() as line:
            line.settimeout(SECONDS_TO_ANSWER)
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < ANSWER_MOST and (more := line.recv(ANSWER_MOST)):
                answer += more
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")

    def _connect(self) -> socket.socket:
        if self._address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(SECONDS_TO_CONNECT)
            try:
                line.connect(self._address)
            except OSError:
                line.close()
                raise
            return line
        host, _colon, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS_TO_CONNECT)


def _no_verdict() -> Unavailable:
    return Unavailable(_("The virus scanner does not answer, so the file was not taken. Try again in a few minutes."))


def init_app(app: Flask, config: Config) -> None:
    """Scan with the configured daemon, or not at all."""
    app.extensions[EXTENSION] = Clamd(config.clamd)


def scanner() -> Clamd:
    """The present application's scanner."""
    return cast(Clamd, current_app.extensions[EXTENSION])
