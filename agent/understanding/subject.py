"""What a question about a topic is about, without the words that only ask what was said: "hiring", of "What did she say
about hiring?". A question that asks for more than what was said stays as it is."""

import re

_SAID = (
    r"said|say|says|saying|told us|tell us|announced?|written|wrote|write|stated?|decided?|promised?|planned|plan|"
    r"mentioned?|heard|hear|on record|in the record"
)
_BETWEEN = r"anything|something|nothing|much|more|so far|lately|recently|publicly|to us|us|yet|in the past"
_ASKS = re.compile(
    r"^(?:(?:so|and|but|please)[ ,]+)?"
    r"(?:what|which|anything|everything|something|has|have|did|is|was|were|show|list|tell)\b"
    rf"[^?.!]*?\b(?:{_SAID})(?:\s+(?:{_BETWEEN}))*\s+(?:about|on|regarding|concerning)\s+(?P<subject>[^?.!]+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:what\s+(?:about|of)|anything\s+(?:about|on)|(?:tell\s+(?:me|us)|show\s+(?:me|us))\s+(?:more\s+)?about)\s+"
    r"(?P<subject>[^?.!]+?)\s*[?.!]*$",
    re.IGNORECASE,
)


def subject(text: str) -> str:
    """The topic's own words; `text` where it is not such a question."""
    one_line = " ".join(text.split())
    found = _ASKS.match(one_line) or _ABOUT.match(one_line)
    named = found["subject"].strip(" ,;:\"'“”") if found else ""
    return named if any(one.isalnum() for one in named) else text
