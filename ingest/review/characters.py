"""Characters of the text that nobody sees: without a shape, or with one that only a certain font gives them.

Not reported is what writing needs: a joiner between letters of a script without case (Arabic, the scripts of India),
one variation selector after a sign, a joiner between two emoji, a soft hyphen within a word.
"""

import re
import unicodedata

from ingest.review.codepoints import CLASSES, around
from ingest.review.domain import Finding, Kind

_RUN = re.compile("|".join(f"(?P<{kind.name}>[{members}]+)" for kind, members in CLASSES.items()))
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SELECTED = ("So", "Sk", "Sm", "Nd", "Po", "Lo")  # signs, digits and ideographs have variants
_CASELESS = ("Lo", "Lm", "Mn", "Mc")  # letters and marks that a joiner may shape
_EMOJI = ("So", "Sk")
_SOFT_HYPHEN, _NON_JOINER, _JOINER = "\u00ad\u200c\u200d"
_NAMED = 3  # characters of a run that are named
_SPELT = 60  # characters


def characters(text: str) -> list[Finding]:
    """A finding for each run of one kind, in order, without a page."""
    return [
        Finding(
            kind=Kind[str(run.lastgroup)],
            page=None,
            start=run.start(),
            end=run.end(),
            detail=f"{_named(run.group())} in {around(text, run.start(), run.end())}",
        )
        for run in _RUN.finditer(text)
        if not _needed(text, run.start(), run.end())
    ]


def _needed(text: str, start: int, end: int) -> bool:
    """Whether a run is one character that belongs to how its neighbours are written."""
    one, before, after = text[start:end], text[max(start - 1, 0) : start], text[end : end + 1]
    if len(one) > 1 or not before:
        return False
    if _SELECTOR.match(one):
        return unicodedata.category(before) in _SELECTED
    if not after:
        return False
    if one == _SOFT_HYPHEN:
        return before.isalnum() and (after.isalnum() or after == "\n")
    kinds = unicodedata.category(before), unicodedata.category(after)
    if one == _JOINER and kinds[1] in _EMOJI and (kinds[0] in _EMOJI or _SELECTOR.match(before)):
        return True
    return one in (_JOINER, _NON_JOINER) and kinds[0] in _CASELESS and kinds[1] in _CASELESS


def _named(run: str) -> str:
    """`U+200B ZERO WIDTH SPACE`; of a longer run the first ones, how many more there are, and what tags spell."""
    names = [f"U+{ord(one):04X} {unicodedata.name(one, '')}".rstrip() for one in run[:_NAMED]]
    more = f" and {len(run) - _NAMED:,} more" if len(run) > _NAMED else ""
    spelt = "".join(chr(ord(one) - 0xE0000) for one in run[:_SPELT] if "\U000e0020" <= one <= "\U000e007e")
    return ", ".join(names) + more + (f", which spell “{spelt}”," if len(spelt) > 1 else "")
