"""How an amount is bounded: "forty", "about forty", "at least forty" and "up to forty" are four different claims."""

import re

_WORDS = {
    "at least": "at least|no (?:fewer|less) than|not (?:fewer|less) than|a minimum of",
    "at most": (
        r"up to|at most|a maximum of|as (?:many|much) as|(?:no|never|not)(?: \w+){0,3} more than"
        r"|(?:never|no|not)(?: \w+){0,6} (?:more|higher) than"
    ),
    "over": (
        r"more than|(?:higher|greater|longer) than(?! the\b)|over|above|past|beyond|upwards? of|in excess of"
        r"|exceed(?:s|ed|ing)?"
    ),
    "under": r"(?:less|fewer) than|(?:lower|smaller|shorter) than(?! the\b)|under|below|shy of",
    "about": r"about|around|roughly|approximately|approx\.?|some|circa|something like|in the (?:region|order) of",
    "nearly": "nearly|almost|close to|not quite|just short of",
    "exactly": "exactly|precisely",
    "only": "only|merely",
    "all but": "all but",
}
_SIGN = r"[\s(]*(?:(?:by|to|at|for)\s+)?(?:(?:the|a|an|its|their|another|every)\b)?\s*[£$€¥]?\s*$"
_BEFORE = {name: re.compile(rf"\b(?:{words}){_SIGN}", re.IGNORECASE) for name, words in _WORDS.items()}
_LITTLE = re.compile(
    rf"\b(?:just|a little|a bit|slightly|a shade|well|rather) (?:over|under|more than|less than|above|below){_SIGN}",
    re.IGNORECASE,
)
_BEHIND = {
    "at least": re.compile(r"\s*(?:\w+\s+){0,2}(?:or more|or above|or over|at (?:the )?least)\b", re.IGNORECASE),
    "at most": re.compile(r"\s*(?:\w+\s+){0,2}(?:or (?:fewer|less|under)|at (?:the )?most)\b", re.IGNORECASE),
    "about": re.compile(r"\s*\w*,?\s*(?:or so|or thereabouts|give or take)\b", re.IGNORECASE),
}
# What is talked "over" or "about" is no number.
_TOPIC = re.compile(
    r"\b(?:talk\w*|discuss\w*|negotiat\w*|argu\w*|speak\w*|spoke|conversation\w*|disput\w*|ask\w*|question\w*|rule|word"
    r"|letter|memo)\b[^.,;:\d]{0,30}\b(?:over|about)\s+$",
    re.IGNORECASE,
)
# A statement's bound and a quote's, where the statement says no more than the quote.
_WEAKER = {
    ("at least", "over"),
    ("at most", "under"),
    ("about", "nearly"),
    ("under", "nearly"),
    ("nearly", "under"),
    ("", "exactly"),
    ("exactly", ""),
    ("", "only"),
    ("only", ""),
    ("only", "exactly"),
    ("exactly", "only"),
    ("only", "at most"),
}
# Words that bound an amount from elsewhere in the sentence: "the limit is forty".
_NAMED = {
    "at most": re.compile(r"\b(?:limit|cap|capped|ceiling|maximum|the most|exceed)\w*\b", re.IGNORECASE),
    "at least": re.compile(r"\b(?:minimum|floor|the least|fewest)\b", re.IGNORECASE),
}


def limit(before: str, behind: str) -> tuple[str, bool]:
    """The bound that the words around an amount give, a key of the table above or empty; and whether by a little."""
    found = next((name for name, pattern in _BEHIND.items() if pattern.match(behind)), "")
    found = found or next((name for name, pattern in _BEFORE.items() if pattern.search(before)), "")
    if found in ("over", "about") and _TOPIC.search(before):
        found = ""
    return found, bool(_LITTLE.search(before))


def named(name: str, text: str) -> bool:
    """Whether a text gives a bound by a word of its own, such as "limit" or "minimum"."""
    return name in _NAMED and bool(_NAMED[name].search(text))


def says_no_more(claimed: str, quoted: str, by_a_little: bool) -> bool:
    """Whether a bound in a statement is the quote's, or follows from it; `by_a_little` is of the quote's."""
    if claimed == quoted or (claimed, quoted) in _WEAKER:
        return True
    return by_a_little and (claimed, quoted) in {("about", "over"), ("about", "under"), ("nearly", "under")}
