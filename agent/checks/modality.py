"""A claim is as sure, as binding and as settled as its quotes.

Words of commitment ("will", "must", "may", "plan to", "hope", "probably", "if", "promised") fall into classes. Each
reaches the content word after it. Where the claim has one, the word it reaches must be under the same class in the
quotes; where the quotes have one that weakens or binds, the claim may not do without it. Reported speech may shift
back: "would" for "will", "could" for "can", "had to" for "must".
"""

import re

from agent.checks.claim import Claim
from agent.checks.english.alignment import Alignment, Reading, aligned, verbatim
from agent.checks.english.commitments import (
    ACCEPTED,
    CONDITIONS,
    KEEPERS,
    LOOSE,
    PROMISES,
    STRONG_VERBS,
    WEAKENING,
    Commitment,
    commitments,
)
from agent.checks.english.words import Word, listed
from agent.checks.polarity.conditions import conditions, inverted

_NOT = listed("not no nobody never none nothing neither cannot")
_ALLOWING = frozenset({"may", "can", "could", "must", "would"})
_BENDING = frozenset({"may", "can", "could", "must", "would", "should", "will"})  # may be a tense, or an idiom
_HEARING = listed("hear see find remember understand tell imagine say know do")
_TOLD = re.compile(r"\b(?:told|asked|advised|instructed|expected|supposed|due|meant) (?:\w+ ){0,3}to\b")
_HEDGES = WEAKENING - {"would", "must", "if"}
_OPEN = frozenset({"intend", "hope", "expect", "may", "likely", "explore", "think", "ask"})
_FEWEST = 3  # words
_LEFT_OPEN = listed("whether if target plan plans aim goal option options proposal suggested proposed to due idea")
_DONE = listed("has have had was were been did already")


def modality(claim: Claim) -> str | None:
    """The first word of commitment that claim and quotes do not share, or none."""
    if verbatim(claim):
        return None
    found = aligned(claim)
    return _reported(found) or _added(found) or _dropped(found) or _overstated(found) or conditions(found)


def _reported(found: Alignment) -> str | None:
    """A strong verb of saying needs its like in the quotes: "promised" needs a promise."""
    quoted = {word.stem for quote in found.quotes for word in quote.words}
    binding = _binding(found)
    for word in found.claim.words:
        support = STRONG_VERBS.get(word.stem)
        if word.stem in PROMISES and not _unpromised(found, word):
            return f"“{word.written}” is denied in the quote"
        if support is not None and not support & quoted and not (binding and word.stem in PROMISES):
            return f"“{word.written}” is in no quote"
    return None


def _unpromised(found: Alignment, word: Word) -> bool:
    """Whether a promise of the claim is not one that the quotes do nothing but deny: "I am not promising that"."""
    i = found.claim.words.index(word)
    said = [
        any(one.text in _NOT for one in quote.words[max(0, at - 4) : at])
        for quote in found.quotes
        for at, other in enumerate(quote.words)
        if other.stem == word.stem
    ]
    return (
        not said or not all(said) or any(one.text in _NOT | {"rather"} for one in found.claim.words[max(0, i - 4) : i])
    )


def _binding(found: Alignment) -> bool:
    """Whether a quote says plainly what will be done, which is to promise it."""
    return any(one.kind == "will" and not _denied(quote, one) for quote in found.quotes for one in commitments(quote))


def _denied(text: Reading, one: Commitment) -> bool:
    """Whether "not" stands directly with a word of commitment."""
    near = text.words[max(0, one.first - 1) : one.last + 2]
    return any(word.text in _NOT for word in near)


def _added(found: Alignment) -> str | None:
    text = found.claim
    for one in commitments(text):
        scope = {text.words[i].text for i in text.scope(text.scopes[one.first])}
        if one.kind in ("will", "would") and "whether" in scope:
            continue
        ahead = text.ahead(one.last, 2)
        heads = [at for at in ahead if found.partners[at]]
        over = _over(found, heads[0]) if heads else {}
        over.pop("if", None)
        if one.kind in _ALLOWING and _denied(text, one) and _forbidden(found):
            continue
        if _elsewhere(found, one, bool(over)) or (one.kind != "decided" and ACCEPTED[one.kind] & set(over)):
            continue
        if not over and (one.kind == "think" or (ahead and ahead[0] not in heads and one.kind in _BENDING)):
            continue
        if one.kind in ("will", "would") and not over and _scheduled(found, heads):
            continue
        if text.words[one.first].stem in PROMISES and (over.keys() <= {"will"} and _binding(found)):
            continue
        shown = next(iter(over.values()), None)
        return f"“{one.shown}” is “{shown}” in the quote" if shown else f"“{one.shown}” is not in the quote there"
    return None


def _forbidden(found: Alignment) -> bool:
    """Whether a quote denies that something can, may or must be: "cannot" stands for "may not"."""
    return any(one.kind in _ALLOWING and _denied(quote, one) for quote in found.quotes for one in commitments(quote))


