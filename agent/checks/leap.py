"""A claim draws no line that its quotes do not draw: no cause, no change of mind, no order of time of its own.

Quotes of two dates, documents or speakers may stand side by side ("and", "while", "on DATE ... on DATE"). A cause needs
a quote that says so of both of its sides; a change ("no longer", "again", "reversed") needs a quote with such a word;
"later" and "earlier" need dates in that order.
"""

import re
from itertools import pairwise

from agent.checks.claim import Claim
from agent.checks.english.alignment import Alignment, aligned, body, dated, verbatim
from agent.checks.english.words import fold, words

_CAUSE = re.compile(
    r"\b(?:because|therefore|thus|hence|consequently|thereby|as (?:a|the) (?:result|consequence)|(?:which|that) is why|"
    r"(?:led|leads|leading|lead) to|due to|thanks to|owing to|on account of|result(?:s|ed|ing)? (?:in|from)|"
    r"prompt(?:s|ed|ing)|in (?:response|reaction) to|in response|caus(?:e|es|ed|ing)|trigger(?:s|ed|ing)?|driven by|"
    r"for (?:this|that) reason|the reason (?:for|why|that|is|was)|the result of|explain(?:s|ed)? why|brought about|"
    r"stem(?:s|med)? from|given that|attribut(?:es|ed) (?:it |this |that )?to|made (?:it )?possible by|in the wake of|"
    r"meant that|forc(?:es|ed|ing) \w+ to|(?<=, )so(?! far| long| much| many| that\b)|and so (?!on\b|forth\b)|so that|"
    r"contributed to|to make (?:this|that|it) possible|(?:to )?mak(?:e|ing) up for|delayed by|having (?:since|then)|"
    r"which (?:had |has )?(?:cut|raised|lowered|increased|reduced|brought|helped|allowed|enabled)|"
    r"which (?:made|means|meant))\b",
    re.IGNORECASE,
)
_SAYS_CAUSE = re.compile(
    _CAUSE.pattern.removesuffix(r")\b")
    + r"|so|since|why|reasons?|means|for|as|then|what (?:decided|persuaded)|owe[sd]?|makes?|made|help(?:s|ed)?|"
    r"if)\b",
    re.IGNORECASE,
)
# Between neighbours in one quote these say no more than a full stop may.
_SOFT = ("so", "given that", "for this reason", "for that reason", "which meant", "which means", "meant that")
# What tells of a change or a repetition, and what in a quote tells the same.
_CHANGES = {
    r"no longer|any ?more|has ceased|have ceased": r"no longer|any ?more|longer|ceased?|stop(?:s|ped)?|replaces?d?|"
    r"was|were",
    r"(?:has|have|had) (?:since )?(?:changed|shifted|moved on|softened|hardened)|change of (?:mind|heart|course)|"
    r"changed (?:its|his|her|their) (?:mind|position|view|stance|plans?)": r"chang(?:e|es|ed|ing)|shift(?:ed)?|moved|"
    r"was wrong|now|replaces?",
    r"revers(?:al|ed|es|ing)|u-turn|turnaround|backtrack(?:ed|s)?|back(?:ed|ing)? (?:away|down|off)|"
    r"went back on|walked back|retreated|abandon(?:ed|s)": r"revers\w*|abandon\w*|back(?:ed)? (?:away|down|off)|"
    r"went back on|withdr[ae]wn?|drop(?:ped)?|g[ai]ve(?:n)? up",
    r"since then|ever since": r"since|from then",
    r"moved (?:away )?from|went from|shifted from|turned from": r"from|was|were|moved|instead",
    r"increasingly|more and more|gradually|progressively": r"increas\w*|more and more|each|every|"
    r"gradually|grow\w*|slowly",
    r"still": r"still|remain\w*|stays?|stayed|yet|continu\w*|keeps?|kept|not changed?|unchanged|again|not",
    r"once again|once more|again|repeatedly": r"again|once more|twice|repeat\w*|another|re\w+|already|as before|second",
    r"finally|at last|eventually|in the end|ultimately": r"finally|at last|eventually|in the end|ultimately|"
    r"last|end\w*|final",
    r"now instead|but now|(?:has|have) now|until now": r"now|instead|today|from|already|since|new|"
    r"this (?:week|month|year)",
    r"contradict\w*|inconsisten\w*|at odds with|in contrast to (?:his|her|its|their)|"
    r"despite (?:having|his|her|earlier)|contrary to|conflicts? with": r"contradict\w*|inconsisten\w*|"
    r"at odds|contrast|despite|contrary|conflicts?",
}
_PATTERNS = tuple(
    (re.compile(rf"\b(?:{said})\b", re.IGNORECASE), re.compile(rf"\b(?:{support})\b", re.IGNORECASE))
    for said, support in _CHANGES.items()
)
_LATER = re.compile(
    r"\b(?:later|then|afterwards?|subsequently|after (?:that|this|which)|went on to|followed)\b", re.IGNORECASE
)
_EARLIER = re.compile(r"\b(?:earlier|before (?:that|this|then)|previously|beforehand|had already)\b", re.IGNORECASE)


