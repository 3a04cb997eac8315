"""Decides by content what an uploaded file is, opens it for real, and refuses what it is not sure of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _

from awards_app.entries.formats import images, isobmff, sound, webm
from awards_app.entries.formats.images import Picture
from awards_app.entries.formats.reading import Broken, size_of
from awards_app.entries.kinds import Kind, kind_of
from awards_app.errors import BadFile

HEAD = 4096
END_OF_ARCHIVE, ARCHIVE_TAIL = b"PK\x05\x06", 65_557
Check = Callable[[BinaryIO], str]


@dataclass(frozen=True)
class Format:
    """What a signature promises: the kind, and how to find out whether it is kept. An image is opened, not checked."""

    kind: Kind
    check: Check | None = None


@dataclass(frozen=True)
class Upload:
    """A file as it will be kept: an image as the picture that was made from it, anything else as it came."""

    media_type: str
    picture: Picture | None = None

    @property
    def kind(self) -> Kind:
        """What it is for those who look at it."""
        return kind_of(self.media_type)


def _pdf(file: BinaryIO) -> str:
    from awards_app.entries.formats import pdf  # noqa: PLC0415 - its library takes 15 MB of every process that has it

    return pdf.check(file)


IMAGE = Format(Kind.IMAGE)
VIDEO = Format(Kind.VIDEO, isobmff.media_type)
SIGNATURES = (
    (b"\xff\xd8\xff", IMAGE),
    (b"\x89PNG\r\n\x1a\n", IMAGE),
    (b"%PDF-", Format(Kind.PDF, _pdf)),
    (webm.SIGNATURE, Format(Kind.VIDEO, webm.media_type)),
    (sound.OGG, Format(Kind.AUDIO, sound.ogg)),
)


def format_of(head: bytes) -> Format:
    """The format that the first bytes of a file promise; raises BadFile with a sentence that tells what to do."""
    found = next((format_ for signature, format_ in SIGNATURES if head.startswith(signature)), None)
    found = found or _in_riff(head) or _in_boxes(head) or _in_frames(head)
    if found is None:
        raise BadFile(_why_not(head))
    return found


def _in_riff(head: bytes) -> Format | None:
    inner = head[8:12] if head.startswith(sound.RIFF) else b""
    return {b"WEBP": IMAGE, b"WAVE": Format(Kind.AUDIO, sound.wav)}.get(inner)


def _in_boxes(head: bytes) -> Format | None:
    brand = isobmff.brand_of(head)
    if brand in isobmff.AUDIO_BRANDS:
        return Format(Kind.AUDIO, isobmff.media_type)
    return VIDEO if brand in isobmff.BRANDS or brand == isobmff.QUICKTIME else None


def _in_frames(head: bytes) -> Format | None:
    if head.startswith(sound.ID3) or sound.mp3_frame(head):
        return Format(Kind.AUDIO, _mp3_or_aac)
    return Format(Kind.AUDIO, sound.aac) if sound.aac_frame(head) else None


def _mp3_or_aac(file: BinaryIO) -> str:
    """A tag may stand before either."""
    try:
        return sound.mp3(file)
    except Broken:
        return sound.aac(file)


def _why_not(head: bytes) -> str:
    """What the sender has, as far as it can be told, and what to do about it."""
    if not head:
        return str(_("The file is empty. Choose another one."))
    if isobmff.brand_of(head) in isobmff.HEIF_BRANDS:
        return str(_("This is a HEIC or AVIF image, which not every browser shows. Save it as JPEG and send that."))
    if head.startswith(b"GIF8"):
        return str(_("GIF images are not accepted. Save it as PNG, or as MP4 if it moves."))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return str(
            _("This is a web page or an SVG drawing, which can carry a script. Save it as PNG or PDF and send that.")
        )
    if head.startswith(b"PK"):
        return str(_("This is an archive or an office document. Save it as PDF and send that."))
    return str(
        _(
            "This is not an image (%(images)s), a PDF, an audio recording (%(audio)s) or a video (%(video)s). "
            "Choose another file.",
            images=Kind.IMAGE.formats,
            audio=Kind.AUDIO.formats,
            video=Kind.VIDEO.formats,
        )
    )


def read(file: BinaryIO) -> Upload:
    """What the bytes really are, whatever their name says. Raises BadFile with a sentence for the sender."""
    file.seek(0)
    found = format_of(file.read(HEAD))
    _refuse_archive(file)
    if found.check is None:
        picture = images.picture(file)
        return Upload(picture.media_type, picture)
    try:
        return Upload(found.check(file))
    except Broken as error:
        raise BadFile(
            _("This file is damaged, or not what it says it is. Export it anew and send it again.")
        ) from error


def _refuse_archive(file: BinaryIO) -> None:
    """Refuse a file that is an archive as well: programs read those from the end, so one can hide behind anything."""
    size = size_of(file)
    file.seek(max(0, size - ARCHIVE_TAIL))
    tail = file.read()
    at = tail.rfind(END_OF_ARCHIVE)
    comment = int.from_bytes(tail[at + 20 : at + 22], "little")
    if at >= 0 and at + 22 + comment == len(tail):
        raise BadFile(_("This file is an archive (ZIP) at the same time. Save the image or film anew and send that."))
