"""Addresses of static files, each with a mark of its content so that a browser may keep it for a year."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for

VENDOR = "vendor:"


def init_app(app: Flask) -> None:
    """Offer `asset("css/app.css")`, `asset("vendor:htmx.js")` and `assets_version()` to templates."""
    folder = Path(app.static_folder or "static")

    def asset(name: str) -> str:
        if name.startswith(VENDOR):
            return url_for("static", filename=f"vendor/{_manifest(folder)[name.removeprefix(VENDOR)]}")
        return url_for("static", filename=name, v=_mark(folder / name))

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["assets_version"] = lambda: _version(folder)


@cache
def _manifest(folder: Path) -> dict[str, str]:
    path = folder / "vendor" / "manifest.json"
    if not path.exists():
        raise RuntimeError("The front-end files are not installed. Run `make setup`.")
    found: dict[str, str] = json.loads(path.read_text())
    return found


@cache
def _mark(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


@cache
def _version(folder: Path) -> str:
    """A mark of all scripts and styles together: what a browser keeps of an earlier one is thrown away."""
    own = sorted(path for kind in ("css", "js") for path in (folder / kind).glob(f"*.{kind}"))
    return sha256("".join([*map(_mark, own), *sorted(_manifest(folder).values())]).encode()).hexdigest()[:12]
