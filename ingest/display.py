"""Text as it is embedded and displayed: folded white space, hyphenated line breaks joined. Never what is cited."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

_BROKEN_WORD = re.compile(r"(\w+)[-\u00AD]\n[ \t]*(\w+)")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+(?:-\w+)*")
_PREFIXES = {"re", "co", "un", "pre", "non", "anti", "self", "ex", "de", "mis", "over", "under", "out"}
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


def folded(text: str) -> str:
    """`text` on one line: runs of white space become one space; invisible and control characters go."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text.replace("\u00ad\n", ""))).strip()


def displayer(document_text: str) -> Callable[[str], str]:
    """A function that displays slices of one document.

    A word that a line's end breaks at a hyphen is joined as the document writes it elsewhere
    (`long-term`). Where it does not, both halves must be no words of their own to be joined without the hyphen:
    a hyphen too many changes no meaning, one too few may.
    """

    @cache  # a document is long, and a broken word is rare
    def words() -> Counter[str]:
        return Counter(word.casefold() for word in _WORD.findall(document_text))

    def join(match: re.Match[str]) -> str:
        known = words()
        first, second = match.groups()
        hyphenated = f"{first}-{second}"
        if not second[0].isalpha() or not first[-1].isalpha():
            return hyphenated
        if (first + second).casefold() in known:
            return first + second
        if hyphenated.casefold() in known or second[0].isupper() or first.casefold() in _PREFIXES:
            return hyphenated
        # A word of its own elsewhere in the text is no part of a broken one: `rise-` and `not` are two.
        alone = known[first.casefold()] > 1 or known[second.casefold()] > 1
        return hyphenated if alone else first + second

    return lambda text: folded(_BROKEN_WORD.sub(join, text))
