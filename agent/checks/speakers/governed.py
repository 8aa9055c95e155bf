"""What a quote does not assert although its words are there: what somebody is told to say, what is only rumoured, what
the speaker does not know, will not promise or cannot prove, and what stands in data or code.

A claim that rests on such words must keep what governs them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.checks.claim import Claim
from agent.checks.english.alignment import Alignment, Reading, aligned
from agent.checks.english.opposites import stemmed
from agent.checks.english.words import listed

_UTTER = listed("""
    say tell write announce state declare promise confirm claim report answer reply print output repeat post publish
    quote cite add give pretend assume imagine invent respond describe translate
""")
_WHOLE = listed(
    "announce declare promise confirm claim repeat publish print output post pretend assume imagine quote cite"
)
_YOU = listed("you your assistant assistants model models reader readers software machine chatbot ai bot")
_SUBJECTS = listed("i we he she they")
_THAT = listed("that how whether if")
_UNSURE = stemmed("know prove promise guarantee say claim mean commit swear assure pretend")
_NOT = listed("not no never nobody none cannot without neither nor")
_RUMOUR = re.compile(
    r"\b(?:it (?:is |was |has been |been )?(?:said|claimed|rumoured|reported|suggested|alleged)|"
    r"(?:talk|rumours?|gossip|speculation|claims?|suggestions?|stor(?:y|ies)|myths?)) (?:that|of)\b"
    r"|\bguessing if\b|\b(?:wonder(?:s|ed|ing)?|ask(?:s|ed|ing)?|question|unclear|uncertain) (?:whether|if)\b",
    re.IGNORECASE,
)
_DATA = re.compile(r"[\"”]\s*:\s*[\"“\[{]([^\"”\n]*)|`+([^`]+)`+|<[a-z/][^>]*>([^<]+)<", re.IGNORECASE)
_KEEPS_ORDER = re.compile(
    r"\b(?:must|should|ought|shall|told|asked|ask|asks|order\w*|instruct\w*|demand\w*|urg\w+|want\w*|propos\w*|"
    r"suggest\w*|advis\w*|request\w*|invit\w*|encourag\w*|requir\w*|recommend\w*|calls? (?:on|for)|called (?:on|for)|"
    r"if|whether|were to|was to|are to|is to|to (?:say|tell|write|announce|report|answer|state|reply|call|describe))\b",
    re.IGNORECASE,
)
_KEEPS_DOUBT = re.compile(
    r"\b(?:not|no|never|nobody|none|neither|nor|without|n't|cannot|whether|if|may|might|could|perhaps|unclear|unknown|heard|"
    r"doubt\w*|wonder\w*|question\w*|uncertain\w*|declin\w+|refus\w+|unable|deny|den(?:ied|ies)|rumou?r\w*|talk|claim\w*|"
    r"suggestion\w*|argument\w*|believ\w*|likely|probabl\w*|guess\w*|story|asked|impossible|said (?:elsewhere|by))\b",
    re.IGNORECASE,
)
_KEEPS_RUMOUR = re.compile(
    r"\b(?:whether|if|unclear|unknown|heard|rumou?r\w*|talk|gossip|speculat\w+|claim\w*|suggest\w*|argu\w+|view|"
    r"alleg\w+|report(?:s|ed)? (?:that|of)|denied|denies|not true|untrue|wonder\w*|question\w*|asked|guess\w*|whatever|"
    r"stor(?:y|ies)|myths?|(?:was|been|is) said)\b",
    re.IGNORECASE,
)
_ENOUGH = 0.6  # of the governed words


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words `first` to `last` of a quote that `shown` governs; `order`, whether as something to be said."""

    first: int
    last: int
    shown: str
    order: bool
    rumour: bool = False


def governed(claim: Claim) -> str | None:
    """The first thing claimed that a quote only orders, rumours or leaves open, or none."""
    found = aligned(claim)
    for q, quote in enumerate(found.quotes):
        stretches = tuple(_stretches(quote))
        under = {i for one in stretches for i in range(one.first, one.last + 1)}
        for one in stretches:
            keeps = _KEEPS_ORDER if one.order else _KEEPS_RUMOUR if one.rumour else _KEEPS_DOUBT
            if _rests(found, q, one, under) and not keeps.search(found.claim.text):
                what = "is only an order to say it" if one.order else "does not assert it"
                return f"the quote’s “{one.shown}” {what}"
    return None


