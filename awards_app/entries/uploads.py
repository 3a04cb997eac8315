"""Decides by content what an uploaded file is, and makes it harmless; refuses what is not an image or a PDF."""

import io
import warnings
from dataclasses import dataclass

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader

from awards_app.errors import BadFile

IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
LARGEST_SIDE = 2560
MOST_PIXELS = 60_000_000
PDF_PAGES_MOST = 500


@dataclass(frozen=True)
class Upload:
    """A file as it will be kept. `width` and `height` are in pixels, for images."""

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None


def read(raw: bytes) -> Upload:
    """What the bytes really are, whatever their name says. Raises BadFile with a sentence for the sender."""
    if not raw:
        raise BadFile(_("The file is empty. Choose another one."))
    if raw.startswith(b"%PDF-"):
        return _pdf(raw)
    return _image(raw)


def _pdf(raw: bytes) -> Upload:
    try:
        reader = PdfReader(io.BytesIO(raw))
        protected = reader.is_encrypted
        pages = 0 if protected else len(reader.pages)
    # Hostile bytes make a decoder fail in ways that it does not document.
    except Exception as error:
        raise BadFile(_("This PDF is damaged and cannot be opened. Save it anew and send it again.")) from error
    if protected:
        raise BadFile(_("This PDF is protected by a password. Save it without one and send it again."))
    if not 1 <= pages <= PDF_PAGES_MOST:
        raise BadFile(_("A PDF may have from 1 to %(most)d pages.", most=PDF_PAGES_MOST))
    return Upload(raw, PDF)


def _image(raw: bytes) -> Upload:
    """Decode and encode anew: what hides beside the picture (scripts, positions of the photographer) is gone."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=tuple(IMAGE_FORMATS)) as image:
                return _encoded(image)
    except BadFile:
        raise
    except UnidentifiedImageError as error:
        raise BadFile(_("This is not an image (JPEG, PNG, WebP) nor a PDF. Choose another file.")) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise BadFile(_("This image has too many pixels. Make it smaller and send it again.")) from error
    # As above: a broken EXIF block alone can raise a TypeError.
    except Exception as error:
        raise BadFile(_("This image is damaged and cannot be opened. Save it anew and send it again.")) from error


def _encoded(image: Image.Image) -> Upload:
    if image.width * image.height > MOST_PIXELS:
        raise BadFile(_("This image has too many pixels. Make it smaller and send it again."))
    # Phones send several pictures in one JPEG; the first one is the photograph.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    if kind == "JPEG" or upright.mode not in {"RGB", "RGBA", "L", "LA"}:
        upright = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, format=kind, quality=88)
    return Upload(out.getvalue(), IMAGE_FORMATS[kind], bare.width, bare.height)
