"""Does the record positively say otherwise than a question takes for granted? Pure; over sentences found for it.

1. Sentences of superseded documents decide nothing.
2. Where a sentence says that the premise is so, it stands: what was said earlier of something to come, or of now, has
   to be as new as what says otherwise; of something past, any will do.
3. A sentence contradicts where it denies the very act ("we will not close the site") or states its opposite ("the
   clocks stay"), in earnest and not under a condition, and speaks of the same matter: of half of the premise's other
   words itself (or "it", "nobody", or nothing but the act), two thirds of them with the passage, all days and years.
   A premise that itself denies is contradicted only where one sentence tells the act with all of these words.
4. "There is no second shift" contradicts whoever takes the second shift for granted.
5. "It will not be." denies what the sentence before it tells.

The nearest sentence is given, the newest of several as near. Where nothing is certain there is none, and the question
goes its ordinary way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.checks.english.alignment import Reading, reading
from agent.checks.english.words import Word, listed, words
from agent.checks.english.words import content as content_of
from agent.checks.polarity.denials import denials
from agent.premises.assertions import Says, like, nobody, says
from agent.premises.premise import Premise
from agent.premises.times import same_time, timeless
from agent.premises.words import BEING, LIGHT, SAYING

SPOKEN_OF = 0.5  # share of the premise's other words that the sentence itself must have
KNOWN = 0.66  # and that it must have together with its passage
AS_NEAR = 0.3  # of the premise's other words: a sentence with so many less is as near
MENTIONED = 0.34  # share that a sentence must have to say that the premise is so
_IT = listed("it them that this those these they one any ones")
_SAYS_NONE = listed("never ever any anything nothing nobody none anyone anybody")
_OTHERS = listed("you he she they")
_TRUE = listed("true right correct so case happen happened happening")
_NO_THING = listed("doubt longer one more less matter idea reason need question wonder use point way other such")
_BEFORE_NO = listed("there is are was were have has had take took taken see saw seen with made got get")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of the record: `words` as displayed, `around` what its passage is found by (speaker, title and date,
    what was asked, its sentences), `title` its document's and `said_on` its date. `place` tells it apart; `after` is
    the place of the sentence that stands before it in its passage."""

    words: str
    around: str
    title: str
    place: int
    said_on: date
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """`places` are the sentences that say otherwise: one, or two where the second only denies the first."""

    premise: Premise
    places: tuple[int, ...]


def contradicted(premises: Sequence[Premise], said: Sequence[Said]) -> Against | None:
    """The first premise that the record contradicts, with the sentence that does, or none. `said` is best first, and
    holds what the asker may read and nothing that was superseded."""
    texts = [reading(one.words) for one in said]
    for premise in premises:
        found = _no_such_thing(premise, said, texts) if premise.exists else _otherwise(premise, said, texts)
        if found is not None:
            return found
    return None


def _otherwise(premise: Premise, said: Sequence[Said], texts: Sequence[Reading]) -> Against | None:
    best: tuple[tuple[float, date], int, tuple[int, ...]] | None = None
    supported: list[tuple[float, date]] = []
    for order, (one, text) in enumerate(zip(said, texts, strict=True)):
        telling = _elliptic(premise, said, texts, order)
        if not telling and not any(says(text, act) for act in premise.acts):
            continue
        share, known = shares(premise, one, text)
        so, against = _verdict(premise, one, text, share, known)
        if so:
            supported.append((share, one.said_on))
        places = (one.place,) if against else telling
        if places and (best is None or (share, one.said_on) > best[0]):
            best = ((share, one.said_on), order, places)
    if best is None:
        return None
    (share, day), _, _ = best
    as_new = [on for near, on in supported if near >= share - AS_NEAR and (premise.past or on >= day)]
    if as_new:
        return None
    return Against(premise=premise, places=best[2])


def shares(premise: Premise, one: Said, text: Reading) -> tuple[float, float]:
    """The share of the premise's words, but for its act and its time, that a sentence has; and with its passage."""
    wanted = _wanted(premise)
    if not wanted:
        return 1.0, 1.0
    own = {word.stem for word in text.words}
    near = own | content_of(words(one.around))
    titled = content_of(words(one.title))
    left = [stem for stem in wanted if stem not in titled] or wanted  # a title says what its sentences are about
    return (
        sum(bool(like(stem) & own) for stem in left) / len(left),
        sum(bool(like(stem) & near) for stem in wanted) / len(wanted),
    )


def _verdict(premise: Premise, one: Said, text: Reading, share: float, known: float) -> tuple[bool, bool]:
    """Whether a sentence says that the premise is so, and whether it says otherwise."""
    if known < KNOWN or not same_time(premise, one.words, one.around):
        return False, False
    so = against = False
    for act in premise.acts:
        for at, verdict in says(text, act):
            same = (verdict is Says.SO) != premise.negated
            if verdict in (Says.OTHERWISE, Says.OVER) and premise.negated:
                continue
            if verdict is Says.OVER and (premise.past or premise.coming):
                so = True
            elif same:
                so = so or share >= MENTIONED or _points(text, at, premise)
            elif _of_the_same(premise, text, at, share, verdict):
                against = True
    return so, against and not so


