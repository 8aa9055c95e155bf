"""The outward form of a composed statement: one plain sentence or two, in the third person's manner of a report.

What it may not have: line breaks, control or invisible characters, markup, links and addresses that no quote has,
numbers in brackets that look like citations, questions and exclamations to the reader, or words about itself as a
machine. Every cited speaker's surname and a date of every citation must stand in it.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from agent.checks.claim import Claim

MOST_SENTENCES = 2
FEWEST_WORDS = 5
_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
_MARKUP = re.compile(
    r"```|\*\*|__|</?[a-z][^>]*>|\]\(|\[\d+(?:\s*[,–-]\s*\d+)*\]|<<<|>>>|\{|\}|^#+ |\|", re.IGNORECASE | re.MULTILINE
)
_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+", re.IGNORECASE)
_MACHINE = re.compile(
    r"\b(?:as an? (?:ai|assistant|language model)|language model|system prompt|my instructions|these instructions|"
    r"numbered sentences?|sentence \d+|the (?:provided|given) (?:text|context|sentences?|documents?)|"
    r"(?:checks?|verification) (?:has |have |was |were )?passed|verified:|no (?:source|citation)s? (?:is|are) needed)",
    re.IGNORECASE,
)


def form(claim: Claim) -> str | None:
    text = claim.text
    odd = next((one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp")), None)
    if odd is not None:
        return f"it holds the character U+{ord(odd):04X}"
    mixed = next((word for word in re.findall(r"[^\W\d_]+", text) if _mixed(word)), None)
    if mixed is not None:
        return f"{mixed} mixes letters of several alphabets"
    if text != text.strip() or "  " in text:
        return "white space stands where none belongs"
    if len(text.split()) < FEWEST_WORDS:
        return "it is too short to say who said what, and when"
    if not re.search(r"[.][\"'”’)]*$", text):
        return "it does not end as a statement does"
    if len(_END.findall(text)) >= MOST_SENTENCES:
        return f"it has more than {MOST_SENTENCES} sentences"
    for pattern, what in ((_MARKUP, "markup"), (_MACHINE, "words about itself")):
        if (found := pattern.search(text)) is not None and not _quoted(found.group(), claim):
            return f"it holds {what}: {found.group().strip()}"
    link = next((one.group() for one in _LINK.finditer(text) if not _quoted(one.group().rstrip(".,;)"), claim)), None)
    if link is not None:
        return f"{link.rstrip('.,;)')} is in no quote"
    return unattributed(text, [(one.speaker, one.date) for one in claim.quotes])


def _mixed(word: str) -> bool:
    """Whether letters that look like others stand among them: an `а` of another alphabet in a name."""
    return len({unicodedata.name(letter, "?").split()[0] for letter in word}) > 1 and not word.isascii()


def _quoted(words: str, claim: Claim) -> bool:
    return any(words.casefold() in quote.words.casefold() for quote in claim.quotes)


def unattributed(text: str, said: Iterable[tuple[str, date | None]]) -> str | None:
    """Which speaker's surname, or which date's month and year, `text` does not have; `said` are speakers and dates."""
    text = text.casefold()
    for speaker, on in said:
        surname = speaker.split()[-1].casefold().strip(".,()") if speaker.strip() else ""
        if surname and not re.search(rf"(?<!\w){re.escape(surname)}(?!\w)", text):
            return f"it does not say that {speaker} said it"
        if on is not None and not _dated(text, on):
            return f"it does not say when: {on:%-d %B %Y}"
    return None


def _dated(text: str, said: date) -> bool:
    if said.isoformat() in text:
        return True
    month, short, year = f"{said:%B}".casefold(), f"{said:%b}".casefold(), str(said.year)
    return re.search(rf"\b(?:{month}|{short})\b", text) is not None and re.search(rf"\b{year}\b", text) is not None
