"""Do two sentences of the record tell the same point otherwise? By rules that one can explain; no model is asked.

1. They are of different documents, or of different leaders in one: within one text a leader explains themselves.
2. They speak of the same point: apart from figures and times they share most of the content words of the shorter one,
   and a fair part of the longer one's.
3. They differ where each lacks what the other has: an amount of the same unit or of the same things, unless they give
   them for different times; or, in nearly the same words, a negation, a direction or a degree of commitment, by the
   rules for composed statements, read both ways; or a word and its opposite, denied in both or in neither. Different
   times are no difference there either. A question differs from nothing.

A difference that no rule sees is no harm to the reader: both are shown with their dates. One that is none would be, so
what is doubtful is none.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from agent.checks.amounts.amount import Amount
from agent.checks.amounts.dated import time_of
from agent.checks.amounts.likeness import comparable, in_base
from agent.checks.amounts.reading import amounts
from agent.checks.claim import Claim, Quoted, Rule
from agent.checks.direction import direction
from agent.checks.english.alignment import reading
from agent.checks.english.opposites import opposite, stemmed
from agent.checks.english.words import content, words
from agent.checks.modality import modality
from agent.checks.negation import negation
from agent.checks.polarity.denials import denials
from agent.checks.size import unwieldy
from agent.checks.times.bounds import bound
from agent.checks.times.calendar import agrees, meant
from agent.checks.times.expressions import When, times
from agent.composers.sentences import Candidate

FEWEST = 2  # content words in common
OF_SHORTER = 0.6  # of the content words of the shorter sentence, at least, are the other's too
OF_LONGER = 0.3  # of those of the longer one
NEARLY_SHORTER, NEARLY_LONGER = 0.75, 0.5  # the same, where the words are nearly the same
_MEASURES = stemmed("per cent percent million billion thousand")
_OPPOSING: tuple[Rule, ...] = (negation, direction)
_RULES: tuple[Rule, ...] = (*_OPPOSING, modality)


def differ(one: Candidate, other: Candidate, *, degree: bool = True) -> bool:
    """Whether the two tell the same point otherwise; without `degree`, how firmly they do makes no difference.
    Symmetric. A rule that could not run has found no difference: what is shown does not depend on it, only its order
    and the notice."""
    if _teller(one) == _teller(other):
        return False
    try:
        return _otherwise(_quoted(one), _quoted(other), _RULES if degree else _OPPOSING)
    except Exception:
        return False


def _otherwise(first: Quoted, second: Quoted, rules: tuple[Rule, ...]) -> bool:
    if first.words.endswith("?") or second.words.endswith("?"):
        return False
    if _same_point(first.words, second.words, OF_SHORTER, OF_LONGER) and _figures(first, second):
        return True
    return _same_point(first.words, second.words, NEARLY_SHORTER, NEARLY_LONGER) and _sense(first, second, rules)


def _teller(one: Candidate) -> tuple[str, str]:
    return one.evidence.source.source_id, one.evidence.leader.leader_id


def _quoted(one: Candidate) -> Quoted:
    return Quoted(
        words=one.words,
        speaker=one.evidence.leader.name,
        role=one.evidence.leader.title,
        title=one.evidence.source.title,
        date=one.evidence.source.date,
    )


def _same_point(one: str, other: str, of_shorter: float, of_longer: float) -> bool:
    if _shared(content(words(one)), content(words(other))) < FEWEST:  # without looking for figures and times
        return False
    first, second = _matter(one), _matter(other)
    shared = _shared(first, second)
    shorter, longer = sorted((len(first), len(second)))
    return shared >= FEWEST and shared >= of_shorter * shorter and shared >= of_longer * longer


def _shared(one: frozenset[str], other: frozenset[str]) -> int:
    """How many stems of either the other has, themselves or their opposites."""

    def had(mine: frozenset[str], theirs: frozenset[str]) -> int:
        return sum(stem in theirs or bool(opposite(stem) & theirs) for stem in mine)

    return min(had(one, other), had(other, one))


@lru_cache(maxsize=4096)
def _matter(text: str) -> frozenset[str]:
    """The stems of what a text speaks of, without figures and times."""
    spans = [(one.start, one.end) for one in amounts(text)] + [(one.start, one.end) for one in times(text)]
    found = (one for one in words(text) if not any(start <= one.start < end for start, end in spans))
    return content(found) - _MEASURES


def _figures(one: Quoted, other: Quoted) -> bool:
    """Whether each has an amount that the other lacks, of the same kind and for no other time."""
    first, second = amounts(one.words), amounts(other.words)
    mine = [a for a in first if not any(in_base(a) == in_base(b) for b in second)]
    theirs = [b for b in second if not any(in_base(a) == in_base(b) for a in first)]
    return any(
        _alike(a, b) and not _other_time(_time(one, a, first), _time(other, b, second)) for a in mine for b in theirs
    )


def _alike(one: Amount, other: Amount) -> bool:
    """Whether they measure the same: one unit, or without any the same things."""
    if not comparable(one, other) or other.soft or in_base(one)[1] != in_base(other)[1]:
        return False
    return bool(one.unit) or bool(set(one.nouns) & set(other.nouns))


def _time(quote: Quoted, amount: Amount, others: Sequence[Amount]) -> tuple[When, ...]:
    """What the time of an amount may mean; none where it has none, or one from which on it holds."""
    found = time_of(quote.words, amount, others)
    return () if found is None or bound(quote.words, found) in ("from", "since") else meant(found, quote)


def _other_time(one: Sequence[When], other: Sequence[When]) -> bool:
    """Whether both have a time, and in no meaning the same."""
    return bool(one and other) and not any(agrees(a, b) or agrees(b, a) for a in one for b in other)


def _sense(one: Quoted, other: Quoted, rules: tuple[Rule, ...]) -> bool:
    """Whether they are of no two times, and one says the opposite or a rule finds fault with each, held against the
    other."""

    def faulty(rule: Rule, text: Quoted, quote: Quoted) -> bool:
        claim = Claim(text=text.words, quotes=(quote,), as_of=quote.date or date.max)
        return unwieldy(claim) is None and rule(claim) is not None

    if _other_time(_times(one), _times(other)):
        return False
    return _opposed(one, other) or any(faulty(rule, one, other) and faulty(rule, other, one) for rule in rules)


def _times(quote: Quoted) -> list[When]:
    return [one for when in times(quote.words) for one in meant(when, quote)]


def _opposed(one: Quoted, other: Quoted) -> bool:
    """Whether one has the opposite of a word of the other, "rise" and "fall", both denied or neither."""
    turned = any(opposite(word) & _matter(other.words) for word in _matter(one.words))
    first, second = (len(denials(reading(quote.words))) % 2 for quote in (one, other))
    return turned and first == second
