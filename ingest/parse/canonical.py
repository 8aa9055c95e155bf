"""Canonical text: what an extractor gives, made NFC with LF, and nothing else.

All offsets of OnRecord count in this text, and its hash is what an answer's record holds, so it must be text
that every store and every language can keep. Three things are therefore not left as they are:

- U+FEFF at the beginning is a byte order mark, not a character of the text.
- U+0000 becomes U+FFFD. PostgreSQL cannot store it, and HTML defines the same replacement. PDF extractors
  give it for a glyph without a meaning: a visible replacement tells a reader that something stood there.
- Surrogates (a careless ToUnicode table in a PDF yields them) are joined where they are pairs; a lone one
  becomes U+FFFD, for it is no character and UTF-8 cannot carry it.
"""

import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(text: str) -> str:
    """The canonical form of `text`; canonical text is left as it is."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return unicodedata.normalize("NFC", text)


def is_canonical(text: str) -> bool:
    """Whether every offset into `text` means the same wherever it is stored."""
    return canonical(text) == text


def has_words(text: str) -> bool:
    """Whether there is a letter of any script: a document without one says nothing."""
    return any(map(str.isalpha, text))
