"""What a leader's title says: rank, field, and whether it is held still. "Chief People Officer until September 2025"
is a chief's and an officer's, of people, and ended with that month."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agent.checks.english.words import listed
from agent.checks.times.expressions import times
from agent.understanding.spans import span

RANKS = listed("chief head director officer president boss lead leader manager")
JUNIOR = listed("vice deputy assistant associate interim acting junior co non regional honorary")
_FORMER = listed("former formerly ex retired emeritus emerita")
_EMPTY = listed("of the and for to a an our group company senior executive global")
_FIELDS = {
    "executive": ("chief executive", "managing director"),
    "finance": ("finance", "financial", "finances"),
    "people": ("human resources", "people", "hr", "personnel"),
    "technology": ("technology", "technical", "tech", "engineering"),
    "operations": ("operations", "operating", "operational"),
    "information": ("information", "it"),
    "marketing": ("marketing",),
    "sales": ("sales", "commercial", "revenue"),
    "legal": ("legal", "law"),
    "product": ("product", "products"),
    "communications": ("communications", "communication", "comms"),
    "strategy": ("strategy", "strategic"),
    "research": ("research", "science", "scientific"),
    "production": ("production", "manufacturing"),
    "sustainability": ("sustainability",),
    "security": ("security",),
}
_FIELD_OF = {word: field for field, alike in _FIELDS.items() for word in alike}
_UNTIL = re.compile(r"[ ,(]+(?:until|till|through|up to)\s+(?P<end>[^)]+)\)?$", re.IGNORECASE)
_SHORT = re.compile(r"\b[es]?vp\b")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One leader's title: `fields` by the word that stands for all of the like, `own` the field's words as they stand;
    `ended` is the first day on which it was held no longer; `initials` are "cfo" or empty."""

    ranks: frozenset[str]
    fields: frozenset[str]
    own: frozenset[str]
    junior: frozenset[str]
    text: str
    initials: str
    ended: date | None


@lru_cache(maxsize=1024)
def held(title: str) -> Held:
    """What a title says."""
    match = _UNTIL.search(title)
    bare = title[: match.start()] if match else title
    plain = _WORD.findall(_SHORT.sub("vice president", bare.casefold()))
    ended = _ended(match["end"]) if match else None
    if _FORMER.intersection(plain):
        ended = date.min
    kept = [word for word in plain if word not in _FORMER]
    own = fields_in(" ".join(kept))
    capitals = "".join(word[0] for word in bare.split() if word[0].isupper())
    return Held(
        ranks=RANKS.intersection(kept),
        fields=frozenset(field_of(word) for word in own),
        own=own,
        junior=JUNIOR.intersection(kept),
        text=" ".join(kept),
        initials=capitals.casefold() if len(capitals) > 2 else "",
        ended=ended,
    )


def fields_in(plain: str) -> frozenset[str]:
    """The field's words in a casefolded title: "human resources" and "chief executive" are one each."""
    pairs = [pair for pair in _FIELD_OF if " " in pair and re.search(rf"\b{pair}\b", plain)]
    for pair in pairs:
        plain = re.sub(rf"\b{pair}\b", " chief " if pair.startswith("chief") else " ", plain)
    single = [word for word in _WORD.findall(plain) if word not in RANKS | JUNIOR | _EMPTY and len(word) > 1]
    return frozenset([*pairs, *single])


def field_of(word: str) -> str:
    """One word for a field and all of its like."""
    return _FIELD_OF.get(word, word)


def synonyms(word: str) -> tuple[str, ...]:
    """All words for the field that a word stands for."""
    return _FIELDS.get(field_of(word), (word,))


def _ended(text: str) -> date:
    """The first day after "September 2025"; what cannot be read has ended."""
    found = times(text)
    days = span(found[0], text, date.max.replace(year=2999)) if found else None
    return days[1] if days is not None else date.min
