"""Which times in a statement tell when its matter was said, by the words around them.

Such a time belongs to a word of saying, a document, or a cited speaker, and not to what was said: it stands with them
in the opening phrase of a sentence ("Speaking on 8 October 2026, Moss ..."), in the name of a document ("her March 2026
address"), or after the verb of the speaker ("Moss granted on 22 May 2026 that ..."), before its matter begins.
"""

import re
from enum import IntEnum
from functools import lru_cache

from agent.checks.claim import Claim
from agent.checks.english.words import CONJUNCTIONS, STOP, Word, listed, words
from agent.checks.times.expressions import When, times
from agent.checks.times.frames import SAID, bare, named, within


class Telling(IntEnum):
    """`NO` is a time of the matter; `MAYBE` is one of saying if the citation has that day, and `SURE` in any case."""

    NO = 0
    MAYBE = 1
    SURE = 2


_REPORTING = SAID | listed("""
    speaking writing replying answering addressing reporting reports briefed informed introduced issued published
    presented joked quipped complained admitting owned conceded granted allowed reckoned calculated pointed pledged
    promising warned greeted proposed recommended advised corrected clarified reminded remembered related relates
    records recorded set laid gave gives given predicted forecast listed counted concluded pronounced spoke speaks
    invited urged appealed welcomed rejected dismissed defended outlined summed worked restated repeated
""")
DOCUMENTS = listed("""
    memo memorandum letter speech address interview policy note message email mail statement update bulletin remarks
    talk transcript column report post article announcement hall meeting dinner conference conversation session briefing
    correction draft presentation launch farewell answer answers reply lecture review newsletter notice paper document
    dated
""")
_WITH_HEARER = listed(
    "told tells telling assured assures asked asks thanked informed reminded warned wrote briefed put gave"
)
_AT = listed("in on at during of to from before with for about by dated as")
_BOUNDING = listed("from until till since before after between through")
_NEUTRAL = listed("""
    in at during of to with from for on by as a an the his her their its he she they it that this who same own then
    all hands town staff employees employee colleagues everyone everybody people managers works council audience
    listeners interviewer readers annual quarterly monthly weekly spring summer autumn winter opening closing chief
    executive officer financial ceo cfo coo cto mr mrs ms dr first second third fourth quarter was is both too also back
    already out up down off away over
""")
_OWNING = listed("the his her their its this that a an same")
_MOST_OPENING, _MOST_ADVERBIAL, _STRANGERS = 7, 5, 2
_RESTARTS = re.compile(r"(?:^|[.;:]\s+|,?\s*\b(?:and|but|while|whereas)\s+)$")
_LEADING = re.compile(
    r"(?:^|[.;:,]\s+|\b(?:and|but|while|whereas)\s+)(?:(?:[Oo]n|[Ii]n|[Bb]y|[Aa]s of|[Bb]ack in)\s+)?$"
)
_SAID_THEN = re.compile(rf",? when (?:he|she|[A-Z]\w+) (?:also )?(?:{'|'.join(sorted(SAID))})\b")
_AS_OF = re.compile(r"\b(?:as of|as at|dated|issued on|published on)\s+(?:the\s+)?$", re.IGNORECASE)


def leads(text: str, when: When) -> bool:
    """Whether a time opens a clause: "On 4 March 2026, ..."."""
    return bool(_LEADING.search(text[: when.start]))


def is_telling(claim: Claim, when: When) -> bool:
    """Whether a time in the statement may be one of saying."""
    return telling(claim, when) is not Telling.NO


@lru_cache(maxsize=1024)
def telling(claim: Claim, when: When) -> Telling:
    """How surely a time in the statement is one of saying."""
    if _AS_OF.search(claim.text[: when.start]):
        return Telling.SURE
    found = words(claim.text)
    inside = [at for at, word in enumerate(found) if when.start <= word.start < when.end]
    if not inside:
        return Telling.NO
    way = _Way(claim)
    if _SAID_THEN.match(claim.text[when.end :]):
        return Telling.MAYBE
    return max(
        _of_document(found, inside[0], inside[-1]), _after_teller(found, inside[0], way), _opening(found, inside, way)
    )


def tells_of_saying(text: str, when: When) -> bool:
    """Whether a text's sentence around a time tells of another saying: "In my letter of 28 October I wrote ..."."""
    found = words(text)
    home = next((word.sentence for word in found if when.start <= word.start < when.end), -1)
    return any(word.sentence == home and (word.text in _REPORTING or word.text in DOCUMENTS) for word in found)


def opens(claim: Claim, when: When) -> bool:
    """Whether a time stands in the opening phrase of what a speaker says or does: "On 4 March 2026 Moss ..."."""
    found = words(claim.text)
    inside = [at for at, word in enumerate(found) if when.start <= word.start < when.end]
    return bool(inside) and _opening(found, inside, _Way(claim)) is not Telling.NO


class _Way:
    """What the words of one statement are on the way from a time to its teller."""

    def __init__(self, claim: Claim) -> None:
        voices = [
            part for quote in claim.quotes for part in (quote.speaker, quote.role, *quote.speaker.split()) if part
        ]
        self.voices = [
            match.span()
            for part in {voice for voice in voices if len(voice.strip(".")) > 1}
            for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", claim.text)
        ]
        self.metadata = named(claim)
        self.times = [(one.start, one.end) for one in times(bare(claim))]
        self.text = claim.text

    def voice(self, word: Word) -> bool:
        """Whether it is part of a cited speaker's name or role."""
        return within(word.start, self.voices)

    def passed(self, word: Word) -> bool:
        """Whether it says nothing about what happened: a name, a number, a time, a title, a word of the frame."""
        known = within(word.start, self.metadata) or within(word.start, self.times)
        return known or word.text in _NEUTRAL or word.capital or word.text[0].isdigit()


