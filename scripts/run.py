"""`make run`: sets everything up, brings the database up to date and becomes the server."""

import errno
import os
import secrets
import socket
import sys
from pathlib import Path

from config import Config, secret_key_file, var_dir
from scripts import setup, steps
from scripts.steps import PROJECT, PYTHON, Failed, say

FLASK: list[str | Path] = [PYTHON, "-m", "flask", "--app", "wsgi", "awards"]


def main() -> int:
    make_secret_key()
    config = Config.from_env()
    ensure_port_is_free(config.host, config.port)
    setup.prepare("run")
    prepare_database(config)
    say("Starting the server …")
    os.chdir(PROJECT)
    server = [str(PYTHON), "-m", "scripts.serve"]
    if "--until-parent-ends" in sys.argv:
        server.append(str(os.getppid()))
    os.execv(PYTHON, server)  # noqa: S606 - the server takes this process over, and with it the signals


def make_secret_key() -> None:
    """A key of this installation's own, unless somebody has chosen one."""
    file = secret_key_file()
    if os.environ.get("SECRET_KEY", "").strip() or file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(secrets.token_urlsafe(48) + "\n")
    say(f"Made a secret key in {file}")


def ensure_port_is_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Failed(f"HOST is {host!r}, which is no address of this machine ({error.strerror}).") from error
    except PermissionError as error:
        raise Failed(f"Port {port} is only for root. Choose a higher one: PORT=8000 make run") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise Failed(f"HOST is {host!r}, which is no address of this machine.") from error
        hint = f"Stop what uses it, or choose another: PORT={port + 1 if port < 65535 else 8000} make run"
        raise Failed(f"Port {port} on {host} cannot be used: {error.strerror}. {hint}") from error


def prepare_database(config: Config) -> None:
    for folder in (var_dir(), config.storage_dir, config.spool_dir, config.mail_dir):
        folder.mkdir(parents=True, exist_ok=True)
    say("Bringing the database up to date …")
    steps.run([*FLASK, "upgrade"], "The database could not be brought up to date.")
    if config.is_local:
        # Example accounts have known passwords, so they are only made where nobody else can sign in.
        say("Loading the example edition if the database is empty …")
        steps.run([*FLASK, "example", "--phase", "judging", "--if-empty"], "The example edition could not be loaded.")


if __name__ == "__main__":
    steps.main(main)
