"""One zip file for one set of files, byte for byte (PKWARE's APPNOTE 6.3.10; ZIP64 where there are many files).

Every header is fixed but for name, length and checksum: nothing is compressed, every file is of 1 January 1980, and
names stand in the order of their bytes. `unpack` refuses every archive that `pack` would not have written, so nothing
in one is free to vary: no comment, no extra field, no second file of a name, no byte before, between or behind.
Since nothing is compressed, what is read is never larger than the archive.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping

from audit.errors import RecordError

MOST_BYTES = 2**30  # of an archive
MOST_FILES = 1_000_000
NAME = re.compile(r"[a-z0-9_-]+(?:[./][a-z0-9_-]+)*")
LONGEST_NAME = 200

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sBBHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_END_64 = struct.Struct("<4sQBBHIIQQQQ")
_LOCATOR = struct.Struct("<4sIQI")
_LOCAL_MARK = b"PK\x03\x04"
_VERSION, _VERSION_64, _UNIX = 20, 45, 3
_FLAGS, _STORED, _TIME, _DAY = 0, 0, 0, 1 << 5 | 1  # the first day that a zip file can name, at midnight
_MODE = 0o100644 << 16
_MANY = 0xFFFF  # files from which on their number stands in the ZIP64 record


class ArchiveError(RecordError):
    """Files that cannot be packed, or bytes that are not what packing their files gives."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files. Raises ArchiveError for a name that is not plain, and beyond the limits."""
    return b"".join(_pieces(files))


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of an archive. Raises ArchiveError unless `pack` makes the same bytes of them."""
    if len(data) > MOST_BYTES:
        raise ArchiveError(f"it has {len(data)} bytes; at most {MOST_BYTES} are read")
    files = _files(data)
    at = 0
    for piece in _pieces(files):
        if data[at : at + len(piece)] != piece:
            raise ArchiveError(f"it is not byte for byte what its files make: it differs behind byte {at}")
        at += len(piece)
    if at != len(data):
        raise ArchiveError(f"{len(data) - at} bytes follow its end")
    return files


def _files(data: bytes) -> dict[str, bytes]:
    """What the local headers say, one behind the other; whether it is right shows when it is packed again."""
    files, at = dict[str, bytes](), 0
    while data.startswith(_LOCAL_MARK, at):
        if len(data) < at + _LOCAL.size:
            raise ArchiveError("it ends within a file's header")
        length, size = (_LOCAL.unpack_from(data, at)[field] for field in (9, 8))
        start = at + _LOCAL.size + length
        try:
            name = data[at + _LOCAL.size : start].decode("ascii")
        except UnicodeDecodeError:
            raise ArchiveError(f"the name of a file at byte {at} is not plain") from None
        files[name] = data[start : start + size]
        at = start + size
    return files


def _pieces(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """The archive's bytes, a piece at a time."""
    if len(files) > MOST_FILES:
        raise ArchiveError(f"it has {len(files)} files; at most {MOST_FILES} are packed")
    directory, at = list[bytes](), 0
    for name, content in sorted(files.items()):
        if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
            raise ArchiveError(f"a file in it has the name {name[:LONGEST_NAME]!r}, which is not plain")
        fields = (_FLAGS, _STORED, _TIME, _DAY, zlib.crc32(content), len(content), len(content), len(name), 0)
        head = _LOCAL.pack(_LOCAL_MARK, _VERSION, *fields) + name.encode("ascii")
        entry = _CENTRAL.pack(b"PK\x01\x02", _VERSION, _UNIX, _VERSION, *fields, 0, 0, 0, _MODE, at)
        directory.append(entry + name.encode("ascii"))
        at += len(head) + len(content)
        if at > MOST_BYTES:
            raise ArchiveError(f"its files have more than {MOST_BYTES} bytes")
        yield head
        yield content
    yield from directory
    yield _end(len(directory), sum(map(len, directory)), at)


def _end(count: int, size: int, start: int) -> bytes:
    """The end of the central directory of `size` bytes at `start`."""
    if count < _MANY:
        return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0)
    record = _END_64.pack(
        b"PK\x06\x06", _END_64.size - 12, _VERSION_64, _UNIX, _VERSION_64, 0, 0, count, count, size, start
    )
    locator = _LOCATOR.pack(b"PK\x06\x07", 0, start + size, 1)
    return record + locator + _END.pack(b"PK\x05\x06", 0, 0, _MANY, _MANY, size, start, 0)
