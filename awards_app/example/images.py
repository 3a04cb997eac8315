"""Makes the attachments of an example entry: abstract pictures and a one-page PDF, never anything downloaded."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from time import gmtime

from PIL import Image, ImageDraw, ImageFont

from awards_app.example.motifs import Colour, Dice, Scheme, hills, poster, scheme_of, voices, windows
from awards_app.example.parts import Entry, Text

FONT_FILES = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    Path("/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf"),
)
LABEL = "dane przykładowe"

Motif = Callable[[str, Scheme], Image.Image]


@dataclass(frozen=True, slots=True)
class Picture:
    filename: str
    media_type: str
    alternative: Text
    data: bytes


@dataclass(slots=True)
class Pen:
    """Writes one text below another in a column; without a font it leaves the picture wordless."""

    draw: ImageDraw.ImageDraw
    left: int
    top: int
    width: int

    def write(self, text: str, size: int, colour: Colour) -> None:
        font = _font(size)
        if font is None:
            return
        for line in _wrapped(font, text, self.width):
            self.draw.text((self.left, self.top), line, font=font, fill=colour)
            self.top += round(size * 1.35)
        self.top += round(size * 0.5)


MOTIFS: tuple[tuple[str, Motif, Text], ...] = (
    ("plakat", poster, Text("plakat z barwnymi kołami", "a poster with coloured discs")),
    ("panorama", hills, Text("słońce nad łagodnymi wzgórzami", "the sun above gentle hills")),
    ("wieczor", windows, Text("domy wieczorem, część okien świeci", "houses in the evening, some windows lit")),
    ("rozmowa", voices, Text("dymki rozmowy ułożone naprzemiennie", "speech bubbles taking turns")),
)


def pictures_of(entry: Entry, count: int = len(MOTIFS)) -> tuple[Picture, ...]:
    """Up to four pictures of 1600 × 1000: first the poster, which bears the town and the title, then others in turn."""
    first, *others = MOTIFS
    turn = Dice(f"turn/{entry.key}").roll(0, len(others) - 1)
    chosen = [first, *others[turn:], *others[:turn]][:count]
    return tuple(_picture(entry, name, motif, what) for name, motif, what in chosen)


def document_of(entry: Entry) -> bytes:
    """A valid PDF of one A4 page that says what it is: example data."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw, scheme = ImageDraw.Draw(page), scheme_of(entry.key)
    draw.rectangle((0, 0, 1240, 26), fill=scheme.deep)
    pen = Pen(draw, left=110, top=150, width=1020)
    pen.write(entry.city.name, 34, scheme.deep)
    pen.write(entry.title, 52, scheme.dark)
    pen.top += 40
    pen.write(entry.answers.results, 28, (22, 26, 34))
    pen.top = 1640
    pen.write(LABEL, 24, scheme.deep)
    # Fixed dates, so that the same entry gives the same bytes.
    dates = {"creationDate": gmtime(0), "modDate": gmtime(0)}
    return _saved(page, "PDF", resolution=150, quality=80, title=LABEL, producer="Złote Lajki", **dates)


def _picture(entry: Entry, name: str, motif: Motif, what: Text) -> Picture:
    scheme = scheme_of(entry.key)
    image = motif(entry.key, scheme).reduce(2)
    draw = ImageDraw.Draw(image)
    if motif is poster:
        pen = Pen(draw, left=96, top=130, width=930)
        pen.write(entry.city.name, 40, scheme.accent)
        pen.write(entry.title, 66 if len(entry.title) <= 90 else 44, (255, 255, 255))
    _label(draw, image.size)
    alternative = Text(f"Obraz przykładowy: {what.pl}", f"Example picture: {what.en}")
    return Picture(f"{entry.key}-{name}.jpg", "image/jpeg", alternative, _saved(image, "JPEG", quality=86))


def _label(draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
    font = _font(22)
    if font is None:
        return
    width = round(font.getlength(LABEL))
    left, top = size[0] - width - 72, size[1] - 76
    draw.rounded_rectangle((left, top, size[0] - 36, size[1] - 34), radius=10, fill=(22, 26, 34))
    draw.text((left + 18, top + 8), LABEL, font=font, fill=(237, 239, 244))


def _wrapped(font: ImageFont.FreeTypeFont, text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont | None:
    # Without a font that has Polish letters a picture without words is better than one with boxes.
    found = next((path for path in FONT_FILES if path.is_file()), None)
    return ImageFont.truetype(found, size) if found else None


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
