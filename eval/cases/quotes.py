"""Where a quote that a person wrote stands in a canonical text.

People copy from a screen, where white space is folded and words that a line's end broke are joined (`ingest/display`).
Neither is in the text, so both may differ; nothing else may.
"""

import re
import unicodedata
from functools import lru_cache

from eval.domain import Place

_SPACE = r"\s+"
_BREAK = r"(?:[-\u00ad]?\n[ \t]*|\u00ad)?"  # within a word, at a line's end


def places(quote: str, text: str) -> tuple[Place, ...]:
    """Every span `[start, end)` of `text` that reads as `quote`; empty where there is none."""
    return tuple(match.span() for match in _pattern(quote).finditer(text))


@lru_cache(maxsize=4096)
def _pattern(quote: str) -> re.Pattern[str]:
    words = unicodedata.normalize("NFC", quote).split()
    return re.compile(_SPACE.join(_BREAK.join(re.escape(letter) for letter in word) for word in words))
