"""How far a claim keeps to the words of its quotes, and whether it keeps their order.

Used where no judge of entailment is configured: then a claim must be made of its quotes' words, but for a few.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.checks.claim import Claim
from agent.checks.direction import crossed
from agent.checks.english.alignment import Alignment, aligned, verbatim
from agent.checks.english.figures import VALUES
from agent.checks.english.opposites import alike, stemmed
from agent.checks.english.synonyms import synonyms
from agent.checks.english.verbs import Time, timed
from agent.checks.english.words import Word, fold, listed, words

LEAST = 0.85  # share of content stems: what it lets through and stops stands in docs/measurements.md, Wording
_HELPING = listed("""
    is are was were be been being has have had will would shall do does did not never now also already since
""")
_BE = "is|are|was|were|be|been|being|'s|'re"
_PARTICLES = re.compile(
    rf"\b(?:{_BE})\s+(?:now\s+|all\s+|already\s+)?(over|off|on|out|up|down|away|back|through|behind)"
    r"(?=\s*(?:[.,;:!?”\"]|$|as of\b|since\b|now\b|again\b|for good\b))",
    re.IGNORECASE,
)
_WHERE = listed("in at on to during of for from about")
_SAYING = stemmed("""
    say tell write explain note add state announce describe report remark mention point answer reply according recall
    set give call put speak address argue stress acknowledge concede admit observe declare comment inform undertake
    record thank suggest insist warn confirm promise emphasise outline
""")
# What a claim in the third person has to call those who say "we", "you" and "here".
_THIRD_PERSON = stemmed("""
    company firm business organisation group employee staff colleague worker people person team member everybody
    everyone anybody anyone somebody someone one thing audience reader listener memo letter speech address interview
    meeting transcript policy message talk note dinner town hall conversation year month week day quarter time chief
    executive officer whether
""")
# Words that say little by themselves.
_LIGHT = stemmed("""
    come go bring make take get give put keep hold become seem use need set stand let show name include mean among
    although whereas back away far even already later earlier previous next dated issue account behalf part number
    figure word something elsewhere roughly cost add compare
""")
_NUMBERS = {
    **{word: str(value) for word, value in VALUES.items()},
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "hundred": "100", "thousand": "1000",
    "million": "1000000", "half": "1/2", "quarter": "1/4", "per": "%", "cent": "%", "percent": "%", "dozen": "12",
}  # fmt: skip


def lexical(claim: Claim) -> str | None:
    """Too many words that are in no quote, or the quotes' words in an order that turns them round, or none."""
    if verbatim(claim):
        return None
    found = aligned(claim)
    turned = _turned(found) or _particle(claim)
    if turned is not None:
        return turned
    foreign = _foreign(claim, found)
    strange = next((one for one in _predicates(claim, found) if one in foreign), None)
    if strange is not None:
        return f"“{strange}” is in no quote"
    if containment(claim) >= LEAST:
        return None
    return f"{len(foreign)} words are in no quote: {', '.join(foreign[:5])}"


def _particle(claim: Claim) -> str | None:
    """ "It is over" says much in a word that elsewhere says little: the quotes must say it the same way."""
    said = "\n".join(quote.words for quote in claim.quotes)
    for one in _PARTICLES.finditer(claim.text):
        if not re.search(rf"\b(?:{_BE})\s+(?:\w+\s+)?{one[1]}\b", said, re.IGNORECASE):
            return f"“{one[0]}” is in no quote"
    return None


def containment(claim: Claim) -> float:
    """The share, 0 to 1, of the claim's content words outside its frame whose stems its quotes or titles have."""
    found = aligned(claim)
    own = _content(claim, found)
    return 1.0 - len(_foreign(claim, found)) / len(own) if own else 1.0


def _predicates(claim: Claim, found: Alignment) -> Iterator[str]:
    """The verbs, as written, that the claim tells with a helping word: "has burnt", "will be sold"."""
    for one in timed(found.claim.text):
        before = found.claim.text[: one.word.start].split()
        if one.time is not Time.OPEN and before and fold(before[-1]) in _HELPING:
            yield one.word.written


def _content(claim: Claim, found: Alignment) -> list[Word]:
    framing = set(_framing(claim, found.claim.words))
    return [
        word
        for i, word in enumerate(found.claim.words)
        if word.content and word.stem not in _SAYING and not _free(word) and i not in framing
    ]


def _framing(claim: Claim, found: tuple[Word, ...]) -> Iterator[int]:
    """The places of words of a document's title that say where something was said: "at the launch of Lantern"."""
    titles = _stems("\n\n".join(quote.title for quote in claim.quotes))
    said = _stems("\n\n".join(quote.words for quote in claim.quotes))
    opened = False
    for i, word in enumerate(found):
        if word.text in _WHERE:
            opened = True
        elif _ends_phrase(found, i, titles):
            opened = False
        elif opened and word.content and word.stem in titles - said:
            yield i


def _ends_phrase(found: tuple[Word, ...], i: int, titles: frozenset[str]) -> bool:
    word = found[i]
    if word.text in _HELPING or (i > 0 and word.clause != found[i - 1].clause):
        return True
    return word.content and word.stem not in titles and not _free(word)


def _foreign(claim: Claim, found: Alignment) -> list[str]:
    known = _stems("\n\n".join(quote.words for quote in claim.quotes))
    known |= _stems(claim.organisation)
    return [
        word.written
        for word in _content(claim, found)
        if not (
            known & {word.stem, _NUMBERS.get(word.text, word.stem)} or known & (alike(word.stem) | synonyms(word.stem))
        )
    ]


def _free(word: Word) -> bool:
    return word.stem in _THIRD_PERSON or word.stem in _LIGHT or word.text[:1].isdigit()


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    found = words(text)
    return frozenset({word.stem for word in found} | {_NUMBERS[word.text] for word in found if word.text in _NUMBERS})


def _turned(found: Alignment) -> str | None:
    """ "A will replace B" where the quote has "B will replace A"; a passive turns the sides rightly."""
    for i, word in enumerate(found.claim.words):
        if not word.content or len(found.partners[i]) != 1:
            continue
        q, j = found.partners[i][0]
        quote = found.quotes[q]
        if _passive(found.claim.words, i) != _passive(quote.words, j):
            continue
        if crossed(found.claim, i, quote, j) and _named(found, i):
            return f"what stands before and after “{word.written}” is exchanged"
    return None


def _named(found: Alignment, i: int) -> bool:
    """Whether a name stands on each side: only then does the order tell who does what."""
    text = found.claim
    near = [one for one in text.words[max(0, i - 4) : i + 5] if one.sentence == text.words[i].sentence and one.capital]
    place = text.words[i].start
    return any(one.start < place for one in near) and any(one.start > place for one in near)


def _passive(found: tuple[Word, ...], i: int) -> bool:
    return any(word.text == "by" and word.sentence == found[i].sentence for word in found[i + 1 : i + 5])
