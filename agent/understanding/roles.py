"""Leaders by what they are: "our CEO", "the finance chief", "head of people", "the chief officer".

A role is a rank and a field. It is read only of fields that a leader's title has, under that or a like word, so that
"director of photography" names nobody where no leader is one, and "the head office" never does. Whoever fits best holds
it: by the very word of the field, by no other field beside it, by the rank's word. Where several fit alike, it is all
of theirs. A title that has ended is held by nobody, but for "the former finance chief".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agent.checks.english.words import STOP, listed
from agent.understanding.titles import JUNIOR, Held, held, synonyms
from ingest.domain import Leader


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """`text[start:end]` is a role, `holders` the ids of those who hold it alike; `literal` is a title as it stands."""

    start: int
    end: int
    holders: tuple[str, ...]
    literal: bool


_HEADS = "chief|director|head|boss|lead|leader|president|[es]?vp"
_INITIALS = {
    "ceo": "chief executive officer", "cfo": "chief financial officer", "coo": "chief operating officer",
    "cto": "chief technology officer", "cio": "chief information officer", "cmo": "chief marketing officer",
    "chro": "chief people officer",
}  # fmt: skip
_OWNERS = listed("the our your my their this his her its")
_QUALIFIERS = listed("new current own present big group company company's firm's organisation's")
_ASKED = listed("ask quote show cite")  # what may open a question besides words that say nothing
_PAST = listed("former ex previous last outgoing then")
_OTHERS = listed("""
    a an any every each no another next future incoming second first other some most which what whose all
""")
_COMPANY = r"(?:the |our |this )?(?:whole )?(?:company|group|firm|business|organisation|organization|board)"
_VERBS = listed("""
    say says said think thinks thought want wants wanted plan plans promise promises announce announces believe
    believes mean means meant tell tells told write writes wrote expect expects see sees saw feel feels felt make
    makes made need needs like likes intend intends know knows knew decide decides claim claims suggest suggests
    propose proposes get gets go goes come comes take takes took give gives gave ask asks answer answers explain
    explains agree agrees respond react hope hopes care worry love support supports oppose opposes call calls
    describe describes view views speak speaks spoke talk talks talked mention mentions warn warns learn change
    changes earn earns regard prefer
""")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def roles(text: str, leaders: Sequence[Leader], today: date, organisation: str = "") -> tuple[Role, ...]:
    """The roles in a text that some leader holds on `today`, or held where they are called former."""
    titles = tuple((one.leader_id, held(one.title)) for one in leaders)
    words = frozenset(word for _, one in titles for word in one.own)
    found: list[Role] = []
    for start, end, phrase in sorted(_phrases(text, titles, words), key=lambda one: (one[0], -one[1])):
        if found and start < found[-1].end:
            continue
        past = _standing(text, start, phrase, organisation)
        if past is None or not _stands(text, end, phrase, organisation):
            continue
        within = [(i, one) for i, one in titles if (one.ended is not None and one.ended <= today) == past]
        holders, literal = _holders(phrase, within)
        everybody = len(leaders) > 1 and len(holders) == len(leaders) and len({one.title for one in leaders}) == 1
        if holders and not everybody:  # a title that all have tells nobody apart
            found.append(Role(start=start, end=end, holders=holders, literal=literal))
    return tuple(found)


def _phrases(text: str, titles: Sequence[tuple[str, Held]], words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Places that read like a role, with the role in small letters and initials written out."""
    for match in _pattern(words).finditer(text):
        yield match.start(), match.end(), " ".join(match[0].casefold().replace("-", " ").split())
    known = _INITIALS | {one.initials: one.text for _, one in titles if one.initials}
    for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, known))})\b", text, re.IGNORECASE) if known else ():
        yield match.start(), match.end(), known[match[0].casefold()]
    for title in {one.text for _, one in titles if one.text}:
        spaced = r"[\s,-]+".join(map(re.escape, title.split()))
        for match in re.finditer(rf"\b{spaced}\b", text, re.IGNORECASE):
            yield match.start(), match.end(), title


@lru_cache(maxsize=64)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    like = {each for word in words for each in synonyms(word) if each not in ("chief executive", "managing director")}
    field = "|".join(sorted(map(re.escape, like), key=len, reverse=True)) or r"(?!)"
    fields = rf"(?:{field})(?:(?:,| and| &)? (?:{field}))*"
    return re.compile(
        rf"\b(?:chief (?:{fields} )?officer|chief executive(?: officer)?|managing director"
        rf"|(?:vice[ -])?(?:{_HEADS}) (?:of|for) (?:the |our )?{fields}|{fields} (?:{_HEADS}))\b",
        re.IGNORECASE,
    )


def _standing(text: str, start: int, phrase: str, organisation: str) -> bool | None:
    """Whether what stands before a role calls it former; none where it makes it somebody else's."""
    before = _TOKEN.findall(text[:start])
    past = False
    if re.search(r"['’]\s*$", text[:start]):
        return None
    while before:
        word = before.pop()
        plain = word.casefold().replace("’", "'")
        owner = plain.removesuffix("'s")
        if plain in JUNIOR and not phrase.startswith(plain):
            return None
        if plain in _PAST:
            past = True
        elif plain in _QUALIFIERS or owner in organisation.casefold().split():
            continue
        elif plain in _OTHERS or plain.endswith("'s"):
            return None
        else:
            return past if plain in _OWNERS | _ASKED or plain in STOP else None
    return past


def _stands(text: str, end: int, phrase: str, organisation: str) -> bool:
    """Whether a role ends there: "head of people analytics" is another, and "the CEO of Siemens" somebody else."""
    after = text[end:]
    if re.match(r"\s+of\s", after):
        name = rf"|{re.escape(organisation)}" if organisation else ""
        return bool(re.match(rf"\s+of\s+(?:{_COMPANY}{name})\b", after, re.IGNORECASE))
    following = re.match(r"\s+([^\W_]+)", after)
    if following is None or not re.search(r"\b(?:of|for)\b", phrase):
        return not after.startswith("-")
    word = following[1]
    return word.casefold() in STOP | _VERBS or word[0].isupper()


def _holders(phrase: str, titles: Sequence[tuple[str, Held]]) -> tuple[tuple[str, ...], bool]:
    """Who holds a role best, and whether it is their title as it stands."""
    literal = tuple(i for i, one in titles if one.text == phrase)
    if literal:
        return literal, True
    wanted = held(phrase)
    if not wanted.fields and phrase != "chief officer":
        return (), False
    scored = {i: score for i, one in titles if (score := _score(wanted, one)) is not None}
    best = max(scored.values(), default=None)
    return tuple(i for i, score in scored.items() if score == best), False


def _score(wanted: Held, one: Held) -> tuple[bool, bool, bool, bool] | None:
    """How well a title fits a role, the more the greater; none where it does not."""
    junior = one.junior - wanted.junior
    if not wanted.fields <= one.fields or wanted.junior - one.junior or junior - {"vice"} or not one.ranks:
        return None
    if not wanted.fields and not wanted.ranks <= one.ranks:
        return None
    return wanted.own <= one.own, wanted.fields == one.fields, wanted.ranks <= one.ranks, not junior
