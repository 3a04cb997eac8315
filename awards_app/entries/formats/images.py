"""Images: decoded and encoded anew in three sizes, so that nothing is left but the picture."""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _
from PIL import Image, ImageOps

from awards_app.errors import BadFile

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
LARGEST_SIDE, MEDIUM_SIDE, SMALL_SIDE = 2560, 960, 320
MOST_PIXELS = 60_000_000


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
    """The picture in the file; raises BadFile with a sentence for the sender."""
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
    return BadFile(_("This image has too many pixels. Make it smaller and send it again."))


def _picture(image: Image.Image) -> Picture:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    # Phones send several pictures in one JPEG; the first one is the photograph.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    bare = _bare(image, kind)
    sizes = [_encoded(bare, side, kind) for side in (MEDIUM_SIDE, SMALL_SIDE)]
    return Picture(MEDIA_TYPES[kind], bare.width, bare.height, _encoded(bare, LARGEST_SIDE, kind), *sizes)


def _bare(image: Image.Image, kind: str) -> Image.Image:
    """The picture upright, of a size that a page needs, without what hides beside it."""
    image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
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
