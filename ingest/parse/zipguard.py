"""A ZIP archive unpacked within bounds, and packed again without compression.

A bomb is known by its directory, before anything is unpacked. The directory may lie, so unpacking is bounded
as well: `zipfile` by itself inflates a whole member before it cuts it to the size that was declared. What
comes out is an archive of stored members that another library can open without a care.
"""

import io
import zipfile
import zlib

from ingest.parse.refusals import Unreadable

_MEMBERS = 5_000
_TOTAL = 256 << 20  # bytes, unpacked
_RATIO = 200  # of XML in documents it is 5 to 30; DEFLATE ends at 1032
_FREE = 8 << 20  # bytes, unpacked, below which a ratio harms nobody
_STEP = 1 << 18
_WANTED = (".xml", ".rels")  # pictures and fonts hold no words


def repacked(data: bytes) -> bytes:
    """`data` with stored members; those that are neither XML nor relations are emptied.

    Raises `Unreadable`: "bomb", "encrypted", or "truncated" for an archive that cannot be read whole.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_directory(members)
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as packed:
                left = _TOTAL
                for member in members:
                    content = b""
                    if member.filename.lower().endswith(_WANTED):
                        content = _unpacked(archive, member, left)
                        left -= len(content)
                    packed.writestr(zipfile.ZipInfo(member.filename), content)
            return out.getvalue()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable("truncated", str(error) or "its ZIP archive ends early") from None


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise Unreadable("encrypted")
    if len(members) > _MEMBERS:
        raise Unreadable("bomb", f"its ZIP archive lists {len(members)} members, expected at most {_MEMBERS}")
    names = {member.filename for member in members}
    if len(names) < len(members):
        # Readers differ in which of the two they take: what one person approved, another would not see.
        raise Unreadable("truncated", "its ZIP archive lists two members of one name")
    size = sum(member.file_size for member in members)
    stored = sum(member.compress_size for member in members)
    if size > _TOTAL or (size > _FREE and size > stored * _RATIO):
        raise Unreadable("bomb", f"{stored} bytes in its ZIP archive would unpack to {size}")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    content = bytearray()
    with archive.open(member) as stream:
        # A read of a bounded size inflates no more than that. zipfile ends at the declared size and compares
        # the CRC.
        while step := stream.read(_STEP):
            content += step
            if len(content) > left:
                raise Unreadable("bomb", f"its ZIP archive unpacks to more than {_TOTAL} bytes")
    return bytes(content)
