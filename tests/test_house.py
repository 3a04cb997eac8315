"""The rules of the house that no other tool holds: lengths of files and functions, who reads the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 299
LONGEST_FUNCTION = 30

# Files and functions ("path" or "path::name") that are still too long. This list may only shrink.
TOO_LONG: frozenset[str] = frozenset()

# Written by Alembic from the models: as long as the schema is.
GENERATED = PROJECT / "awards_app" / "migrations" / "versions"


def product_files() -> Iterator[Path]:
    yield from (PROJECT / "config.py", PROJECT / "config_reader.py")
    for folder in ("awards_app", "scoring", "scripts"):
        yield from (path for path in sorted((PROJECT / folder).rglob("*.py")) if GENERATED not in path.parents)


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its count of lines, decorators and docstring left out: they are not code to follow."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            said = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - said


def too_long() -> set[str]:
    files = {name_of(path) for path in product_files() if line_count(path) > LONGEST_FILE}
    return files | {
        f"{name_of(path)}::{name}"
        for path in product_files()
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    }


def test_no_file_and_no_function_is_too_long() -> None:
    assert too_long() - TOO_LONG == set()


def test_what_was_shortened_leaves_the_list_of_exceptions() -> None:
    assert TOO_LONG - too_long() == set()


def test_the_length_of_a_function_is_measured(tmp_path: Path) -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(30))
    (tmp_path / "long.py").write_text(f'def long():\n    """Two\n    lines."""\n{body}\n', encoding="utf-8")

    assert list(functions(tmp_path / "long.py")) == [("long", 31)]


@pytest.mark.parametrize("path", list(product_files()), ids=name_of)
def test_each_module_says_what_it_does(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert not source.strip() or ast.get_docstring(ast.parse(source))


def test_only_the_configuration_reads_the_environment() -> None:
    """The scripts are left out: they hand the environment on to the programs that they start."""
    readers = {
        name_of(path)
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and "scripts" not in path.parts
    }

    assert readers == {"config.py"}
