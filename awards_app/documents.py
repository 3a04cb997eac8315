"""Documents as tagged PDF: a Typst template of templates/pdf filled with plain data. Equal data give equal bytes."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import typst
from flask_babel import lazy_gettext as _l

from awards_app.i18n import force_locale
from config import PROJECT

TEMPLATES = PROJECT / "templates" / "pdf"
FONTS = PROJECT / "static" / "vendor"
# A document never fetches anything: packages are looked for where there are none.
NOWHERE = TEMPLATES / "packages"
# Readable by every screen reader, and by the archives of a public body.
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
BRAND = "Złote Lajki"
PAGE = _l("page {page} of {last}")


def pdf(template: str, data: Mapping[str, Any], *, language: str, at: datetime) -> bytes:
    """The document `templates/pdf/<template>.typ`, filled with `data`, dated `at`.

    `data` are strings, numbers, lists and mappings. Those that `_document.typ` needs: `title`, `subtitle`, `notes`,
    `edition`, `foot`. Text reaches the page as text, whatever signs it has.
    """
    with force_locale(language):
        whole = {"brand": BRAND, "language": language, "page": str(PAGE), **data}
    return bytes(
        typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(whole, ensure_ascii=False, sort_keys=True)},
            pdf_standards=[*STANDARDS],
            package_path=str(NOWHERE),
            package_cache_path=str(NOWHERE),
            timestamp=int(at.timestamp()),
        )
    )
