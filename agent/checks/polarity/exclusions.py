""" "Only" and "except" are in the claim as in its quotes."""

from itertools import pairwise

from agent.checks.english.alignment import Alignment, Reading
from agent.checks.english.words import listed
from agent.checks.polarity.denials import denials, first_denied

ONLY = listed("only solely merely exclusively except excepting excluding alone sole apart save")
_SAYS_ONLY = ONLY | listed("just unless but nothing single one all")
_KEEPS_ONLY = (_SAYS_ONLY | listed("no none nobody other")) - {"all", "one"}
_SAYS_UNLESS = listed("unless until except only without otherwise or if provided")


def shown(quote: Reading, i: int) -> str:
    """The negation with the word after it, as written."""
    following = quote.words[i + 1].written if i + 1 < len(quote.words) else ""
    own = quote.words[i]
    return own.written if following == own.written else f"{own.written} {following}".strip()


def _free_only(found: Alignment, added: str) -> bool:
    """Whether "only" may stand for a denial of the quotes: not where it takes the place of "no" itself."""
    if added.casefold() not in ("only", "solely", "alone"):
        return False
    at = next(i for i, word in enumerate(found.claim.words) if word.written == added)
    heads = [place for one in found.claim.ahead(at, 1) for place in found.partners[one]]
    denied_there = {
        (q, one) for q, quote in enumerate(found.quotes) for i in denials(quote) for one in first_denied(quote, i)
    }
    return any(denials(quote) for quote in found.quotes) and not denied_there.intersection(heads)


def only(found: Alignment) -> str | None:
    said = {word.text for quote in found.quotes for word in quote.words}
    claimed = {word.text for word in found.claim.words}
    if any(a.text == "even" and b.text == "if" for a, b in pairwise(found.claim.words)):
        claimed.discard("if")
    added = next((word.written for word in found.claim.words if word.text in ONLY and word.text not in said), None)
    if added is not None and not said & _SAYS_ONLY and not _free_only(found, added):
        return f"“{added}” is in no quote"
    for q, quote in enumerate(found.quotes):
        for i, word in enumerate(quote.words):
            if word.text == "unless":
                if not claimed & _SAYS_UNLESS and any(found.matched(q, at) for at in quote.ahead(i, 2)):
                    return f"“{shown(quote, i)}” of the quote is missing"
                continue
            if word.text not in ("only", "except", "solely", "exclusively") or claimed & _KEEPS_ONLY:
                continue
            following = quote.ahead(i, 2)
            if following and all(found.matched(q, at) for at in following):
                return f"“{shown(quote, i)}” of the quote is missing"
    return None
