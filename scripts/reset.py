"""`make reset`: removes the database, the files and the mail that are kept in var/, and nothing outside it."""

import fcntl
import shutil
from pathlib import Path

from config import Config, var_dir
from scripts import run, steps
from scripts.steps import Failed, say


def main() -> int:
    run.make_secret_key()
    config, var = Config.from_env(), var_dir()
    var.mkdir(parents=True, exist_ok=True)
    with (var / "server.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Failed("the server is running on this data. Stop it first (Ctrl-C where `make run` is).") from error
        removed = [remove(path, var) for path in kept_by(config)]
    say("`make run` starts over with the example edition." if any(removed) else "There was nothing to remove.")
    return 0


def kept_by(config: Config) -> list[Path]:
    return [*database_files(config.database_url), config.storage_dir, config.spool_dir, config.mail_dir]


def database_files(url: str) -> list[Path]:
    """A SQLite database with what it keeps beside itself; another server's database is not ours to drop."""
    if not url.startswith("sqlite:///"):
        say("DATABASE_URL names a database server, which is left as it is: drop that database by hand.")
        return []
    path = Path(url.removeprefix("sqlite:///").partition("?")[0]).absolute()
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def remove(path: Path, var: Path) -> bool:
    if not path.exists():
        return False
    if not path.resolve().is_relative_to(var.resolve()):
        say(f"Left as it is, because it is outside {var}: {path}")
        return False
    if path.is_dir():
        files = sum(1 for file in path.rglob("*") if file.is_file())
        shutil.rmtree(path)
        say(f"Removed {path} ({files} files)")
    else:
        path.unlink()
        say(f"Removed {path}")
    return True


if __name__ == "__main__":
    steps.main(main)
