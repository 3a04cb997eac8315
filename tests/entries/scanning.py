"""A small scanner that speaks the protocol of clamd on this machine, for tests."""

import socket
import socketserver
import struct
import threading
from contextlib import contextmanager

EVIL = b"X5O!P%@AP-a-test-signature"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(len(content))
        self.wfile.write(self.server.says(content))


def verdict(content):
    return b"stream: Test.Signature FOUND\0" if EVIL in content else b"stream: OK\0"


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def clamd(says=verdict, path=None):
    """The address of a scanner that answers so; `path` makes it listen on a socket there."""
    server = _Unix(str(path), _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    server.says, server.seen = says, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        server.address = str(path) if path else f"127.0.0.1:{server.server_address[1]}"
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
