"""Does a sentence point back at one before it? What English shows of that at its beginning and at its end.

1. It begins with a word that ties it to what was said: "But", "Instead", "That is why", "Not yet"; a short one also
   with "And", "So" or "Then".
2. Its subject stands for something named before: "He", "They", "It" (unless what it means follows: "It is true that
   ..."), "This" or "That" with a verb, "These rules", "Nineteen were ...", "Both", "The same applies".
3. It is short and ends in such a word: "We will not do that again.", "He told me so."

And does one take back what stands before it: "That is not correct.", "I was wrong.", "The right figure is ..."?
"""

import re

from agent.checks.english.figures import VALUES

SHORT = 8  # words
_TIES = (
    "but|yet|nor|or|neither|instead|otherwise|however|nevertheless|nonetheless|therefore|thus|hence|consequently|besides"
    "|moreover|furthermore|likewise|similarly|conversely|even so|as a result|on the contrary|in other words"
    "|for example|for instance|by contrast|in contrast|(?:that|this) is (?:why|how|where|when|what)"
)
_LOOSE_TIES = "and|so|then|also|still|because"
_ELLIPTIC = "not|never|always|perhaps|maybe|probably|certainly|exactly|quite|hardly|only|which|(?:yes|no)(?=[,.])"
_HELPING = (
    r"(?:is|are|was|were|will|would|has|have|had|can|could|may|might|must|should|shall|do|does|did|need|needs)\b"
    r"|['’](?:s|ll|d|ve|re)\b"
)
_VERBS = (
    rf"(?:{_HELPING}|(?:\w+ly |also |never |always |still |only )?(?:mean|make|give|leave|take|come|bring|show|allow"
    r"|save|cost|apply|applie|include|happen|work|help|matter|seem|go|need|change|end|begin|start|prove|cause|follow|hold)(?:s|es)?\b"
    r"|meant|made|gave|left|took|came|brought|went|began)"
)
_NUMBER = rf"(?:\d[\d.,]*|{'|'.join(VALUES)})"
_SOME = (
    "some|many|most|few|several|both|neither|none|all|each|either|others|another|half|the (?:other|others|rest|same)"
)
_NOT_BACK = (  # nouns that "this" or "these" needs nothing before for
    "year|quarter|month|week|morning|afternoon|evening|night|day|days|time|spring|summer|autumn|winter|company|business"
    "|organisation|site|building|room|town|country|memo|letter|note|policy|document|speech|page|address|years|weeks"
    "|months"
)
_CLAUSE = (
    "the|an?|this|these|those|i|we|you|he|she|it|they|there|our|your|his|her|its|their|my|no|all|every|each|some|any"
)
_EXPLETIVE = re.compile(
    r"it(?:['’]s| is| was| will be| would be| has been| had been| may be| might be| can be| seems?| takes?| took"
    r"| turns out| turned out| follows| matters| happens| happened)\b(?:\W+\w+){1,8}?"
    r"\W+(?:that|to|who|whether|if|when|how|why)\b",
    re.IGNORECASE,
)
_OPENS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_TIES})\b",
        r"(?:he|she|they)\b(?!['’]s who)",
        r"it\b",
        rf"(?:this|that|these|those)(?:\s+|(?=['’]))(?:{_VERBS})",
        rf"(?:this|these|such)\s+(?!a\b|an\b|is\b)(?!(?:{_NOT_BACK})\b)[a-z]",
        rf"that\s+(?!(?:{_CLAUSE})\b)[a-z]+\s+(?:{_HELPING})",
        rf"(?:{_NUMBER}|{_SOME})\s+(?:of (?:them|these|those|it)\b|{_HELPING})",
        rf"the (?:former\b|latter\b|same (?:{_VERBS}))",
    )
)
_SHORT_OPENS = re.compile(rf"(?:{_LOOSE_TIES}|{_ELLIPTIC})\b", re.IGNORECASE)
_SHORT_ENDS = re.compile(
    r"\b(?:that|this|those|these|so|it|them|him|her)"
    r"(?: (?:again|too|either|now|yet|then|before|alone|myself|ourselves))?[.!]?[\"'”’)]*$",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"(?:that|this|it) (?:is|was|were) (?:not (?:correct|right|true|so)|wrong|incorrect|untrue|a mistake|an error)\b"
    r"|(?:that|this|it) (?:isn|wasn)['’]t (?:correct|right|true|so)\b|i was (?:wrong|mistaken)\b"
    r"|the (?:right|correct|true) (?:figure|number|date|amount|answer)\b",
    re.IGNORECASE,
)
_QUOTES = " \"'“‘(»"


def points_back(words: str) -> bool:
    """Whether a sentence, as displayed, needs the one before it to be understood."""
    bare = words.lstrip(_QUOTES)
    if _EXPLETIVE.match(bare):
        return False
    if any(pattern.match(bare) for pattern in _OPENS):
        return True
    short = len(bare.split()) <= SHORT
    return short and bool(_SHORT_OPENS.match(bare) or _SHORT_ENDS.search(bare))


def takes_back(words: str) -> bool:
    """Whether a sentence, as displayed, says that the one before it is wrong, or what is right instead."""
    return _TAKES_BACK.match(words.lstrip(_QUOTES)) is not None
