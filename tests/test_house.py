"""Size: a function fits on a screen half and a file stays readable. The lists of exceptions may only shrink."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parents[1]
FILE_LINES, FUNCTION_LINES = 300, 30
LONG_FILES: set[str] = set()
LONG_FUNCTIONS: set[str] = set()


def sources():
    for folder in ("awards_app", "scoring", "scripts"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            if "migrations/versions" not in str(path):
                yield path
    yield PROJECT / "config.py"


def test_files_stay_short():
    found = {str(path.relative_to(PROJECT)) for path in sources() if len(path.read_text().splitlines()) > FILE_LINES}
    assert found == LONG_FILES


def test_functions_stay_short():
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= FUNCTION_LINES:
                found.add(f"{path.relative_to(PROJECT)}:{node.name}")
    assert found == LONG_FUNCTIONS
