"""MP3, AAC, Ogg and WAV: frames, pages and chunks, followed from the first byte to the last."""

from collections.abc import Callable
from typing import BinaryIO

from awards_app.entries.formats.reading import Broken, cut_off, exactly, size_of

ID3, TAG, APE, OGG, RIFF = b"ID3", b"TAG", b"APETAGEX", b"OggS", b"RIFF"
# Kilobits a second by index, for MPEG 1 layer III and for MPEG 2 and 2.5 layer III.
BITRATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
FRAMES_LEAST = 3
OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
WAV_CODECS = frozenset({1, 3, 6, 7, 0xFFFE})


def mp3_frame(head: bytes) -> int:
    """The length of the MP3 frame that these four bytes begin; 0 when they begin none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = (head[1] >> 3) & 3, head[2] >> 4, (head[2] >> 2) & 3
    if version == 1 or bitrate in {0, 15} or rate == 3:
        return 0
    is_first = version == 3
    octets = (144 if is_first else 72) * BITRATES[is_first][bitrate] * 1000 // RATES[version][rate]
    return octets + ((head[2] >> 1) & 1)


def aac_frame(head: bytes) -> int:
    """The length of the AAC frame that these seven bytes begin; 0 when they begin none."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0


def mp3(file: BinaryIO) -> str:
    """An MP3, with or without tags around its frames."""
    start, end = _after_id3(file), _before_tags(file)
    _follow(file, start, end, mp3_frame)
    return "audio/mpeg"


def aac(file: BinaryIO) -> str:
    """AAC in its own frames."""
    _follow(file, _after_id3(file), size_of(file), aac_frame)
    return "audio/aac"


def after_id3(head: bytes) -> int:
    """Where a tag at the beginning of a file ends."""
    if head[:3] != ID3 or len(head) < 10:
        return 0
    if max(head[6:10]) > 127:
        raise Broken("a tag without a length")
    return 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]) + (10 if head[5] & 0x10 else 0)


def _after_id3(file: BinaryIO) -> int:
    file.seek(0)
    start = after_id3(file.read(10))
    size = size_of(file)
    if start >= size:
        raise cut_off()
    # Some programs fill up after the tag with zeros that its length leaves out.
    file.seek(start)
    filled = file.read(min(65536, size - start))
    return start + len(filled) - len(filled.lstrip(b"\0"))


def _before_tags(file: BinaryIO) -> int:
    """Where the frames end, before the tags of older programs."""
    end = size_of(file)
    if end >= 128 and exactly(file, end - 128, 3) == TAG:
        end -= 128
    if end >= 32 and exactly(file, end - 32, 8) == APE:
        foot = exactly(file, end - 32, 32)
        length = int.from_bytes(foot[12:16], "little")
        end -= length + (32 if foot[23] & 0x80 else 0)
    return end


def _follow(file: BinaryIO, at: int, end: int, length_of: Callable[[bytes], int]) -> None:
    """Each frame must begin where the one before ends; the last may be cut, as recorders leave it."""
    frames = 0
    while at < end:
        file.seek(at)
        head = file.read(min(7, end - at))
        if not head.strip(b"\0") and _only_zeros(file, at, end):
            break
        length = length_of(head)
        if not length and frames >= FRAMES_LEAST and end - at < 7:
            break
        if not length:
            raise Broken("no frame where one must begin")
        at, frames = at + length, frames + 1
    if frames < FRAMES_LEAST:
        raise cut_off()


def _only_zeros(file: BinaryIO, at: int, end: int) -> bool:
    file.seek(at)
    while at < end:
        piece = file.read(min(65536, end - at))
        if piece.strip(b"\0"):
            return False
        at += len(piece)
    return True


def ogg(file: BinaryIO) -> str:
    """Opus, Vorbis, FLAC or Speex in Ogg pages."""
    at, end, pages = 0, size_of(file), 0
    while at < end:
        head = exactly(file, at, 27)
        if head[:5] != OGG + b"\0":
            raise Broken("no page where one must begin")
        table = exactly(file, at + 27, head[26])
        start, length = at + 27 + len(table), sum(table)
        if start + length > end:
            raise cut_off()
        if not pages and not (head[5] & 2 and exactly(file, start, min(8, length)).startswith(OGG_CODECS)):
            raise Broken("no sound that we know")
        at, pages = start + length, pages + 1
    if pages < 2:
        raise cut_off()
    return "audio/ogg"


def wav(file: BinaryIO) -> str:
    """Samples in a RIFF file whose own length is right."""
    head, end = exactly(file, 0, 12), size_of(file)
    stated = int.from_bytes(head[4:8], "little") + 8
    if stated > end:
        raise cut_off()
    if head[8:] != b"WAVE" or end - stated > 1:
        raise Broken("something behind the sound")
    found = _chunks(file, stated)
    if b"data" not in found or b"fmt " not in found:
        raise cut_off()
    if int.from_bytes(exactly(file, found[b"fmt "], 2), "little") not in WAV_CODECS:
        raise Broken("samples in a form that browsers do not play")
    return "audio/wav"


def _chunks(file: BinaryIO, end: int) -> dict[bytes, int]:
    """Where the content of each chunk begins."""
    at, found = 12, dict[bytes, int]()
    while at + 8 <= end:
        chunk = exactly(file, at, 8)
        found[chunk[:4]] = at + 8
        length = int.from_bytes(chunk[4:], "little")
        if at + 8 + length > end:
            raise cut_off()
        at += 8 + length + length % 2
    return found
