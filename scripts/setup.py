"""Installs what the application needs from the lock files; a second time only what has changed."""

import importlib
import importlib.util
import shutil
import sys
from pathlib import Path

from scripts import steps
from scripts.steps import PROJECT, PYTHON, VENV, Failed, say

REQUIREMENTS = PROJECT / "requirements"
ENVIRONMENT = VENV / "pyvenv.cfg"  # names the Python that it was made with
PACKAGES = PROJECT / "node_modules"
TRANSLATIONS = PROJECT / "awards_app" / "translations"
PIP_QUIETLY = ("--quiet", "--disable-pip-version-check", "--no-input")
NPM_CI = ("ci", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def prepare(requirements: str) -> None:
    """Everything but the database. `requirements` names a lock file: run or test."""
    make_environment()
    install(requirements)
    install_front_end()
    compile_translations()


def make_environment() -> None:
    if not steps.works([PYTHON, "-c", "pass"]):
        _ensure_venv()
        say("Making a virtual environment in .venv …")
        steps.run([sys.executable, "-m", "venv", "--clear", VENV], "The virtual environment could not be made.")
    if not steps.works([PYTHON, "-m", "pip", "--version"]):
        steps.run([PYTHON, "-m", "ensurepip"], "pip could not be put into .venv; remove .venv and try again.")


def _ensure_venv() -> None:
    """Debian packs Python without the part that makes environments."""
    if importlib.util.find_spec("ensurepip"):
        return
    steps.apt_install(["python3-venv"], "A virtual environment")
    importlib.invalidate_caches()
    if not importlib.util.find_spec("ensurepip"):
        raise Failed(f"{sys.executable} cannot make virtual environments; choose another with PYTHON=/usr/bin/python3.")


def install(name: str) -> None:
    """A lock file's packages, each checked against its hash; no compiler is ever needed."""
    lock = REQUIREMENTS / f"{name}.txt"
    stamp, state = VENV / f".installed-{name}", steps.digest(lock, ENVIRONMENT)
    if steps.is_done(stamp, state):
        return
    say(f"Installing the Python packages of requirements/{name}.txt (a minute or two) …")
    steps.run(
        [PYTHON, "-m", "pip", "install", *PIP_QUIETLY, "--require-hashes", "--only-binary=:all:", "-r", lock],
        f"The packages of requirements/{name}.txt could not be installed.",
    )
    steps.mark_done(stamp, state)
    if name == "test":
        # The tests' lock file contains the application's.
        steps.mark_done(VENV / ".installed-run", steps.digest(REQUIREMENTS / "run.txt", ENVIRONMENT))


def install_front_end() -> None:
    stamp, state = PACKAGES / ".installed", steps.digest(PROJECT / "package-lock.json")
    if not steps.is_done(stamp, state):
        say("Installing the front-end files …")
        steps.run([npm(), *NPM_CI], "The front-end files could not be installed by npm.")
        steps.mark_done(stamp, state)
    steps.run([PYTHON, PROJECT / "scripts" / "vendor.py"], "The front-end files could not be put into static/vendor.")


def npm() -> str | Path:
    """The machine's npm, or else the one that comes as a Python package."""
    system = shutil.which("npm")
    if system and steps.works([system, "--version"]):
        return system
    install("node")
    return VENV / "bin" / "npm"


def compile_translations() -> None:
    sources = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    if any(_is_older(source.with_suffix(".mo"), source) for source in sources):
        say("Compiling the translations …")
        steps.run(
            [VENV / "bin" / "pybabel", "compile", "--directory", TRANSLATIONS],
            "A translation in awards_app/translations has a mistake.",
        )


def _is_older(compiled: Path, source: Path) -> bool:
    return not compiled.is_file() or compiled.stat().st_mtime <= source.stat().st_mtime
