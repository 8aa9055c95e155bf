"""Which leaders a question names, by name, part of a name, or title.

1. A full name, also without its middle parts (`Franklin Roosevelt` for Franklin D. Roosevelt), or an id.
2. A surname (any tail of the name: `Van Buren`), if it stands as a name: with a capital, unless it is no ordinary
   word or the whole question is in lower case, and not after another first name (`Jon Holt` is not Maren Holt). One
   that several leaders share is resolved by a year in which only one of them is on record, else it is ambiguous.
3. A first name that only one leader has, where no other name follows it.
4. A title, its initials (`CEO`), or a role (`our finance chief`: agent/understanding/roles.py). One that several
   leaders hold alike is ambiguous, unless the question names one of them besides; a title that all leaders hold names
   nobody.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agent.understanding.roles import roles
from audit.understood import By, MeantLeader
from ingest.domain import Leader

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # `C.F.O.`
_ORDINARY = {
    "baker", "banks", "bell", "best", "bishop", "black", "bond", "brown", "bush", "carter", "cash", "church", "cook",
    "cross", "day", "dean", "drew", "field", "ford", "fox", "frank", "grace", "grant", "gray", "green", "grey", "hall",
    "hill", "hope", "house", "hunt", "joy", "king", "knight", "lane", "law", "little", "long", "love", "major", "mark",
    "marsh", "may", "miller", "moon", "north", "page", "park", "parks", "pat", "pierce", "pool", "pope", "price",
    "reason", "rich", "rob", "rose", "savage", "short", "small", "smith", "stone", "strong", "sue", "summer", "taylor",
    "temple", "van", "walker", "waters", "webb", "west", "white", "will", "wise", "wolf", "wood", "woods", "young",
}  # fmt: skip
_HONORIFICS = {
    "mr",
    "mrs",
    "ms",
    "mx",
    "dr",
    "prof",
    "professor",
    "president",
    "sir",
    "chief",
    "ceo",
    "cfo",
    "coo",
    "cto",
}
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`leader_ids` that the question is about (empty: nobody named), `how` each was understood; `ambiguous` the choices
    that a name or a role, `name`, leaves open."""

    leader_ids: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    name: str = ""
    how: tuple[MeantLeader, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    written: str
    start: int


def named(
    question: str,
    leaders: Sequence[Leader],
    years: Mapping[str, frozenset[int]],
    today: date = date.max,
    organisation: str = "",
) -> Named:
    """`years` are those in which each leader is on record, by leader id; titles are those held on `today`, in the
    `organisation` of that name."""
    question = _spelt(question)
    words = [_Word(_plain(m.group()), m.group(), m.start()) for m in _WORD.finditer(question)]
    lower = question == question.lower()
    asked = frozenset(int(year) for year in _YEAR.findall(question))
    found: list[MeantLeader] = []
    taken: set[int] = set()  # words that are part of a name already understood
    for leader in leaders:
        for at in _full(words, leader):
            found.append(_meant(leader.leader_id, By.NAME, words, at))
            taken.update(at)
    for name, group in _by_surname(leaders).items():
        for at in _runs(words, name):
            if taken.intersection(at) or not _stands_as_name(words, at, group, lower):
                continue
            one = _resolved(group, years, asked)
            if one is None:
                choices = tuple(leader.leader_id for leader in group)
                return Named(ambiguous=choices, name=" ".join(words[i].written for i in at))
            found.append(_meant(one, By.SURNAME, words, at))
            taken.update(at)
    found += _first_names(words, leaders, taken, lower)
    for role in roles(question, leaders, today, organisation):
        written = question[role.start : role.end]
        if len(role.holders) > 1:
            if not {one.leader_id for one in found}.intersection(role.holders):
                return Named(ambiguous=role.holders, name=f"“{written}”")
            continue
        by = By.TITLE if role.literal else By.ROLE
        found.append(MeantLeader(leader_id=role.holders[0], by=by, words=written))
    first = {one.leader_id: one for one in reversed(found)}
    return Named(leader_ids=tuple(reversed(first)), how=tuple(reversed(first.values())))


def _meant(leader_id: str, by: By, words: Sequence[_Word], at: Sequence[int]) -> MeantLeader:
    return MeantLeader(leader_id=leader_id, by=by, words=" ".join(words[i].written for i in at))


def topic(question: str, leaders: Sequence[Leader]) -> str:
    """The question without the names of the leaders it is about: what is left is what their words can answer.

    A leader says "I" and "we", and seldom their own name; a cross-encoder gives a passage that does name them too much.
    """
    names = {part for leader in leaders for part in _parts(leader.name)}
    kept = [word for word in question.split() if not _parts(word) or not names.issuperset(_parts(word))]
    return " ".join(kept) if any(word.strip("?!.,") for word in kept) else question


def _full(words: Sequence[_Word], leader: Leader) -> list[range]:
    parts = _parts(leader.name)
    short = [parts[0], parts[-1]]
    forms: list[Sequence[str]] = [parts, short, leader.leader_id.split("-")]
    unique = [list(form) for form in dict.fromkeys(map(tuple, forms)) if len(form) > 1]
    return [at for form in unique for at in _runs(words, tuple(form))]


def _by_surname(leaders: Sequence[Leader]) -> dict[tuple[str, ...], list[Leader]]:
    """Every proper tail of every name, longest first, with the leaders who bear it."""
    found: dict[tuple[str, ...], list[Leader]] = {}
    for leader in leaders:
        parts = tuple(_parts(leader.name))
        for i in range(1, len(parts)):
            if len(parts[i]) > 1:
                found.setdefault(parts[i:], []).append(leader)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _runs(words: Sequence[_Word], name: tuple[str, ...]) -> list[range]:
    plain = [word.plain for word in words]
    size = len(name)
    return [range(i, i + size) for i in range(len(plain) - size + 1) if tuple(plain[i : i + size]) == name]


def _stands_as_name(words: Sequence[_Word], at: range, group: Sequence[Leader], lower: bool) -> bool:
    if lower:
        return True
    if not words[at[0]].written[0].isupper():
        return not _ORDINARY.intersection(words[i].plain for i in at)
    before = words[at[0] - 1] if at[0] > 0 else None
    if before is None or at[0] == 1 or not before.written[0].isupper() or before.plain in _HONORIFICS:
        return True
    parts = {part for leader in group for part in _parts(leader.name)}
    titles = {part for leader in group for part in _parts(leader.title)}
    return before.plain in parts | titles


def _resolved(group: Sequence[Leader], years: Mapping[str, frozenset[int]], asked: frozenset[int]) -> str | None:
    if len(group) == 1:
        return group[0].leader_id
    on_record = [one for one in group if asked & years.get(one.leader_id, frozenset())]
    return on_record[0].leader_id if len(on_record) == 1 else None


def _first_names(words: Sequence[_Word], leaders: Sequence[Leader], taken: set[int], lower: bool) -> list[MeantLeader]:
    found = []
    for i, word in enumerate(words):
        bearers = [one for one in leaders if _parts(one.name)[0] == word.plain]
        follows = words[i + 1].written[:1].isupper() if i + 1 < len(words) else False
        written = word.written[0].isupper() or lower or word.plain not in _ORDINARY
        if len(bearers) == 1 and len(word.plain) > 1 and i not in taken and written and not follows:
            found.append(_meant(bearers[0].leader_id, By.FIRST_NAME, words, [i]))
    return found


def _spelt(text: str) -> str:
    """Composed characters (some keyboards send them apart), and `CFO` for `C.F.O.`."""
    return _INITIALS.sub(lambda m: m.group().replace(".", ""), unicodedata.normalize("NFC", text))


def _plain(word: str) -> str:
    """Case-folded, without accents, a possessive or an abbreviation's stop."""
    folded = re.sub(r"(?:'s|'|\.)$", "", word.casefold().replace("’", "'"))
    return "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))


@lru_cache(maxsize=4096)  # every leader's name is asked for at every word of every question
def _parts(name: str) -> tuple[str, ...]:
    """A name's words as a question's words are told apart: `Anne-Marie` is two."""
    return tuple(_plain(word) for word in _WORD.findall(_spelt(name)))
