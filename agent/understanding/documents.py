"""Documents that a question names to give a time: "since the reorganisation memo", "before *Travel in 2026*".

A document is named by its whole title, or by a word for its kind with words of its title, or with the month, season or
year of its date. Each word must fit, and exactly one document: what fits several, or none, gives no time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agent.checks.english.words import STOP, listed, words
from agent.checks.times.expressions import MONTHS, SEASONS
from ingest.domain import Kind

_LETTERS, _TALKS = frozenset({Kind.MEMO, Kind.POLICY}), frozenset({Kind.SPEECH, Kind.TRANSCRIPT, Kind.INTERVIEW})
_EITHER = frozenset(Kind)
KINDS = (
    dict.fromkeys(
        listed("memo memorandum letter note email mail message notice newsletter bulletin correction"), _LETTERS
    )
    | dict.fromkeys(listed("speech address talk keynote remarks meeting session transcript interview column"), _TALKS)
    | dict.fromkeys(("town hall", "all-hands", "all hands"), _TALKS)
    | dict.fromkeys(listed("document statement announcement update paper"), _EITHER)
    | {"policy": frozenset({Kind.POLICY})}
)
_KIND = "|".join(sorted(map(re.escape, KINDS), key=len, reverse=True))
_NAMED = re.compile(
    rf"(?:the|her|his|their|our|that|\w+['’]s) (?P<before>(?:[\w-]+ ){{0,5}}?)(?P<kind>{_KIND})(?!\w)"
    r"(?: (?:about|on|regarding) (?P<after>[^,;:?!]+))?",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2  # of a title that stands alone: "Sandglass" may be a project as well
_ENDS = re.compile(
    r" (?:has|have|had|what|which|who|did|does|do|is|are|was|were|how|in|of) .*", re.IGNORECASE | re.DOTALL
)
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
_MARKS = r"['\"“”‘’*_]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """A document that the asker may read: its title, kind and day."""

    title: str
    kind: Kind
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where a question names one document: `text[start:end]`, and that document's day."""

    start: int
    end: int
    day: date


def mentioned(text: str, at: int, documents: Sequence[Titled]) -> Mention | None:
    """The one document that `text` names from place `at` on."""
    return _by_title(text, at, documents) or _by_words(text, at, documents)


def title_places(text: str, documents: Sequence[Titled]) -> Iterator[tuple[int, int]]:
    """Where whole titles stand in a text: what is in them says nothing about when."""
    folded = text.casefold()
    for title in {one.title for one in documents}:
        if title.casefold() in folded and len(title.split()) >= _FEWEST_WORDS:
            for match in re.finditer(rf"(?<!\w){re.escape(title)}(?!\w)", text, re.IGNORECASE):
                yield match.span()


def _by_title(text: str, at: int, documents: Sequence[Titled]) -> Mention | None:
    found: dict[int, set[date]] = {}
    folded = text.casefold()
    for one in documents:
        bare = _ARTICLE.sub("", one.title)
        if bare.casefold() in folded and len(one.title.split()) >= _FEWEST_WORDS:
            title = rf"(?:(?:the|a|an) )?{_MARKS}(?:(?:the|a|an) )?{re.escape(bare)}{_MARKS}(?!\w)"
            match = re.compile(title, re.IGNORECASE).match(text, at)
            if match is not None:
                found.setdefault(match.end(), set()).add(one.day)
    days = found[max(found)] if found else set()
    return Mention(start=at, end=max(found), day=days.pop()) if len(days) == 1 else None


def _by_words(text: str, at: int, documents: Sequence[Titled]) -> Mention | None:
    match = _NAMED.match(text, at)
    if match is None:
        return None
    after = _ENDS.sub("", match["after"] or "")
    end = match.start("after") + len(after) if after else match.end("kind")
    kind = match["kind"].casefold()
    wanted = [word.text for word in words(f"{match['before']} {after}") if word.text not in STOP]
    if not KINDS[kind] <= _LETTERS and " " in kind.replace("-", " "):
        wanted += re.split(r"[ -]", kind)
    found = [one for one in documents if one.kind in KINDS[kind] and all(_fits(word, one) for word in wanted)]
    return Mention(start=at, end=end, day=found[0].day) if len(found) == 1 else None


def _fits(word: str, document: Titled) -> bool:
    """Whether it stands in the title, or is the month, season or year of the day."""
    day = document.day
    if word.isdigit() and len(word) == 4 and int(word) == day.year:
        return True
    if word[:3] in MONTHS and len(word) > 2 and MONTHS.index(word[:3]) + 1 == day.month:
        return True
    if word in SEASONS and SEASONS[word] == ((day.month % 12) // 3 or 4):
        return True
    stems = {one.stem for one in words(document.title)}
    return any(one.stem in stems for one in words(word))