def _of_document(found: tuple[Word, ...], first: int, last: int) -> Telling:
    """Reads "the letter of 4 March", "her March 2026 address", "the two-page January letter"."""
    at = first - 1
    while at >= 0 and found[at].text in ("of", "on", "in", "for", "from", "the") and at > first - 3:
        at -= 1
    if 0 <= at < first - 1 and found[at].clause == found[first].clause:
        numbered = at > 0 and found[at].text.isdigit() and found[at - 1].text in DOCUMENTS
        if numbered or found[at].text in DOCUMENTS:
            return Telling.SURE if found[at + 1].text in ("of", "dated") else Telling.MAYBE
    owner = found[first - 1] if first else None
    if owner is not None and (owner.text in _OWNING or owner.written.endswith(("'s", "’s", "s'", "s’"))):
        for word in found[last + 1 : last + 4]:
            if word.clause != found[last].clause or word.text in _AT:
                break
            if word.text in DOCUMENTS:
                return Telling.SURE
    return Telling.NO


def _after_teller(found: tuple[Word, ...], first: int, way: _Way) -> Telling:
    """Walks left to a word of saying or to the speaker; what lies between may name place, hearer and occasion only."""
    strangers: list[Word] = []
    for place in range(first - 1, -1, -1):
        word = found[place]
        if word.sentence != found[first].sentence or len(strangers) > _MOST_ADVERBIAL:
            break
        if way.voice(word):
            return _of_speaker(word, strangers, found, place, first)
        if word.text in _REPORTING and not within(word.start, way.metadata):
            if not strangers:
                return Telling.SURE if place >= first - 2 and found[first - 1].text in ("on", "in") else Telling.MAYBE
            placed = found[place + 1].text in _AT
            if word.text in SAID and _frames_matter(found, first):
                return Telling.SURE
            return Telling.MAYBE if placed or word.text in _WITH_HEARER else Telling.NO
        if word.text in CONJUNCTIONS or (word.clause != found[first].clause and strangers):
            break
        if not way.passed(word):
            strangers.append(word)
    return Telling.NO


def _of_speaker(word: Word, strangers: list[Word], found: tuple[Word, ...], place: int, first: int) -> Telling:
    """Reads "Moss granted on 4 March" and "Moss's correction of 4 March"."""
    before = found[place - 1] if place else None
    aside = before is not None and (before.text in ("as", "which") or before.clause != word.clause)
    if before is not None and aside and before.text not in ("and", "but"):
        return Telling.MAYBE  # ", as Moss had everybody know in May"
    owns = word.written.endswith(("'s", "’s", "s'", "s’"))
    if owns:
        return Telling.MAYBE if len(strangers) <= _STRANGERS else Telling.NO
    verbs = [one for one in strangers if not one.text.endswith("ly")]
    if len(verbs) > 1 or found[first - 1].text in _BOUNDING:
        return Telling.NO
    near = not verbs or (found[first - 1].text in ("on", "in", "by") and verbs[0] in found[first - 3 : first])
    return Telling.MAYBE if near else Telling.NO


def _opening(found: tuple[Word, ...], inside: list[int], way: _Way) -> Telling:
    """A time in the opening phrase of a sentence or a main clause whose subject is a speaker."""
    first, last = inside[0], inside[-1]
    start = first
    while start > 0 and not _RESTARTS.search(way.text[: found[start].start]):
        start -= 1
    opener = found[start]
    if first - start > _MOST_OPENING or (first and found[first - 1].text in _BOUNDING and start < first):
        return Telling.NO
    if any(word.text in CONJUNCTIONS for word in found[start:first]):
        return Telling.NO
    participle = start < first and (opener.text.endswith(("ing", "ed")) or opener.text in _REPORTING)
    if start < first and not participle and opener.text not in _AT and opener.text not in ("back", "it"):
        return Telling.NO
    place = last + 1
    if participle:
        while place < len(found) and found[place].clause == found[last].clause:
            place += 1
    return _subject(found, place, way, participle)


def _frames_matter(found: tuple[Word, ...], first: int) -> bool:
    """Whether "that" follows a time in its sentence: "told the night shift on 4 March that ..."."""
    return any(word.text == "that" and word.sentence == found[first].sentence for word in found[first : first + 6])


def _says_it(found: tuple[Word, ...], place: int, way: _Way) -> bool:
    """Whether a verb of saying follows a subject, and neither a comma nor another time follows the verb at once."""
    while place < len(found) and (
        way.voice(found[place]) or found[place].text in _NEUTRAL or found[place].text == "who"
    ):
        place += 1
    if place + 1 >= len(found) or found[place].text not in SAID:
        return False
    after = found[place + 1 : place + 4]
    timed = any(within(word.start, way.times) for word in after)
    return way.text[found[place].end : found[place + 1].start].isspace() and not timed


def _subject(found: tuple[Word, ...], place: int, way: _Way, participle: bool) -> Telling:
    """Whether a speaker, or a word of saying after few others, follows."""
    strangers, begins = 0, place
    while place < len(found) and found[place].sentence == found[begins].sentence:
        word = found[place]
        if way.voice(word) or (word.text in ("he", "she") and not strangers):
            if strangers and not participle:
                return Telling.NO
            return Telling.SURE if _says_it(found, place, way) else Telling.MAYBE
        if word.text in SAID and not within(word.start, way.metadata):
            return Telling.MAYBE
        if place == begins and word.text == "that":
            return Telling.MAYBE
        if not way.passed(word) and word.text not in DOCUMENTS:
            strangers += 1
            if strangers > _STRANGERS or word.text in STOP:
                break
        place += 1
    return Telling.NO
