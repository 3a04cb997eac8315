"""The lock files: each package by its hash, from no particular address, and under a licence that we may ship."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = ("run", "test", "bench", "node")
# Read in the source of packages whose metadata says nothing.
LICENCES_READ = {"pysqlite3": "Zlib"}


def lock(name: str) -> str:
    return (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def locked(name: str) -> dict[str, str]:
    """Each package with the text of its entry."""
    entries = re.split(r"^(?=[a-z0-9])", lock(name), flags=re.MULTILINE)[1:]
    return {entry.partition("==")[0]: entry for entry in entries}


def npm_packages() -> Iterator[tuple[str, dict[str, object]]]:
    packages = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    yield from ((name, package) for name, package in packages.items() if name)


@pytest.mark.parametrize("name", LOCKS)
def test_each_python_package_is_pinned_and_hashed(name: str) -> None:
    packages = locked(name)

    assert packages
    assert [
        package for package, entry in packages.items() if not re.search(r"==\S+.*--hash=sha256:", entry, re.S)
    ] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_python_lock_names_an_address(name: str) -> None:
    assert re.findall(r"\S*://\S*|--(?:extra-)?index-url.*|--find-links.*", lock(name)) == []


def test_the_tests_run_on_the_versions_that_the_application_runs_on() -> None:
    versions = {name: entry.split()[0] for name, entry in locked("test").items()}

    assert {name: entry.split()[0] for name, entry in locked("run").items()}.items() <= versions.items()


def test_each_front_end_package_is_hashed_and_from_no_address() -> None:
    packages = dict(npm_packages())

    assert packages
    assert [name for name, package in packages.items() if not str(package.get("integrity")).startswith("sha512-")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def licence_of(package: str) -> str:
    """What the package says of itself, shortest first: an expression, classifiers, or the first line of a text."""
    about = metadata(package)
    classifiers = " / ".join(line for line in about.get_all("Classifier", []) if line.startswith("License"))
    said = about.get("License-Expression") or classifiers or (about.get("License") or "").partition("\n")[0]
    return said or LICENCES_READ.get(package, "")


def is_free_of_the_gpl(licence: str) -> bool:
    """The lesser GPL lets a program use a library as it is; the others would bind the whole program."""
    return bool(licence) and not re.search(r"(?<!L)GPL|(?<!Lesser )General Public", licence)


@pytest.mark.parametrize("package", sorted(locked("run")))
def test_a_package_that_we_ship_does_not_bind_us_to_the_gpl(package: str) -> None:
    try:
        licence = licence_of(package)
    except PackageNotFoundError:
        pytest.fail(f"{package} is locked and not installed")

    assert is_free_of_the_gpl(licence), licence


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        ("MIT", True),
        ("LGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", False),
        ("", False),
    ],
)
def test_the_licence_check_tells_the_gpl_from_the_lesser(licence: str, free: bool) -> None:
    assert is_free_of_the_gpl(licence) is free
