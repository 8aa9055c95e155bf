"""What quotes tell as to come is not told as done, nor what is over as going on; and old words are told with their day.

Verbs of statement and quotes are paired by stem. Reported speech moves tenses back ("will" to "would", "is" to "was",
"has" to "had"); a move between what is done and what is to come is not of that kind.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from agent.checks.claim import Claim
from agent.checks.english.verbs import Time, Timed, timed
from agent.checks.english.words import listed, stem, words
from agent.checks.times.calendar import meanings
from agent.checks.times.expressions import When, times
from agent.checks.times.frames import SAID, bare, named, repeats, within
from agent.checks.times.telling import is_telling

MOST_AGE = timedelta(days=365)  # older words in the present tense need the day on which they were said

_PAST = {Time.DONE, Time.WAS, Time.USED}
_WILL = {"will", "would", "shall", "going", "about"}
_AHEAD = {Time.COMING, Time.WOULD}
# What a time in the statement cannot rest on, if the quotes have the same verb in these times only.
_AGAINST = {
    Time.DONE: _AHEAD,
    Time.WAS: {Time.COMING},
    Time.COMING: _PAST,
    Time.PRESENT: {Time.COMING, Time.USED, Time.WAS},
    Time.USED: {Time.COMING, Time.PRESENT},
}
_STILL = re.compile(r"\b(?:to this day|to date|even now|still|nowadays)\b", re.IGNORECASE)
_LASTING = re.compile(
    r"\b(?:to this day|to date|still|even now|nowadays|remain\w*|continu\w*|ke(?:ep|pt)\w*|stay\w*|yet|until|so far"
    r"|at present|for now|always|ever|lasts?)\b",
    re.IGNORECASE,
)
_OUTSTANDING = re.compile(
    r"\b(?:not|no|never|none|nobody|yet|still|until|so far|a?wait\w*|before|remain\w*)\b|n['’]t\b", re.IGNORECASE
)
_AWAITING = listed("after when whenever until till before if unless")
_EVERYBODY = listed("nobody none no anyone anybody everyone everybody each every any all whoever")
_PRO_VERB = re.compile(r"\b(?:I|we|you|he|she|it|they)(?: \w+)? (?:do|does|did|have|has|had)[.,;!?]", re.IGNORECASE)
_DONE_WORDS = re.compile(r"\b(?:already|has|have|had)\b|['’]ve\b", re.IGNORECASE)
_OPEN_ENDED = re.compile(
    r"\b(?:will|shall|would|going|plan\w*|intend\w*|expect\w*|hop\w+|aim\w*|until|next|if|is|are|am|be|may|might|can|could"
    r"|must|should|has|have|does?|to|soon|due|about)\b|['’](?:ll|s|re|ve|m|d)\b",
    re.IGNORECASE,
)


def tense(claim: Claim) -> str | None:
    """What is told in a time that the quotes do not have, or none."""
    if repeats(claim):
        return None
    told = _told(claim)
    known: dict[str, set[Time]] = {}
    for quote in claim.quotes:
        for one in timed(quote.words):
            known.setdefault(one.word.stem, set()).add(one.time)
            if _PRO_VERB.search(quote.words):  # "I already do" has the verb of another sentence
                known[one.word.stem].add(Time.OPEN)
    exchanged = _exchanged(claim, told, known) or _yet(claim, known)
    return exchanged or _lasting(claim) or _none_such(claim, told, known) or _undated(claim, told)


def _told(claim: Claim) -> list[Timed]:
    """The timed words of a statement's content."""
    metadata = named(claim)
    return [
        one
        for one in timed(claim.text)
        if one.time is not Time.OPEN and one.word.text not in SAID and not within(one.word.start, metadata)
        if not _awaited(claim, one)
    ]


def _awaited(claim: Claim, one: Timed) -> bool:
    """Whether a verb stands in a clause such as "until he had seen it", where present and perfect tell of any time."""
    before = [word.text for word in words(claim.text) if word.clause == one.word.clause and word.end < one.word.start]
    if not _AWAITING & set(before) and before[:1] != ["once"]:
        return False
    return one.time is Time.PRESENT or (one.time is Time.DONE and bool({"has", "have", "had"} & set(before)))


def _generic(claim: Claim, one: Timed) -> bool:
    """Whether a verb's sentence is of everybody or nobody, as rules are."""
    return any(word.sentence == one.word.sentence and word.text in _EVERYBODY for word in words(claim.text))


def _yet(claim: Claim, known: dict[str, set[Time]]) -> str | None:
    """A statement that says "yet to open" where quotes neither wait for it nor tell it as to come."""
    found = re.search(r"\byet to (?:be )?(\w+)", claim.text)
    if found is None or known.get(stem(found[1].casefold()), set()) & _AHEAD:
        return None
    return None if any(_OUTSTANDING.search(quote.words) for quote in claim.quotes) else f"“{found[0]}” is in no quote"


