"""What a quote says of one place or person, as hearsay, or only to take it back, is not told of everybody or as so."""

import re
from calendar import day_name, month_name

from agent.checks.claim import Claim
from agent.checks.english.words import Word, listed, words

_DATES = frozenset([*month_name, *day_name])
_WIDE = listed("no not none never nobody nothing neither nor all every everybody everyone any anybody anyone always")
_HEARSAY = re.compile(
    r"\b(?:heard(?! from)|rumou?red|alleged|allegedly|supposedly|pretended|imagined|dreamt|dreamed)\b", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:that|this|it) (?:is|was|were) (?:not (?:so|true|correct|right)|untrue|wrong|false|a mistake|incorrect)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[\"'”’)\]]*|[^.!?…]+$")


def scope(claim: Claim) -> str | None:
    """A limit that the quote sets and the claim drops, or none."""
    own = words(claim.text)
    near = _nearest(claim, own)
    if near is None:
        return None
    sentence, following = near
    said = {word.stem for word in own}
    hearsay = _HEARSAY.search(sentence)
    if hearsay and not _HEARSAY.search(claim.text) and "rumour" not in claim.text:
        return f"the quote only says that it was “{hearsay[0]}”"
    if _BACK.search(following) and not (_BACK.search(claim.text) or "correct" in said):
        return f"the quote takes it back: “{following.strip()}”"
    if len(claim.quotes) > 1 or not {word.text for word in own} & _WIDE:
        return None
    framing = {word.stem for quote in claim.quotes for word in words(f"{quote.speaker} {claim.organisation}")}
    names = [word for word in words(sentence) if word.capital and _limits(word) and word.stem not in framing]
    dropped = next((word.written for word in names if word.stem not in said), None)
    return f"the quote says so of {dropped} only" if dropped is not None else None


def _limits(word: Word) -> bool:
    """A name, and neither "I", "I'd" nor a part of a date."""
    return not word.written.startswith(("I'", "I’")) and word.written != "I" and word.written not in _DATES


def _nearest(claim: Claim, own: tuple[Word, ...]) -> tuple[str, str] | None:
    """The quotes' sentence that shares most content words with the claim, and the one after it."""
    stems = {word.stem for word in own if word.content}
    best: tuple[int, str, str] | None = None
    for quote in claim.quotes:
        found = [one.group().strip() for one in _SENTENCE.finditer(quote.words)]
        for one, after in zip(found, [*found[1:], ""], strict=True):
            share = len(stems & {word.stem for word in words(one) if word.content})
            if share and (best is None or share > best[0]):
                best = (share, one, after)
    return best[1:] if best is not None else None