def leap(claim: Claim) -> str | None:
    """The first cause, change or order of time that no quote states, or none."""
    if verbatim(claim):
        return None
    found = aligned(claim)
    return _cause(claim, found) or _change(claim) or _order(claim)


def _cause(claim: Claim, found: Alignment) -> str | None:
    text = _own(claim)
    for match in _CAUSE.finditer(text):
        supporting = {q for q, quote in enumerate(claim.quotes) if _SAYS_CAUSE.search(quote.words)}
        strict = {q for q, quote in enumerate(claim.quotes) if _CAUSE.search(quote.words)}
        shown = match.group().strip()
        if not supporting and not (len(claim.quotes) == 1 and shown.casefold() in _SOFT):
            return f"no quote says “{shown}”"
        if any(fold(shown) in fold(quote.words) for quote in claim.quotes) and len(claim.quotes) == 1:
            continue
        before, after = _rests(found, match.start(), claim), _rests(found, match.end(), claim, ahead=True)
        several = len(claim.quotes) > 1
        if not several and shown.casefold() in _SOFT:
            continue
        if (several and not before & after & strict) or (
            before and after and not before & after & (strict or supporting)
        ):
            return f"“{shown}” joins what no quote joins"
    return None


def _rests(found: Alignment, place: int, claim: Claim, *, ahead: bool = False) -> set[int]:
    """The quotes on which the nearest matched words on one side of a place in the claim rest."""
    at = [i for i, word in enumerate(found.claim.words) if found.partners[i] and (word.start >= place) == ahead]
    nearest = at[:3] if ahead else at[-3:]
    return {q for i in nearest for q, _ in found.partners[i]}


def _change(claim: Claim) -> str | None:
    text = _own(claim)
    for said, support in _PATTERNS:
        match = said.search(text)
        if match is not None and not any(support.search(fold(quote.words)) for quote in claim.quotes):
            return f"no quote says “{match.group()}”"
    return None


def _order(claim: Claim) -> str | None:
    """Sequence words between the dates of two citations."""
    places = dated(claim)
    for (_, first_end, first), (_, end, second) in pairwise(places):
        if first == second:
            continue
        following = re.search(r"[.;]", claim.text[end:])
        between = claim.text[first_end : end + following.start() if following else len(claim.text)]
        for pattern, right in ((_LATER, second > first), (_EARLIER, second < first)):
            match = pattern.search(between)
            in_quote = match is not None and any(match.group().casefold() in _texts(one.words) for one in claim.quotes)
            if match is not None and not right and not in_quote:
                return f"“{match.group()}”, but the dates are in the other order"
    return None


def _texts(text: str) -> set[str]:
    return {word.text for word in words(text)}


def _own(claim: Claim) -> str:
    """The claim without its frame."""
    return fold(body(claim))