def _exchanged(claim: Claim, told: Sequence[Timed], known: dict[str, set[Time]]) -> str | None:
    """A verb whose times in the quotes are none that the statement's may rest on."""
    for one in told:
        there = known.get(one.word.stem, set())
        if one.time is Time.PRESENT and _generic(claim, one):
            there = there - {Time.COMING}  # "nobody is blamed" of a rule that says "nobody will be blamed"
        if one.time is Time.COMING:
            there = there - {Time.PRESENT} if there & _PAST else there  # "is already written" beside "I wrote it"
        against = _AGAINST.get(one.time, set())
        if _plain_future(claim, one):
            against = against | {Time.WOULD}
        if there and there <= against:
            was = " or ".join(sorted(time.value for time in there))
            return f"“{one.word.written}” is told as {one.time.value}, in the quote as {was}"
    return None


def _lasting(claim: Claim) -> str | None:
    """A statement that says "still" or "to this day" of what no quote says to last."""
    found = _STILL.search(claim.text)
    if found is None:
        return None
    enough = _LASTING if found[0].casefold() == "still" else _STILL
    if any(enough.search(quote.words) for quote in claim.quotes):
        return None
    return f"“{found[0]}” is in no quote"


def _none_such(claim: Claim, told: Sequence[Timed], known: dict[str, set[Time]]) -> str | None:
    """A future where quotes tell the past only, or something done where they tell the future only."""
    every = set().union(*known.values()) - {Time.OPEN}
    if every & _PAST and not any(_OPEN_ENDED.search(quote.words) for quote in claim.quotes):
        ahead = (one for one in told if one.time is Time.COMING and _helped(claim, one, _WILL))
        coming = next((one for one in ahead if one.word.stem not in known), None)
        if coming is not None:
            return f"“{coming.word.written}” is told as to come; the quote tells of the past only"
    if every and every <= _AHEAD:
        already = re.search(r"\b(?:already|had (?:\w+ )?been|has (?:\w+ )?been|have (?:\w+ )?been)\b", claim.text)
        if already is not None and not any(_DONE_WORDS.search(quote.words) for quote in claim.quotes):
            return f"“{already[0]}” tells as done what the quote tells as to come"
    return None


def _undated(claim: Claim, told: Sequence[Timed]) -> str | None:
    """Present or future of old words without the day of saying, or a future that is past by now."""
    days = [quote.date for quote in claim.quotes if quote.date is not None]
    if not days or len(days) < len(claim.quotes) or _tells_when(claim):
        return None
    newest = max(days)
    reported = _reported(claim)
    standing = next(
        (one for one in told if _plain_future(claim, one) or (one.time is Time.PRESENT and not reported)), None
    )
    if standing is None:
        return None
    if claim.as_of - newest > MOST_AGE:
        return f"“{standing.word.written}” is told as of now; it was said on {newest:%-d %B %Y}"
    if standing.time is Time.COMING:
        for when in times(bare(claim)):
            ends = _last_day(when, newest)
            if ends is not None and ends < claim.as_of and not is_telling(claim, when):
                return f"“{claim.text[when.start : when.end]}” is over, and told as to come"
    return None


def _plain_future(claim: Claim, one: Timed) -> bool:
    """Whether it is "will open" and not "would open"."""
    return one.time is Time.COMING and _helped(claim, one, {"will", "shall"})


def _helped(claim: Claim, one: Timed, helping: set[str]) -> bool:
    """Whether one of these words stands before a verb in its clause."""
    before = (word for word in words(claim.text) if word.clause == one.word.clause and word.start < one.word.start)
    return any(word.text in helping for word in before)


def _reported(claim: Claim) -> bool:
    """Whether the statement names a cited speaker and has a word of saying."""
    speakers = [part for quote in claim.quotes for part in quote.speaker.casefold().split()]
    said = {word.text for word in words(claim.text)}
    return bool(said & SAID) and any(part in said for part in speakers)


def _tells_when(claim: Claim) -> bool:
    """Whether the statement gives a day of saying, or the document in which it was said."""
    titles = [quote.title for quote in claim.quotes if quote.title]
    parts = [part.strip() for title in titles for part in (title, *title.split(":")) if len(part.strip()) > 3]
    if any(part.casefold() in claim.text.casefold() for part in parts):
        return True
    return any(
        is_telling(claim, when) for when in times(bare(claim)) if when.year is not None or when.month is not None
    )


def _last_day(when: When, said: date) -> date | None:
    """The last day of a month, quarter or year that a time may stand for, the latest of all readings."""
    ends = [
        date(one.year + 1, 1, 1) if last == 12 else date(one.year, last + 1, 1)
        for one in meanings(when, said)
        if one.year is not None and 1 <= one.year < 9999
        for last in [one.month or (3 * one.quarter if one.quarter else 6 * one.half if one.half else 12)]
    ]
    return max(ends) - timedelta(days=1) if ends else None
