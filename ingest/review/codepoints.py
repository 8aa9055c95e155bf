"""Characters without a shape of their own, and a way to write them that can be seen.

The classes are Unicode's (DerivedCoreProperties.txt, Default_Ignorable_Code_Point; general categories Cc and Co), as
regular expressions write them.
"""

import re
import unicodedata

from ingest.review.domain import Kind

CLASSES = {
    Kind.ZERO_WIDTH: "\u200b-\u200d\u2060\ufeff",
    Kind.BIDIRECTIONAL: "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    Kind.TAG: "\U000e0000-\U000e007f",
    Kind.IGNORABLE: (
        "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2061-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\uffa0"
        "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e0fff"
    ),
    Kind.CONTROL: "\x01-\x08\x0b\x0e-\x1f\x7f-\x9f",
    Kind.PRIVATE_USE: "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd",
}
_UNSEEN = re.compile(f"[{''.join(CLASSES.values())}]")
_SPACE = re.compile(r"[ \t\n\f\r]+")
_AROUND = 15  # characters on each side
_LONGEST = 60  # characters of an excerpt


def visible(text: str) -> str:
    """`text` on one line: runs of white space as a space, and what does not show as `[U+XXXX]`."""
    return "".join(_visible(one) for one in _SPACE.sub(" ", text))


def _visible(one: str) -> str:
    if unicodedata.category(one) == "Zs":
        return " "
    return one if one.isprintable() and not _UNSEEN.match(one) else f"[U+{ord(one):04X}]"


def around(text: str, start: int, end: int) -> str:
    """The place with the characters on both sides of it, in quotation marks."""
    before, after = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    inner = text[before : min(end, start + _LONGEST)] + ("…" if end > start + _LONGEST else "") + text[end:after]
    return f"“{'…' if before else ''}{visible(inner)}{'…' if after < len(text) else ''}”"


def excerpt(text: str) -> str:
    """The beginning of `text` in quotation marks, and how many words it has where that is not all of it."""
    shown = visible(text[: 2 * _LONGEST]).strip()
    if len(shown) <= _LONGEST and len(text) <= 2 * _LONGEST:
        return f"“{shown}”"
    return f"“{shown[:_LONGEST].rstrip()}…” ({len(text.split()):,} words)"
