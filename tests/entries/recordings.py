"""Small recordings made by hand, whole and valid in structure: no test needs a file from elsewhere."""

import io
import math
import struct
import wave


def box(name, *content):
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + name + body


def handler(kind):
    return box(b"hdlr", bytes(8), kind, bytes(12), b"\0")


def mp4(*kinds, brand=b"isom", filling=2000):
    """An MP4 with a track of each kind: `vide`, `soun`."""
    tracks = [box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", handler(kind))) for kind in kinds or (b"vide",)]
    movie = box(b"moov", box(b"mvhd", bytes(100)), *tracks)
    return box(b"ftyp", brand, bytes(4), b"isom", brand) + movie + box(b"mdat", bytes(filling))


def element(key, *content):
    body = b"".join(content)
    return bytes.fromhex(key) + struct.pack(">Q", 1 << 56 | len(body)) + body


def webm(track=1, doc_type=b"webm", live=False, more=b""):
    """A WebM with a track; a live one leaves the lengths of segment and clusters open, as browsers record it."""
    head = element("1a45dfa3", element("4282", doc_type))
    info = element("1549a966", bytes(20)) + element("1654ae6b", element("ae", element("83", bytes([track]))))
    blocks = element("e7", b"\0") + b"".join(element("a3", bytes(300)) for _ in range(8))
    if live:
        cluster = bytes.fromhex("1f43b675") + b"\x01" + b"\xff" * 7 + blocks
        return head + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + info + cluster * 2
    return head + element("18538067", info, element("1f43b675", blocks), more)


def mp3(frames=40, tag=b""):
    """Frames of 128 kbit/s at 44.1 kHz: 417 bytes each."""
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def id3(octets):
    return b"ID3\x04\0\0" + bytes([0, 0, octets >> 7, octets & 127]) + bytes(octets)


def aac(frames=20, octets=200):
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | octets >> 11, octets >> 3 & 255, (octets & 7) << 5 | 0x1F, 0xFC])
    return (head + bytes(octets - 7)) * frames


def ogg(codec=b"OpusHead", pages=5):
    def page(number, content, flags=0):
        table = bytes([255] * (len(content) // 255) + [len(content) % 255])
        head = b"OggS\0" + bytes([flags]) + bytes(8) + b"abcd" + struct.pack("<II", number, 0)
        return head + bytes([len(table)]) + table + content

    return page(0, codec + bytes(11), 2) + b"".join(page(number, bytes(700)) for number in range(1, pages))


def wav(seconds=0.2):
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        tone = (int(8000 * math.sin(number / 5)) for number in range(int(8000 * seconds)))
        made.writeframes(b"".join(struct.pack("<h", one) for one in tone))
    return out.getvalue()
