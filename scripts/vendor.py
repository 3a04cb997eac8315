"""Copies the installed front-end files to static/vendor under names that carry their content's hash.

Refuses an icon that Lucide lacks and a package that no longer looks as expected: no page loses a part in silence.
"""

import gzip
import hashlib
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = PROJECT / "node_modules"
ICONS = PROJECT / "static" / "icons.txt"
TARGET = PROJECT / "static" / "vendor"
MANIFEST = "manifest.json"

SCRIPTS = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "idb.js": "idb/build/umd.js",
    "plotly.js": "plotly.js-basic-dist-min/plotly-basic.min.js",
}
# The style sheet of each package that has the axes we use: weight, and for titles the optical size.
FONTS = {"inter": "wght", "fraunces": "opsz"}
SUBSETS = ("latin", "latin-ext")
# The same type for documents: what makes PDFs reads no compressed fonts.
PRINT = "@expo-google-fonts/inter"
PRINT_FONTS = {
    "inter-regular.ttf": "400Regular/Inter_400Regular.ttf",
    "inter-italic.ttf": "400Regular_Italic/Inter_400Regular_Italic.ttf",
    "inter-bold.ttf": "700Bold/Inter_700Bold.ttf",
    "inter-bold-italic.ttf": "700Bold_Italic/Inter_700Bold_Italic.ttf",
}
# What a document falls back to: other scripts and symbols, emoji, Chinese with Japanese, Korean.
OTHER_SCRIPTS = {
    "dejavu-sans.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
    "dejavu-sans-bold.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
    "noto-emoji.ttf": "@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
    "noto-sans-sc.otf": "@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf",
    "noto-sans-kr.otf": "@embedpdf/fonts-kr/fonts/NotoSansKR-Regular.otf",
}
OTHER_LICENCES = {
    "dejavu-fonts-ttf": "LICENSE",
    "@expo-google-fonts/noto-emoji": "LICENSE_FONT",
    "@embedpdf/fonts-sc": "LICENSE",
    "@embedpdf/fonts-kr": "LICENSE",
}
COMPRESSIBLE = (".js", ".css", ".svg", ".txt")


class Missing(Exception):
    """Something that the pages need is not there."""


def main() -> int:
    try:
        files = collect()
    except Missing as problem:
        print(f"static/vendor is left as it was: {problem}", file=sys.stderr)
        return 1
    names = {logical: hashed_name(logical, content) for logical, content in files.items()}
    TARGET.mkdir(parents=True, exist_ok=True)
    for logical, content in files.items():
        write_compressed(TARGET / names[logical], content)
    _write(TARGET / MANIFEST, json.dumps(names, indent=2, sort_keys=True).encode() + b"\n")
    remove_others(set(names.values()))
    print(f"{len(names)} front-end files are in {TARGET.relative_to(PROJECT)}")
    return 0


def collect() -> dict[str, bytes]:
    """Every file under the name that the pages ask for."""
    files = {logical: _read(path) for logical, path in SCRIPTS.items()}
    files |= (fonts := dict(font for family in FONTS for font in font_files(family)))
    files |= {logical: _read(f"{PRINT}/{path}") for logical, path in PRINT_FONTS.items()}
    files |= {logical: _read(path) for logical, path in OTHER_SCRIPTS.items()}
    files["fonts.css"] = fonts_css({logical: hashed_name(logical, content) for logical, content in fonts.items()})
    files["plotly-global.css"] = plotly_css(files["plotly.js"].decode())
    files["icons.svg"] = icon_sprite(icon_names(ICONS.read_text(encoding="utf-8")))
    files["licences.txt"] = licences()
    return files


def hashed_name(logical: str, content: bytes) -> str:
    stem, dot, suffix = logical.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{suffix}"


def font_files(family: str) -> list[tuple[str, bytes]]:
    folder = f"@fontsource-variable/{family}/files"
    return [
        (f"{family}-{subset}.woff2", _read(f"{folder}/{family}-{subset}-{FONTS[family]}-normal.woff2"))
        for subset in SUBSETS
    ]


def fonts_css(names: Mapping[str, str]) -> bytes:
    rules = [font_face(family, subset, names[f"{family}-{subset}.woff2"]) for family in FONTS for subset in SUBSETS]
    return "\n".join(rules).encode()