def _of_the_same(premise: Premise, text: Reading, at: int, share: float, verdict: Says) -> bool:
    if _others(premise, text, at) or (premise.coming and _past(text, at)):
        return False
    wanted = _wanted(premise)
    if not wanted:
        return verdict is Says.NOT_SO and any(word.text in _SAYS_NONE for word in text.words)
    if premise.negated and share < 1:
        return False
    if verdict is Says.NOT_SO and share < SPOKEN_OF:
        own = {word.stem for word in text.words}
        if premise.object and all(like(stem) & own for stem in premise.object):
            return True
        return _points(text, at, premise) or nobody(text, at) or _nothing_else(premise, text)
    scope = {text.words[i].stem for i in text.scope(text.scopes[at])}
    return share >= SPOKEN_OF and (verdict is Says.NOT_SO or any(like(stem) & scope for stem in wanted))


def _points(text: Reading, at: int, premise: Premise) -> bool:
    """Whether "it" or "them" stands close behind a word, or "it" before one that is said of a thing: what it is about
    was named before."""
    behind = any(word.text in ("it", "them", "one", "those") for word in text.words[at + 1 : at + 4])
    first = next((text.words[i].text for i in text.scope(text.scopes[at]) if i < at), "")
    passive = at > 0 and text.words[at - 1].text in ("be", "been", "is", "are", "was", "were", "not")
    return behind or ((bool(premise.subject) or passive) and first in ("it", "they", "this", "that"))


def _wanted(premise: Premise) -> frozenset[str]:
    return timeless(premise.about | premise.subject) - LIGHT


def _nothing_else(premise: Premise, text: Reading) -> bool:
    """ "I do not think I said disaster": the sentence has the act and nothing else, so it is about what went before."""
    acts = frozenset().union(*(like(act) for act in premise.acts))
    return {word.stem for word in text.words if word.content} <= acts | SAYING


def _others(premise: Premise, text: Reading, at: int) -> bool:
    """Whether "you", "he" or "they" do it, while the premise is about the leader or the company."""
    scope = [i for i in text.scope(text.scopes[at]) if i < at]
    who = [text.words[i].text for i in scope if text.words[i].text in _OTHERS | {"i", "we"}]
    return not premise.subject and bool(who) and who[-1] in _OTHERS


def _past(text: Reading, at: int) -> bool:
    return any(text.words[i].text in ("did", "was", "were", "had") for i in text.scope(text.scopes[at]))


def _elliptic(premise: Premise, said: Sequence[Said], texts: Sequence[Reading], order: int) -> tuple[int, ...]:
    """ "It will not be." after a sentence that tells the premise."""
    own, text = said[order], texts[order]
    bare = all(word.text in _TRUE for word in text.words if word.content) and len(text.words) <= 8
    if own.after is None or premise.negated or not bare or not denials(text) or text.words[0].text not in _IT:
        return ()
    for one, before in zip(said, texts, strict=True):
        if one.place == own.after:
            stems = {word.stem for word in before.words}
            told = all(like(stem) & stems for stem in _wanted(premise))
            if told and any(like(act) & stems for act in premise.acts):
                return (one.place, own.place)
    return ()


def _no_such_thing(premise: Premise, said: Sequence[Said], texts: Sequence[Reading]) -> Against | None:
    for one, text in zip(said, texts, strict=True):
        if not text.text.rstrip().endswith("?") and same_time(premise, one.words, one.around):
            for i, word in enumerate(text.words):
                if word.text == "no" and _denies_thing(premise, text, i):
                    return Against(premise=premise, places=(one.place,))
    return None


def _denies_thing(premise: Premise, text: Reading, i: int) -> bool:
    """Whether what "no" denies here is the thing: its name and no other, and what follows limits it to nothing else."""
    name: list[Word] = []
    end = i + 1
    while end < len(text.words) and text.scopes[end] == text.scopes[i] and _names(text, end):
        name.append(text.words[end])
        end += 1
    stems = [word.stem for word in name]
    if not stems or name[0].text in _NO_THING or not set(stems) <= set(premise.acts):
        return False
    had = any(word.text in _BEFORE_NO for word in text.words[max(0, i - 2) : i])
    happened = text.opens(i) and end < len(text.words) and text.words[end].text in BEING  # "no harm was done"
    if not had and not happened:
        return False
    behind = {text.words[j].stem for j in text.scope(text.scopes[i]) if j >= end and text.words[j].content}
    left = timeless(behind) - premise.about - set(premise.acts)
    return len(left) <= (2 if len(stems) > 1 else 0)


def _names(text: Reading, at: int) -> bool:
    return text.words[at].content or text.words[at].text in ("second", "first", "third", "last", "such")
