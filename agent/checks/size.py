"""What the rules about wording are not run on: texts so long or repetitive that comparing them takes too long."""

import re
from collections import Counter

from agent.checks.claim import Claim

MOST_WORDS = 80  # of a claim
MOST_QUOTED = 900  # words of all quotes together
MOST_FIGURES = 120  # in all quotes together
MOST_OF_ONE = 0.25  # share of a claim's words that may be one and the same, from FEW words on
MOST_QUOTED_OF_ONE = 0.2
FEW = 24
_WORD = re.compile(r"[^\W_]+")


def unwieldy(claim: Claim) -> str | None:
    """Why the rules are not run, or none."""
    own = _words(claim.text)
    quoted = _words(" ".join(quote.words for quote in claim.quotes))
    if len(own) > MOST_WORDS:
        return f"it has {len(own)} words; at most {MOST_WORDS} are compared"
    if len(quoted) > MOST_QUOTED:
        return f"its quotes have {len(quoted)} words; at most {MOST_QUOTED} are compared"
    if sum(word[0].isdigit() for word in quoted) > MOST_FIGURES:
        return f"its quotes have more than {MOST_FIGURES} figures"
    for words, most in ((own, MOST_OF_ONE), (quoted, MOST_QUOTED_OF_ONE)):
        if len(words) >= FEW and Counter(words).most_common(1)[0][1] > most * len(words):
            return "one word makes most of it"
    return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
