"""Reading the parts of a file without ever holding the whole of it."""

import os
from typing import BinaryIO

from flask_babel import gettext as _

from awards_app.errors import BadFile


class Broken(Exception):
    """The bytes do not follow their format. Says what is wrong to whoever reads the code or the log."""


def cut_off() -> BadFile:
    """The file ends in the middle."""
    return BadFile(_("This file is cut off: its end is missing. Copy or export it anew and send it again."))


def size_of(file: BinaryIO) -> int:
    """The length in bytes; the place of reading stays."""
    place = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(place)
    return size


def exactly(file: BinaryIO, at: int, count: int) -> bytes:
    """`count` bytes from `at` on; raises BadFile when the file ends before."""
    file.seek(at)
    found = file.read(count)
    if len(found) < count:
        raise cut_off()
    return found
