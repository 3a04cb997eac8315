"""Draws the motifs of the example pictures; the same key gives the same picture on every machine."""

from hashlib import sha256
from math import pi, sin
from typing import NamedTuple

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 3200, 2000  # twice the final size: halving it smooths the edges

Colour = tuple[int, int, int]


class Scheme(NamedTuple):
    """Five colours that go together, from the palette of the design tokens."""

    dark: Colour
    deep: Colour
    mid: Colour
    light: Colour
    accent: Colour


SCHEMES = (
    Scheme((20, 35, 58), (31, 78, 140), (96, 150, 214), (227, 238, 251), (242, 183, 5)),
    Scheme((18, 41, 31), (28, 107, 67), (104, 184, 144), (226, 243, 233), (245, 197, 66)),
    Scheme((51, 22, 26), (163, 32, 46), (222, 124, 130), (251, 228, 229), (242, 183, 5)),
    Scheme((46, 32, 17), (143, 74, 0), (219, 148, 72), (253, 236, 216), (245, 197, 66)),
    Scheme((22, 26, 34), (62, 72, 92), (139, 150, 170), (239, 236, 228), (242, 183, 5)),
)


class Dice:
    """Numbers that look thrown but follow from the key alone."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._throws = 0

    def roll(self, low: int, high: int) -> int:
        self._throws += 1
        digest = sha256(f"{self._key}/{self._throws}".encode()).digest()
        return low + int.from_bytes(digest[:4], "big") % (high - low + 1)


def scheme_of(key: str) -> Scheme:
    return SCHEMES[Dice(f"scheme/{key}").roll(0, len(SCHEMES) - 1)]


def gradient(top: Colour, bottom: Colour) -> Image.Image:
    strip = Image.new("RGB", (1, 2))
    strip.putpixel((0, 0), top)
    strip.putpixel((0, 1), bottom)
    column = strip.resize((1, HEIGHT), Image.Resampling.BICUBIC, box=(0, 0.5, 1, 1.5))
    return column.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)


def poster(key: str, scheme: Scheme) -> Image.Image:
    """Large overlapping discs on the right; the left stays calm for a title."""
    dice, image = Dice(f"poster/{key}"), gradient(scheme.dark, scheme.deep)
    draw = ImageDraw.Draw(image, "RGBA")
    for colour, alpha in ((scheme.mid, 120), (scheme.light, 70), (scheme.deep, 200), (scheme.mid, 90)):
        x, y, radius = dice.roll(2150, 3150), dice.roll(150, 1850), dice.roll(380, 760)
        draw.circle((x, y), radius, fill=(*colour, alpha))
    draw.circle((dice.roll(2300, 2900), dice.roll(500, 1500)), dice.roll(190, 300), fill=(*scheme.accent, 255))
    return image


def hills(key: str, scheme: Scheme) -> Image.Image:
    """A sun over five ridges, the nearest the darkest."""
    dice, image = Dice(f"hills/{key}"), gradient(scheme.light, scheme.mid)
    draw = ImageDraw.Draw(image, "RGBA")
    sun, size = (dice.roll(600, 2600), dice.roll(420, 700)), dice.roll(170, 260)
    draw.circle(sun, size * 2, fill=(*scheme.light, 60))
    draw.circle(sun, size, fill=(*scheme.accent, 255))
    for layer in range(5):
        colour = _between(scheme.mid, scheme.dark, (layer + 1) / 5)
        draw.polygon(_ridge(dice, 900 + layer * 210), fill=(*colour, 255))
    return image


def _ridge(dice: Dice, level: int) -> list[tuple[float, float]]:
    shift, waves, height = dice.roll(0, 628) / 100, dice.roll(2, 4), dice.roll(70, 150)
    crest = [
        (
            float(x),
            level
            + height * sin(shift + waves * pi * x / WIDTH)
            + height * 0.4 * sin(2.7 * shift + 3.3 * waves * pi * x / WIDTH),
        )
        for x in range(0, WIDTH + 40, 20)
    ]
    return [*crest, (float(WIDTH), float(HEIGHT)), (0.0, float(HEIGHT))]


def windows(key: str, scheme: Scheme) -> Image.Image:
    """A town in the evening: houses side by side, some windows lit."""
    dice, image = Dice(f"windows/{key}"), gradient(scheme.dark, scheme.mid)
    draw = ImageDraw.Draw(image, "RGBA")
    draw.circle((dice.roll(400, 2800), dice.roll(260, 480)), 130, fill=(*scheme.light, 230))
    for depth, (low, high) in enumerate(((750, 1000), (1000, 1350))):
        colour, x = _between(scheme.mid, scheme.dark, 0.45 + 0.45 * depth), -60
        while x < WIDTH:
            width, top = dice.roll(5, 9) * 50, dice.roll(low, high)
            _house(draw, dice, (x, top, x + width, HEIGHT), (colour, scheme))
            x += width + 16 * depth
    return image


def _house(
    draw: ImageDraw.ImageDraw, dice: Dice, box: tuple[int, int, int, int], colours: tuple[Colour, Scheme]
) -> None:
    left, top, right, bottom = box
    wall, scheme = colours
    draw.rectangle(box, fill=(*wall, 255))
    if dice.roll(0, 2):
        draw.polygon([(left, top), ((left + right) // 2, top - dice.roll(90, 210)), (right, top)], fill=(*wall, 255))
    for y in range(top + 70, bottom - 60, 130):
        for x in range(left + 45, right - 80, 100):
            lit = dice.roll(0, 3) == 0
            draw.rectangle((x, y, x + 46, y + 70), fill=(*scheme.accent, 255) if lit else (*scheme.light, 26))


def voices(key: str, scheme: Scheme) -> Image.Image:
    """A conversation: speech bubbles to the left and right, with lines where the words would be."""
    dice, image = Dice(f"voices/{key}"), gradient(scheme.light, _between(scheme.light, scheme.mid, 0.35))
    draw = ImageDraw.Draw(image, "RGBA")
    fills = (scheme.deep, (255, 255, 255), scheme.mid, scheme.dark)
    y = 90
    for row in range(4):
        answer, width, lines = row % 2 == 1, dice.roll(14, 20) * 100, dice.roll(2, 3)
        left = WIDTH - 260 - width if answer else 260
        height = 130 + lines * 90
        _bubble(draw, (left, y, left + width, y + height), fills[row], answer)
        _lines(draw, dice, (left + 110, y + 95, width - 220, lines), scheme.dark if row == 1 else scheme.light)
        y += height + 50
    return image


def _bubble(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], fill: Colour, answer: bool) -> None:
    left, _, right, bottom = box
    corner = right - 150 if answer else left + 150
    tip = right + 70 if answer else left - 70
    draw.rounded_rectangle(box, radius=90, fill=(*fill, 255))
    draw.polygon([(corner, bottom - 120), (tip, bottom + 40), (corner, bottom)], fill=(*fill, 255))


def _lines(draw: ImageDraw.ImageDraw, dice: Dice, place: tuple[int, int, int, int], colour: Colour) -> None:
    left, top, width, count = place
    for line in range(count):
        end = left + width * dice.roll(55, 100) // 100
        draw.rounded_rectangle((left, top + line * 90, end, top + line * 90 + 34), radius=17, fill=(*colour, 190))


def _between(first: Colour, second: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return red, green, blue
