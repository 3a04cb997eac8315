"""The kinds of file that an entry may hold, and how large each may be in an edition."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.editions.models import MEGABYTE, Edition
from awards_app.errors import BadFile
from awards_app.web.filters import number

ALT_MOST = 300
TRANSCRIPT_MOST = 20_000
MEDIA_TYPES = {
    "image": ("image/jpeg", "image/png", "image/webp"),
    "pdf": ("application/pdf",),
    "audio": ("audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/wav", "audio/webm"),
    "video": ("video/mp4", "video/webm", "video/quicktime"),
}


class Kind(StrEnum):
    """What a file is for those who look at it."""

    IMAGE = "image"
    PDF = "pdf"
    AUDIO = "audio"
    VIDEO = "video"

    @property
    def label(self) -> str:
        """The kind in the language of the answer."""
        return str(_LABELS[self])

    @property
    def formats(self) -> str:
        """The formats that are taken, as people call them."""
        return _FORMATS[self]

    def most(self, edition: Edition) -> int:
        """How many bytes such a file may have in the edition."""
        megabytes: int = getattr(edition, f"{self.value}_mb")
        return megabytes * MEGABYTE


_LABELS = {
    Kind.IMAGE: _l("image"),
    Kind.PDF: _l("document"),
    Kind.AUDIO: _l("audio recording"),
    Kind.VIDEO: _l("video"),
}
_FORMATS = {
    Kind.IMAGE: "JPEG, PNG, WebP",
    Kind.PDF: "PDF",
    Kind.AUDIO: "MP3, M4A, AAC, OGG, WAV",
    Kind.VIDEO: "MP4, WebM, MOV",
}


def kind_of(media_type: str) -> Kind:
    """The kind that a media type of ours belongs to."""
    return next(kind for kind in Kind if media_type in MEDIA_TYPES[kind])


def limits_of(edition: Edition) -> dict[Kind, int]:
    """How many bytes a file of each kind may have in the edition."""
    return {kind: kind.most(edition) for kind in Kind}


def require_size(kind: Kind, size: int, limits: Mapping[Kind, int]) -> None:
    """Refuse a file beyond the limit of its kind."""
    most = limits[kind]
    if size > most:
        raise BadFile(
            _(
                "This file (%(kind)s) has %(size)s MB; at most %(most)d MB are accepted. Choose a smaller one.",
                kind=kind.label,
                size=number(round(size / MEGABYTE, 1)),
                most=most // MEGABYTE,
            )
        )
