"""A question asserts nothing: what rests on one says that it was asked."""

import re

from agent.checks.claim import Claim
from agent.checks.english.words import words

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[\"'”’)\]]*|[^.!?…]+$")
_ASKED = re.compile(r"\b(?:ask|asks|asked|asking|question|questions|questioned|wonder\w*|whether|if)\b", re.IGNORECASE)


def questions(claim: Claim) -> str | None:
    """A question of the quotes that is told as if it had been stated, or none."""
    if "?" in claim.text or _ASKED.search(claim.text):
        return None
    own = {word.stem for word in words(claim.text) if word.content}
    sentences = [one.group().strip() for quote in claim.quotes for one in _SENTENCE.finditer(quote.words)]
    shares = [(len(own & {word.stem for word in words(one) if word.content}), one) for one in sentences]
    best = max((share for share, _ in shares), default=0)
    nearest = [one for share, one in shares if share == best]
    if best and all(one.rstrip("\"'”’)]").endswith("?") for one in nearest):
        return f"“{nearest[0]}” only asks"
    return None
