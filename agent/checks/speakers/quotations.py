"""Words in quotation marks within a claim: they are verbatim, and not another's whom the speaker only quotes."""

import re

from agent.checks.claim import Claim
from agent.checks.english.minds import SAYING
from agent.checks.english.words import fold, words

_SPAN = re.compile(r"“([^”]*)”|\"([^\"]*)\"|(?<!\w)‘([^’]*(?:’\w[^’]*)*)’(?!\w)")
_LEADS = re.compile(r"(?::|\b(?:said|says|wrote|writes|replied|answered|added|told [\w ]{1,40}),)\s*$")
_FOLLOWS = re.compile(r"[\s,]*(?:[\w’'. ]{2,40} (?:said|wrote|replied|answered|added|told)|(?:said|wrote|replied) )\b")
_GOVERNS = re.compile(
    r"\b(?:if|unless|when|whether|not|no|never|nobody|none|without|say|tell|write|announce|repeat|claim|suppose|imagine|"
    r"pretend|must|should|you|whoever|that)\b|n't\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:if|unless|only|provided|until|would be (?:a lie|wrong|false)|is (?:not|false|wrong|untrue))\b", re.I
)
_MARKS = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "ʼ": "'"})
_RELAYS = SAYING | {"that"}
_OWN = re.compile(r"\b(?:i|we)\b[^.!?]{0,60}$")


def unquoted(claim: Claim) -> str:
    """The claim with titles and quotations blanked out, every other character in its place."""
    return _SPAN.sub(lambda found: " " * len(found[0]), _untitled(claim))


def invented(claim: Claim) -> str | None:
    """The first quotation that stands in no quote, or none."""
    quoted = [_exact(quote.words) for quote in claim.quotes]
    text = _untitled(claim)
    for found in _SPAN.finditer(text):
        said = _exact(next((one for one in found.groups() if one), ""))
        if said and not any(said in one for one in quoted):
            return f"“{said}” is no verbatim quotation"
        direct = _LEADS.search(text, 0, found.start()) or _FOLLOWS.match(text, found.end())
        if said and direct and not any(_whole(one, said) for one in quoted):
            return f"“{said}” is no whole clause of the quote, or something governs it there"
    return None


def _whole(quote: str, said: str) -> bool:
    """Whether the words stand in a quote as a sentence, or as a clause that nothing before or after governs."""
    at = quote.find(said)
    while at >= 0:
        before = re.split(r"[.!?…][\"')\]]*\s+", quote[:at])[-1].strip()
        after = re.split(r"[.!?…]", quote[at + len(said) :])[0]
        bounded = not before or before[-1] in ',;:—–-("' or before.casefold() in ("and", "but", "so")
        ends = not after or after[0] in ',;:—–-)"' or after.startswith((" and ", " but ", " –", " —", " -"))
        if bounded and ends and not _GOVERNS.search(before) and not _LIMITS.search(after):
            return True
        at = quote.find(said, at + 1)
    return False


def _untitled(claim: Claim) -> str:
    text = claim.text
    said = re.search(r":\s*[\"“](.*)[\"”]\s*$", text, re.DOTALL)
    if said is not None and any(said[1].strip() == quote.words.strip() for quote in claim.quotes):
        text = text[: said.start()]
    text = re.sub(r"\*[^*\n]*\*", lambda found: " " * len(found[0]), text)
    for title in {quote.title for quote in claim.quotes if quote.title}:
        text = re.sub(rf"[*\"“‘]?{re.escape(title)}[*\"”’]?", lambda found: " " * len(found[0]), text)
    return text


def borrowed(claim: Claim) -> str | None:
    """A quotation within a quote that the speaker gives as another's is not laid to the speaker."""
    for span in _SPAN.finditer(claim.text):
        said = _plain(next((one for one in span.groups() if one), ""))
        if len(said) < 3:
            continue
        for quote in claim.quotes:
            text = fold(quote.words).replace("“", '"').replace("”", '"')
            at = text.find(said)
            opening = text.rfind('"', 0, max(at, 0))
            if at < 0 or opening < 0 or text[:at].count('"') % 2 == 0 or _OWN.search(text[:opening]):
                continue
            if quote.speaker and _laid_to(claim.text, span, quote.speaker):
                return f"“{said}” is quoted by {quote.speaker} from somebody else"
    return None


def _laid_to(text: str, span: re.Match[str], speaker: str) -> bool:
    """Whether a verb of saying with this subject leads to the quotation, or follows it."""
    name = re.escape(speaker.split()[-1])
    verbs = r"(?:had |has )?(?:said|told|wrote|written|called|asked|remarked|answered|replied|added)\b"
    before = re.search(rf"\b{name}\s+{verbs}(?P<rest>[^.;]*)$", text[: span.start()])
    after = re.match(rf"[\s,]*(?:{re.escape(speaker)}|{name})\s+{verbs}", text[span.end() :])
    rest = before["rest"] if before is not None else ""
    leads = before is not None and len(rest.split()) < 9 and not any(one.text in _RELAYS for one in words(rest))
    return leads or (after is not None and not any(one.text in SAYING for one in words(text[: span.start()])))


def _exact(text: str) -> str:
    """As written but for the kind of quotation mark and apostrophe, without a stop or comma at the end."""
    return " ".join(text.translate(_MARKS).split()).strip(" .,;:!?…")


def _plain(text: str) -> str:
    """Folded, one space between words, without a stop or comma at the end."""
    return " ".join(fold(text).replace("“", '"').replace("”", '"').split()).strip(" .,;:!?…")