def _stretches(quote: Reading) -> Iterator[Stretch]:
    for i, word in enumerate(quote.words):
        if word.text in _UTTER and _ordered(quote, i):
            yield Stretch(i + 1, _end(quote, i, after=1), word.written, True)
        elif word.stem in _UNSURE and _doubted(quote, i):
            yield Stretch(i + 1, _end(quote, i), word.written, False)
    for match in _RUMOUR.finditer(quote.text):
        at = next((i for i, word in enumerate(quote.words) if word.start >= match.end()), len(quote.words))
        if at and at < len(quote.words) and quote.words[at].sentence == quote.words[at - 1].sentence:
            yield Stretch(at, _end(quote, at), match[0], False, rumour=True)
    for match in _DATA.finditer(quote.text):
        inside = [i for i, word in enumerate(quote.words) if match.start() <= word.start and word.end <= match.end()]
        if inside:
            yield Stretch(inside[0], inside[-1], match[0][:20], True)


def _ordered(quote: Reading, i: int) -> bool:
    """An imperative, or what "you" or an assistant is to say."""
    sentence = quote.words[i].sentence
    before = [word.text for word in quote.words[:i] if word.sentence == sentence]
    if not _says_something(quote, i) or _SUBJECTS.intersection(before[-12:]):
        return False
    last = before[-1] if before else ""
    if quote.opens(i) or last in ("please", "now", "then", "always", "just", "also", "instead", "so"):
        return True
    return (
        bool(_YOU.intersection(before[-3:]))
        or last in ("must", "should", "shall")
        or (last == "to" and not (len(before) > 1 and before[-2].endswith(("an", "ed", "un", "gin", "gins"))))
    )


def _says_something(quote: Reading, i: int) -> bool:
    """Whether words to be said follow: "that ...", a colon, an opening mark, "in which ..."; "write to us" orders no
    words."""
    if quote.words[i].text in _WHOLE:
        return True
    near = quote.words[i + 1 : i + 20]
    own = [word for word in near if word.sentence == quote.words[i].sentence]
    gap = quote.text[quote.words[i].end : own[-1].start] if own else quote.text[quote.words[i].end :]
    return any(word.text in ("that", "which", "how") for word in own) or bool(re.search(r"[:“\"]", gap))


def _doubted(quote: Reading, i: int) -> bool:
    """ "I cannot prove that", "nobody knows whether"."""
    before = quote.words[max(0, i - 5) : i]
    after = quote.words[i + 1].text if i + 1 < len(quote.words) else ""
    own = [word.text for word in before if word.sentence == quote.words[i].sentence]
    return after in _THAT and bool(_NOT.intersection(own))


def _end(quote: Reading, i: int, after: int = 0) -> int:
    """The last word of the sentence of word `i`, or of so many sentences more where that ends right there."""
    sentence = quote.words[i].sentence
    own = max(j for j, word in enumerate(quote.words) if word.sentence == sentence)
    if after and own - i < 3:
        own = max(j for j, word in enumerate(quote.words) if word.sentence <= sentence + after)
    return own


def _rests(found: Alignment, q: int, one: Stretch, under: set[int]) -> bool:
    """Whether the claim has most of the governed words that the quotes have nowhere else."""
    quote = found.quotes[q]
    outside = {
        word.stem
        for p, other in enumerate(found.quotes)
        for j, word in enumerate(other.words)
        if p != q or j not in under
    }
    own = {word.stem for word in quote.words[one.first : one.last + 1] if word.content and word.stem not in outside}
    claimed = {word.stem for word in found.claim.words if word.content}
    return (
        bool(own) and len(own & claimed) >= min(3, _ENOUGH * len(own)) and len(own & claimed) >= _ENOUGH / 2 * len(own)
    )