def _elsewhere(found: Alignment, one: Commitment, bound: bool) -> bool:
    """Whether a quote has the word itself where only that counts, or, where what the claim's word governs is under
    nothing (not `bound`), one of its class anywhere."""
    own = found.claim.words[one.first]
    if one.kind == "if" and own.text in ("if", "unless"):
        return any(word.text in CONDITIONS for quote in found.quotes for word in quote.words)
    if one.kind == "should" and inverted(found.claim, one.first):
        return any(word.text == "if" for quote in found.quotes for word in quote.words)
    if one.kind == "decided":
        return _settled(found, own)
    if one.kind in LOOSE and any(word.stem == own.stem for quote in found.quotes for word in quote.words):
        return True
    kinds = {other.kind for quote in found.quotes for other in commitments(quote)}
    if one.kind in LOOSE and one.kind in kinds:
        return True
    return not bound and bool((ACCEPTED[one.kind] - {"should", "if"} | {one.kind}) & kinds)


def _settled(found: Alignment, own: Word) -> bool:
    """ "Has decided" needs a decision that has been made, and not one that is being made."""
    texts = {word.text for quote in found.quotes for word in quote.words}
    if own.text == "decided":
        i = found.claim.words.index(own)
        before = {word.text for word in found.claim.words[max(0, i - 3) : i]}
        return bool(texts & {"decided", "decision", "settled", "agreed"}) or bool(before & {"be", "not", "nobody"})
    return any(word.stem in (own.stem, "decid", "decis") for quote in found.quotes for word in quote.words)


def _over(found: Alignment, at: int) -> dict[str, str]:
    """The classes, with their words, that govern what a word of the claim rests on."""
    strict: dict[str, str] = {}
    loose: dict[str, str] = {}
    for q, i in found.partners[at]:
        quote = found.quotes[q]
        for one in commitments(quote):
            if one.first == i or quote.scopes[one.first] != quote.scopes[i] or one.first > i:
                continue
            loose[one.kind] = one.shown
            if i in _reach(quote, one):
                strict[one.kind] = one.shown
    return strict or loose


def _reach(text: Reading, one: Commitment) -> set[int]:
    """The first word governed, and what that governs in turn: "plan to consider opening" reaches both."""
    reach = set(text.ahead(one.last, 1))
    for other in commitments(text):
        if other.first in reach or (other.first > one.last and reach and other.last < min(reach)):
            reach |= set(text.ahead(other.last, 1))
    return reach


def _scheduled(found: Alignment, heads: list[int]) -> bool:
    """Whether the quotes say it in the present, as one does of what is fixed: "from April everybody has it"."""
    for at in heads[:1]:
        for q, i in found.partners[at]:
            quote = found.quotes[q]
            texts = {quote.words[j].text for j in quote.scope(quote.scopes[i]) if j < i}
            if not quote.words[i].text.endswith("ed") and not texts & _DONE:
                return True
    return False


def _dropped(found: Alignment) -> str | None:
    best = {covers[0] for covers in found.covers.values() if covers}
    strong = {one for covers in found.covers.values() for one in covers}
    for q, quote in enumerate(found.quotes):
        for one in commitments(quote):
            if one.kind == "must" and _denied(quote, one):  # "need not": what is denied is for `negation`
                continue
            if one.kind == "can" and any(quote.words[at].text in _HEARING for at in quote.ahead(one.last, 1)):
                continue
            place, ahead = (q, quote.scopes[one.first]), quote.ahead(one.last, 2)
            if one.kind not in WEAKENING or not ahead or place not in strong:
                continue
            if place not in best and not all(found.matched(q, at) for at in ahead):
                continue
            hits = found.matched(q, ahead[0])
            if hits and not any(_kept(found, one, quote.words[one.first], at) for at in hits):
                return f"“{one.shown}” of the quote is missing"
    return None


def _overstated(found: Alignment) -> str | None:
    """What a quote hopes, plans or holds possible, told in other words without any of that: the claim has most of what
    such a word governs, and in that sentence nothing that weakens."""
    text = found.claim
    for q, quote in enumerate(found.quotes):
        for one in commitments(quote):
            if one.kind not in _OPEN or quote.words[one.first].text in ("want", "wants", "wanted"):
                continue
            content = quote.ahead(one.last, 8)
            hits = [at for i in content for at in found.matched(q, i)[:1]]
            if len(hits) < _FEWEST or 2 * len(hits) < len(content):
                continue
            at = hits[0]
            if not _kept(found, one, quote.words[one.first], at) and not _weak(text, text.words[at].sentence):
                return f"“{one.shown}” of the quote is missing"
    return None


def _weak(text: Reading, sentence: int) -> bool:
    """Whether anything in a sentence leaves open what it says, or denies it."""
    own = {word.text for word in text.words if word.sentence == sentence}
    kinds = {one.kind for one in commitments(text) if text.words[one.first].sentence == sentence}
    return bool(kinds & WEAKENING - {"would", "must", "can"} or own & (_NOT | _LEFT_OPEN))


def _kept(found: Alignment, one: Commitment, word: Word, at: int) -> bool:
    """Whether the claim has a word that stands for `one` in the sentence of a place."""
    text = found.claim
    sentence = text.words[at].sentence
    near = {other.stem for other in text.words if other.sentence == sentence}
    if (word.stem in near and word.content) or near & KEEPERS.get(one.kind, frozenset()):
        return True
    if one.kind in ("should", "must") and _TOLD.search(text.text):
        return True
    if one.kind in ("would", "should") and any(inverted(text, i) for i in range(len(text.words))):
        return True
    own = [other for other in commitments(text) if text.words[other.first].sentence == sentence]
    return any(one.kind in ACCEPTED[other.kind] or (one.kind == "think" and other.kind in _HEDGES) for other in own)