def font_face(family: str, subset: str, file: str) -> str:
    """The package knows which characters a file holds; a browser then loads only what a page uses."""
    sheet = _read(f"@fontsource-variable/{family}/{FONTS[family]}.css").decode()
    name = f"{family}-{subset}-{FONTS[family]}-normal"
    found = re.search(rf"/\* {name} \*/.*?unicode-range:\s*([^;]+);", sheet, re.DOTALL)
    if not found:
        raise Missing(f"the style sheet of {family} does not describe {name}.")
    return (
        f'@font-face {{ font-family: "{family.title()} Variable"; font-style: normal; font-display: swap; '
        f'font-weight: 100 900; src: url("{file}") format("woff2"); unicode-range: {found[1]}; }}\n'
    )


def plotly_css(script: str) -> bytes:
    """The rules that Plotly would insert by script, which a strict content security policy forbids."""
    literal = re.search(r'=\{("X,X div":.*?"Y \.notifier-close:hover":"[^"]*")\};', script, re.DOTALL)
    pairs = re.findall(r"""(?:"([^"]+)"|\b(\w+)):(?:"((?:[^"\\]|\\.)*)"|'([^']*)')""", literal[1] if literal else "")
    rules = [f"{_plotly_selector(quoted or bare)}{{{double or single}}}" for quoted, bare, double, single in pairs]
    if len(rules) < 40:
        raise Missing("Plotly's own style rules were not found in its script; this version keeps them elsewhere.")
    # Plotly inserts each rule before the others, so the last of them comes first.
    return "\n".join(reversed(rules)).encode() + b"\n"


def _plotly_selector(short: str) -> str:
    return short.replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")


def icon_names(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def icon_sprite(names: list[str]) -> bytes:
    absent = [name for name in names if not (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").is_file()]
    if absent:
        raise Missing(f"Lucide has no icon named {', '.join(absent)} (asked for in {ICONS.relative_to(PROJECT)}).")
    symbols = "\n".join(symbol(name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'.encode()


def symbol(name: str) -> str:
    drawing = _read(f"lucide-static/icons/{name}.svg").decode()
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if not shapes:
        raise Missing(f"the icon {name} is not a drawing.")
    outline = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {outline}>{" ".join(shapes[1].split())}</symbol>'


def licences() -> bytes:
    """The licences ask to travel with the files."""
    packages = [path.split("/")[0] for path in SCRIPTS.values()]
    packages += ["lucide-static"] + [f"@fontsource-variable/{family}" for family in FONTS]
    files = [(package, f"{package}/LICENSE") for package in packages] + [(PRINT, f"{PRINT}/LICENSE_FONT")]
    files += [(package, f"{package}/{name}") for package, name in OTHER_LICENCES.items()]
    return "\n\n".join(f"{package}\n\n{_read(path).decode()}" for package, path in files).encode()


def write_compressed(path: Path, content: bytes) -> None:
    """A file and, beside a text, what a server may send instead of it."""
    _write(path, content)
    if path.suffix in COMPRESSIBLE:
        for kind, compress in compressors().items():
            packed = path.with_name(f"{path.name}.{kind}")
            if not packed.exists():
                _write(packed, compress(content))


def compressors() -> dict[str, Callable[[bytes], bytes]]:
    """Brotli comes with the application's packages, so this also works before they are installed."""
    found: dict[str, Callable[[bytes], bytes]] = {"gz": lambda content: gzip.compress(content, 9, mtime=0)}
    if importlib.util.find_spec("brotli"):
        found["br"] = importlib.import_module("brotli").compress
    return found


def remove_others(names: set[str]) -> None:
    """What an earlier version left, only now that the manifest names the new files."""
    wanted = {MANIFEST} | names | {f"{name}.{kind}" for name in names for kind in ("gz", "br")}
    for path in TARGET.iterdir():
        if path.name not in wanted:
            path.unlink()


def _read(path: str) -> bytes:
    try:
        return (PACKAGES / path).read_bytes()
    except FileNotFoundError as error:
        raise Missing(f"node_modules has no {path}; `make run` installs it.") from error


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: the server may be reading."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
