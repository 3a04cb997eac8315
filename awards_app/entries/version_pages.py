"""The submitted versions of an entry as pages: the list, two of them compared, one read whole, its confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, render_template, request, url_for

from awards_app.entries.comparing import differences
from awards_app.entries.models import Entry, EntryVersion
from awards_app.entries.reading import readings_of
from awards_app.entries.receipt import receipt_of
from awards_app.i18n import language


@dataclass(frozen=True)
class Side:
    """Where somebody reads: the endpoints of the entry, its versions, one version and its confirmation."""

    entry: str
    versions: str
    one: str
    receipt: str


CITY = Side("entries.show", "entries.versions", "versions.one", "entries.receipt")
ORGANISER = Side("check.entry", "check.versions", "versions.checked", "versions.checked_receipt")


@dataclass(frozen=True)
class Addresses:
    """The addresses of one side for one entry."""

    side: Side
    found: Entry

    @property
    def entry(self) -> str:
        """The entry itself."""
        return self._of(self.side.entry)

    @property
    def versions(self) -> str:
        """All its versions."""
        return self._of(self.side.versions)

    def one(self, version: EntryVersion) -> str:
        """One version, whole."""
        return self._of(self.side.one, number=version.number)

    def receipt(self, version: EntryVersion) -> str:
        """The confirmation of that version."""
        return self._of(self.side.receipt, number=version.number)

    def _of(self, endpoint: str, **values: int) -> str:
        return url_for(endpoint, edition=self.found.edition.slug, entry_id=self.found.id, **values)  # type: ignore[arg-type]


def versions_page(entry: Entry, side: Side) -> str:
    """The submitted versions, the newest first, and what differs between two; any two can be chosen."""
    versions = entry.versions
    before, after = _wished("from", versions, versions[-2:-1]), _wished("to", versions, versions[-1:])
    changes = differences(*readings_of(entry, [before, after])) if before and after else []
    page = {"versions": versions[::-1], "before": before, "after": after, "changes": changes}
    return render_template(
        "entries/versions.html", edition=entry.edition, entry=entry, to=Addresses(side, entry), **page
    )


def _wished(name: str, versions: Sequence[EntryVersion], usual: Sequence[EntryVersion]) -> EntryVersion | None:
    """The version that the address asks for, None if there is none; what is no number is as if nothing was asked."""
    number = request.args.get(name, type=int)
    offered = usual if number is None else [one for one in versions if one.number == number]
    return next(iter(offered), None)


def version_page(entry: Entry, number: int, side: Side) -> str:
    """One version as it was submitted, word for word."""
    (reading,) = readings_of(entry, [_version(entry, number)])
    page = {"reading": reading, "to": Addresses(side, entry)}
    return render_template("entries/version.html", edition=entry.edition, entry=entry, **page)


def receipt_file(entry: Entry, number: int) -> Response:
    """The confirmation of a version as PDF, in the language of the page."""
    version = _version(entry, number)
    answer = Response(receipt_of(version, language()), mimetype="application/pdf")
    name = f"{entry.edition.slug}-{entry.code}-{number}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _version(entry: Entry, number: int) -> EntryVersion:
    """The version of that number, or 404."""
    return next((one for one in entry.versions if one.number == number), None) or abort(404)
