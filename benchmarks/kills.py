"""Kills the server again and again while jurors save marks, and looks whether each receipt was kept.

`python -m benchmarks.kills [KILLS [SAVES [sqlite|postgresql]]]` goes on until there were so many kills and receipts, on
each database. It takes half an hour or more. `tests/jury/test_kills.py` does the same with a few.
"""

import sys
import tempfile
from pathlib import Path

from awards_app import create_app
from benchmarks.databases import KINDS, database
from config import Config, Environment
from tests.jury.killing import Server, doubled, judging_now, lost, survive


def main() -> None:
    kills, saves = (int(sys.argv[at]) if len(sys.argv) > at else usual for at, usual in ((1, 100), (2, 50_000)))
    for kind in sys.argv[3:] or KINDS:
        with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
            print(f"{kind}: {told(url, Path(name), kills, saves)}", flush=True)


def told(url: str, folder: Path, kills: int, saves: int) -> str:
    config = Config(secret_key="k" * 40, environment=Environment.TEST, database_url=url, storage_dir=folder / "files")
    app = create_app(config)
    outcome = survive(judging_now(app), Server(folder, url), kills=kills, saves=saves)
    with app.app_context():
        missing, more = lost(outcome.promises), doubled(outcome.promises)
    promised = len(outcome.promises)
    told = f"{outcome.kills} kills, {promised} receipts, {outcome.again} attempts without an answer"
    return f"{told}, {len(missing)} receipts lost, {more} saves doubled"


if __name__ == "__main__":
    main()
