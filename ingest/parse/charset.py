"""The encoding of an HTML page: its byte order mark, else what it declares, else UTF-8. Never a guess.

A declaration is a stranger's text, and Python's codecs include `zip` and `unicode_escape`; so only these
names are known. ISO-8859-1 and ASCII mean windows-1252, as in every browser
(https://encoding.spec.whatwg.org/#names-and-labels).
"""

import codecs
import re

from ingest.parse.refusals import Unreadable
from ingest.parse.text import decode, decode_as

_LABELS: dict[str, str] = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii"), "cp1252"),
    **{label: label for label in ("iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-15", "koi8-r", "koi8-u")},
    **{f"windows-125{digit}": f"cp125{digit}" for digit in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{label: label for label in ("shift_jis", "euc-jp", "iso-2022-jp", "euc-kr", "big5", "gb18030")},
    **dict.fromkeys(("gbk", "gb2312"), "gb18030"),
}
_DECLARED = re.compile(
    rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_PRESCAN = 1024  # bytes; where a declaration must stand (HTML Standard, "prescan a byte stream")


def decode_page(data: bytes) -> str:
    """The text of an HTML page. Raises `Unreadable` ("encoding")."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    found = _DECLARED.search(data[:_PRESCAN])
    if found is None:
        return decode(data)
    label = (found[1] or found[2]).decode("ascii", "replace").lower()
    if label not in _LABELS:
        raise Unreadable("encoding", f"it declares the charset {label}, which is not one that is read")
    return decode_as(_LABELS[label], data)
