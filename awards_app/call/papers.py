"""The rules as a document."""

from flask_babel import gettext as _

from awards_app.documents import pdf
from awards_app.editions.models import RulesVersion
from awards_app.i18n import force_locale
from awards_app.web.filters import moment
from awards_app.web.richtext import blocks


def paper_of(rules: RulesVersion, language: str) -> bytes:
    """The rules of one version as PDF; the checksum on it is that of the text in both languages."""
    edition = rules.edition
    with force_locale(language):
        version = _("Version %(number)d", number=rules.number)
        when = moment(rules.published_at, edition.timezone)
        data = {
            "title": _("Rules"),
            "subtitle": str(edition.name),
            "notes": [
                _("%(version)s, published %(when)s", version=version, when=when),
                _("Checksum (SHA-256)") + f": {rules.sha256}",
            ],
            "edition": str(edition.name),
            "foot": f"{version} · {rules.sha256[:16]}",
            "blocks": blocks(rules.text.in_language(language)),
        }
    return pdf("rules", data, language=language, at=rules.published_at)
