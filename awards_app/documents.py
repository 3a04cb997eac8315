"""Documents as tagged PDF: a Typst template of templates/pdf filled with plain data. Equal data give equal bytes."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import typst
from flask_babel import lazy_gettext as _l

from awards_app.i18n import force_locale
from awards_app.typeface import FAMILIES, FOLDER, displayable
from config import PROJECT

TEMPLATES = PROJECT / "templates" / "pdf"
# A document never fetches anything: packages are looked for where there are none.
NOWHERE = TEMPLATES / "packages"
# Readable by every screen reader, and by the archives of a public body.
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
BRAND = "Złote Lajki"
PAGE = _l("page {page} of {last}")


def pdf(template: str, data: Mapping[str, Any], *, language: str, at: datetime) -> bytes:
    """The document `templates/pdf/<template>.typ`, filled with `data`, dated `at`.

    `data` are strings, numbers, lists and mappings. Those that `_document.typ` needs: `title`, `subtitle`, `notes`,
    `edition`, `foot`. Text reaches the page as text, whatever signs it has; one that no font holds is shown as `□`.
    """
    with force_locale(language):
        whole = {"brand": BRAND, "language": language, "page": str(PAGE), "fonts": [*FAMILIES], **data}
    return bytes(
        typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=[str(FOLDER)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_displayable(whole), ensure_ascii=False, sort_keys=True)},
            pdf_standards=[*STANDARDS],
            package_path=str(NOWHERE),
            package_cache_path=str(NOWHERE),
            timestamp=int(at.timestamp()),
        )
    )


def _displayable(data: Any) -> Any:
    """The same data with text that the fonts can show."""
    if isinstance(data, str):
        return displayable(data)
    if isinstance(data, Mapping):
        return {key: _displayable(value) for key, value in data.items()}
    return [_displayable(value) for value in data] if isinstance(data, list | tuple) else data
