"""Images: decoded and encoded anew in three sizes, so that nothing is left but the picture."""

import io
import warnings
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO

from flask_babel import gettext as _
from PIL import Image, ImageOps

from awards_app.errors import BadFile, Unavailable

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
LARGEST_SIDE, MEDIUM_SIDE, SMALL_SIDE = 2560, 960, 320
# Bounded by the memory that a decoder takes: none makes the process grow by 300 MB. A JPEG is made smaller while it is
# decoded, but a progressive one only after all of it was read; a PNG stands in memory whole, twice where it is
# transparent; a WebP four times.
MOST_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000, "PNG": 20_000_000, "WEBP": 12_000_000}
MOST_PIXELS_PROGRESSIVE = 24_000_000
# One at a time in a process: two large pictures at once would need the memory of both.
_turn = Lock()
TURN_SECONDS = 20


@dataclass(frozen=True)
class Picture:
    """An image as it is served, with two smaller ones of the same format; `width` and `height` are of the largest."""

    media_type: str
    width: int
    height: int
    content: bytes
    medium: bytes
    small: bytes


def picture(file: BinaryIO) -> Picture:
    """The picture in the file. Raises BadFile with a sentence for the sender, Unavailable while too many wait."""
    if not _turn.acquire(timeout=TURN_SECONDS):
        raise Unavailable(_("Many images are being prepared at the moment. Send this one again in a minute."))
    try:
        return _opened(file)
    finally:
        _turn.release()


def _opened(file: BinaryIO) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            file.seek(0)
            with Image.open(file, formats=tuple(MEDIA_TYPES)) as image:
                return _picture(image)
    except BadFile:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    # Hostile bytes make a decoder fail in ways that it does not document: a broken EXIF block can raise a TypeError.
    except Exception as error:
        raise BadFile(_("This image is damaged and cannot be opened. Save it anew and send it again.")) from error


def _too_many_pixels() -> BadFile:
    told = _(
        "This image has too many pixels. Make it smaller (%(side)d on the longer side are enough) and send it again.",
        side=LARGEST_SIDE,
    )
    return BadFile(told)


def _picture(image: Image.Image) -> Picture:
    if image.width * image.height > _most_pixels(image):
        raise _too_many_pixels()
    # Phones send several pictures in one JPEG; the first one is the photograph.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    bare = _bare(image, kind)
    sizes = [_encoded(bare, side, kind) for side in (MEDIUM_SIDE, SMALL_SIDE)]
    return Picture(MEDIA_TYPES[kind], bare.width, bare.height, _encoded(bare, LARGEST_SIDE, kind), *sizes)


def _most_pixels(image: Image.Image) -> int:
    return MOST_PIXELS_PROGRESSIVE if image.info.get("progressive") else MOST_PIXELS[str(image.format)]


def _bare(image: Image.Image, kind: str) -> Image.Image:
    """The picture upright, of a size that a page needs, without what hides beside it."""
    image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    # Made small before it is turned: to turn it is to copy it.
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    if kind == "JPEG" or upright.mode not in {"RGB", "RGBA", "L", "LA"}:
        upright = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _encoded(bare: Image.Image, side: int, kind: str) -> bytes:
    if max(bare.size) > side:
        bare = bare.copy()
        bare.thumbnail((side, side))
    out = io.BytesIO()
    bare.save(out, format=kind, quality=88)
    return out.getvalue()
