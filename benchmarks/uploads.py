"""Measures a worker of the real server while a film of 200 MB comes in pieces, is examined, kept and read again.

`python -m benchmarks.uploads [MB]` starts granian with one worker on 127.0.0.1 in a folder of its own and prints the
seconds and the most resident memory of the worker: before the upload, while pieces come, and at the end.
"""

import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.browser import JSON, Browser, begin
from tests.browser.serving import environment, flask, free_port, serve
from tests.entries.recordings import box, mp4

MEGABYTE = 1024 * 1024
PROMISED_MB = 150


@dataclass(frozen=True)
class Memory:
    """The resident memory of a process, as Linux counts it: now, and the most that it ever was."""

    pid: int

    @property
    def now(self) -> float:
        return self._megabytes("VmRSS")

    @property
    def most(self) -> float:
        return self._megabytes("VmHWM")

    def _megabytes(self, what: str) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.findall(rf"{what}:\s+(\d+) kB", status)[0]) / 1024


def descendants(pid: int) -> Iterator[int]:
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, tasks.read_text().split()):
            yield child
            yield from descendants(child)


def film(path: Path, megabytes: int) -> str:
    """A film of noise, so that nothing can be made smaller on its way; returns its checksum."""
    head = mp4(b"vide", b"soun", filling=1)[: -len(box(b"mdat", b"x"))]
    filling = megabytes * MEGABYTE - len(head) - 8
    digest = hashlib.sha256()
    with path.open("wb") as out:
        for piece in (head, (filling + 8).to_bytes(4, "big") + b"mdat"):
            digest.update(piece)
            out.write(piece)
        while filling:
            piece = os.urandom(min(MEGABYTE, filling))
            filling -= len(piece)
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder / "example", free_port()) | {"MAX_UPLOAD_MB": "20"}
        flask(env, "upgrade")
        flask(env, "example", "--phase", "open")
        checksum = film(folder / "film.mp4", megabytes)
        with serve(folder / "example", folder / "served", MAX_UPLOAD_MB="20") as site:
            measure(site.url, folder / "film.mp4", checksum)


def measure(url: str, path: Path, checksum: str) -> None:
    marta = Browser.signed_in(url, "marta@example.org")
    entry = begin(marta)
    memory = max((Memory(pid) for pid in descendants(os.getpid())), key=lambda one: one.now)
    print(f"before: {memory.now:.0f} MB resident")
    size, began = path.stat().st_size, time.perf_counter()
    announced = json.loads(marta.post(f"{entry}/uploads", name=path.name, size=size, modified=1).read())
    send(marta, announced, path)
    sent = time.perf_counter() - began
    print(f"sent: {size / MEGABYTE:.0f} MB in {sent:.1f} s, most {memory.most:.0f} MB resident")
    page = marta.post(announced["finish"], alt="szum").read().decode()
    print(f"examined and attached: after {time.perf_counter() - began:.1f} s, most {memory.most:.0f} MB resident")
    (address,) = re.findall(r'<a href="([^"]+/attachments/[^"]+)">film', page)
    found = hashlib.sha256()
    answer = marta.ask("GET", address)
    while piece := answer.read(MEGABYTE):
        found.update(piece)
    print(f"read again: most {memory.most:.0f} MB resident; the checksum is {found.hexdigest() == checksum}")
    raise SystemExit(0 if memory.most < PROMISED_MB and found.hexdigest() == checksum else 1)


def send(marta: Browser, announced: dict[str, str], path: Path) -> None:
    with path.open("rb") as file:
        offset = 0
        while piece := file.read(int(announced["chunk"])):
            said = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset), **JSON}
            answer = marta.ask("PATCH", announced["address"], piece, **said)
            if answer.read() or answer.status != 204:
                raise SystemExit(f"a piece was refused: {answer.status}")
            offset = int(answer.headers["Upload-Offset"])


if __name__ == "__main__":
    main()
