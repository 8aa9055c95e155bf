"""Prefixes that deny: "unsafe" is not "safe"."""

import re
from functools import lru_cache

from agent.checks.english.alignment import Alignment
from agent.checks.english.words import listed
from agent.checks.polarity.denials import denial_count

_PREFIX = re.compile(r"(?:un|in|im|ir|il|dis|non)(?=\w{4})")
_NO_PREFIX = listed("""
    inform include discover dispatch united import impress increase inside intend display district discount disorder
    dismiss informed indoor indeed invest under until unless unit union unite university universal interest instead
    important impact imagine industry income input install instant instruct index indicate inner inspect inspire
    insure insurance intent invent invoice involve invite display dispose disclose discuss distance distribute
    distinct
""")


def prefixed(found: Alignment) -> str | None:
    claimed = {word.text: i for i, word in enumerate(found.claim.words)}
    quoted = {word.text: (q, i) for q, quote in enumerate(found.quotes) for i, word in enumerate(quote.words)}
    for word, i in claimed.items():
        bare = _bare(word)
        if bare in quoted and word not in quoted and _same(found, i, quoted[bare]):
            return f"“{word}” is “{bare}” in the quote"
    for word, place in quoted.items():
        bare = _bare(word)
        if bare in claimed and bare not in quoted and word not in claimed and _same(found, claimed[bare], place):
            return f"“{bare}” is “{word}” in the quote"
    return None


def _same(found: Alignment, i: int, place: tuple[int, int]) -> bool:
    """Whether as many negations reach both words, odd or even, so that a prefix more on one turns the sense."""
    return (denial_count(found.claim, i) - denial_count(found.quotes[place[0]], place[1])) % 2 == 0


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    """A word without a prefix that denies, or nothing."""
    if any(word.startswith(one) for one in _NO_PREFIX):
        return ""
    prefix = _PREFIX.match(word)
    return word[prefix.end() :] if prefix else ""
