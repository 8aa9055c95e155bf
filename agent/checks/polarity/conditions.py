"""What a quote says under a condition is not claimed without one."""

from agent.checks.english.alignment import Alignment, Reading
from agent.checks.english.commitments import CONDITIONS, INVERTED, Commitment, commitments
from agent.checks.english.words import listed

_TURNED = listed("since as when because after although though now having")  # make a condition a fact


def conditions(found: Alignment) -> str | None:
    """What a quote says under a condition is not claimed without one."""
    if any(word.text in CONDITIONS or inverted(found.claim, i) for i, word in enumerate(found.claim.words)):
        return None
    strong = {one for covers in found.covers.values() for one in covers}
    for q, quote in enumerate(found.quotes):
        for one in commitments(quote):
            if one.kind != "if" or quote.words[one.first].text == "unless":
                continue
            own, held = quote.scopes[one.first], _held(quote, one.first)
            turned = _made_fact(found, q, own)
            if not turned and _rests(found, q, own):
                continue
            if not _asserted(found, q, one, held):
                continue
            if any((q, scope) in strong and _rests(found, q, scope) for scope in ({own, held} if turned else {held})):
                return f"the condition “{_clause(quote, one.first)}” of the quote is missing"
    return None


def _made_fact(found: Alignment, q: int, scope: int) -> bool:
    """Whether the claim tells what a quote's condition says, behind "since", "when", "having"."""
    text, quote = found.claim, found.quotes[q]
    places = {at for i in quote.scope(scope) if quote.words[i].content for at in found.matched(q, i)}
    scopes = {text.scopes[at] for at in places}
    return any(word.text in _TURNED and text.scopes[i] in scopes for i, word in enumerate(text.words))


def _asserted(found: Alignment, q: int, one: Commitment, held: int) -> bool:
    """Whether the claim has the word of the main clause that stands beside a condition, or the clause all but whole."""
    quote = found.quotes[q]
    places = [at for at in quote.scope(held) if quote.words[at].content]
    if not places or quote.opens(one.first):
        return True
    return bool(found.matched(q, places[-1]))


def _held(quote: Reading, at: int) -> int:
    """The scope that stands under a condition: the next where that opens its sentence, else the one before; -1 where it
    has none in its sentence."""
    own, sentence = quote.scopes[at], quote.words[at].sentence
    other = own + 1 if quote.opens(at) else own - 1
    places = quote.scope(other)
    return other if places and quote.words[places[0]].sentence == sentence else -1


def inverted(text: Reading, at: int) -> bool:
    """ "Should it fail, ...", "had he not been asked": a condition without "if"."""
    word = text.words[at]
    if word.text not in INVERTED or at + 1 == len(text.words):
        return False
    follows = text.words[at + 1]
    return (
        word.first
        or (word.text == "should" and follows.text in ("the", "a", "an", "any", "this", "that", "these", "those"))
        or follows.text in ("he", "she", "it", "they", "its", "his", "her", "their")
        or (text.opens(at) and follows.text in ("the", "a"))
    )


def _rests(found: Alignment, q: int, scope: int) -> bool:
    """Whether the claim keeps at least half of a scope's content words."""
    quote = found.quotes[q]
    places = [at for at in quote.scope(scope) if quote.words[at].content]
    kept = [at for at in places if found.matched(q, at)]
    return bool(kept) and 2 * len(kept) >= len(places)


def _clause(quote: Reading, at: int) -> str:
    return " ".join(dict.fromkeys(quote.words[i].written for i in quote.scope(quote.scopes[at]) if i >= at))
