"""Does a question fall under a topic that is not to be answered? Pure; who asks makes no difference.

1. During a blackout of every question: yes.
2. By words: a phrase of a topic stands in the question, word for word. Words are compared by their stem (Snowball's
   English): "merger" also meets "mergers".
3. By example: the cosine of the question to an example of a topic is `near` or more, and more than to any question
   that is allowed. What is allowed lifts neither a match by words nor a blackout.
4. Only topics that are in force today count: always, or during a blackout that names them.

A leader's name brings no match, neither by words nor by vector. It fails closed: what could not be judged is barred.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from agent.checks.english.words import snowball
from agent.leaders import topic as without_names
from ingest.display import folded
from ingest.domain import Leader
from ingest.encoders.port import Vectors
from ingest.policy.domain import Blackout, InForce, Policy, Topic

# Cosines, by the encoder they were measured with: docs/measurements.md, Topics. For any other the lowest, which stops
# too much rather than too little.
NEAR = {"bge-small-en-v1.5": 0.69, "all-MiniLM-L6-v2": 0.42}

FEWEST_WORDS = 3  # of a sentence that is looked at by itself
_SENTENCE = re.compile(r"(?<=[.?!;:])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


class Why(StrEnum):
    """What barred a question."""

    WORDS = "words"
    EXAMPLE = "example"
    BLACKOUT = "blackout"  # of every question
    UNJUDGED = "unjudged"  # the policy could not be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """`topic` is none for a blackout of every question and where nothing could be judged; `blackout` is present where
    it is what keeps the topic in force; `score` is the cosine to the nearest example."""

    why: Why
    contact: str
    topic: Topic | None = None
    blackout: Blackout | None = None
    score: float | None = None


def barred(
    question: str,
    embed: Callable[[str], Vectors],
    in_force: InForce,
    today: date,
    leaders: Sequence[Leader],
    near: float,
    by_example: bool = True,
) -> Barred | None:
    """The topic under which a question falls today, or none; without `by_example` by words and blackouts alone, for a
    sentence that asks nothing.

    `embed` gives a question's unit vector, shape (size,), and is called only where words decide nothing; `near` is
    `near_for` its encoder; `today` is a day in UTC; `leaders` are all that are on record."""
    policy = in_force.policy
    quiet = [one for one in policy.blackouts if one.begins <= today < one.until]
    for blackout in quiet:
        if blackout.topics is None:
            return Barred(why=Why.BLACKOUT, contact=blackout.contact, blackout=blackout)
    topics = dict(_topics(policy, quiet, today))
    text = folded(question)
    for at, by in topics.items():
        if _has_phrase(text, policy.topics[at].words, leaders):
            return _barred(Why.WORDS, policy.topics[at], by)
    owners = _owners(policy)
    if not by_example or not any(policy.topics[at].examples for at in topics):
        return None
    for part in _parts(text):  # what stands around a question must not dilute it
        scores = _scores(embed(without_names(part, leaders)), in_force)
        if scores is None:
            return Barred(why=Why.UNJUDGED, contact=policy.contact)
        allowed = max(scores[len(owners) :], default=-1.0)
        found = [
            (score, at)
            for score, at in zip(scores, owners, strict=False)
            if at in topics and score >= near and (score > allowed or topics[at] is not None)
        ]
        if found:
            score, at = max(found, key=lambda pair: pair[0])
            return _barred(Why.EXAMPLE, policy.topics[at], topics[at], round(score, 4))
    return None


def near_for(encoder: str) -> float:
    """The least cosine of a question to an example of its topic."""
    return NEAR.get(encoder, min(NEAR.values()))


def _parts(text: str) -> list[str]:
    """The whole question and, where there are several, each of its sentences, none twice."""
    sentences = [part.strip() for part in _SENTENCE.split(text) if len(part.split()) >= FEWEST_WORDS]
    return list(dict.fromkeys([text, *(sentences if len(sentences) > 1 else [])]))


def _topics(policy: Policy, quiet: Sequence[Blackout], today: date) -> Iterator[tuple[int, Blackout | None]]:
    """The places of the topics that are in force, each with the blackout that puts it in force, if one must."""
    for at, topic in enumerate(policy.topics):
        blackout = next((one for one in quiet if topic.topic_id in (one.topics or ())), None)
        if blackout is not None:
            yield at, blackout
        elif topic.always and (topic.until is None or today < topic.until):
            yield at, None


def _barred(why: Why, topic: Topic, blackout: Blackout | None, score: float | None = None) -> Barred:
    contact = blackout.contact if blackout else topic.contact
    return Barred(why=why, contact=contact, topic=topic, blackout=blackout, score=score)


def _owners(policy: Policy) -> list[int]:
    """For each row of the vectors that is an example, the place of its topic."""
    return [at for at, topic in enumerate(policy.topics) for _ in topic.examples]


def _scores(vector: Vectors, in_force: InForce) -> list[float] | None:
    """The cosine of a question to everything that was embedded of the policy; none where it cannot be had."""
    rows = in_force.vectors
    if rows is None or vector.ndim != 1 or rows.shape != (len(in_force.policy.questions), vector.size):
        return None
    scores = rows.astype(np.float64) @ vector.astype(np.float64)
    return [float(score) for score in scores] if np.isfinite(scores).all() else None


def _has_phrase(text: str, phrases: Sequence[str], leaders: Sequence[Leader]) -> bool:
    words = _words(text)
    stems = [_stem(word) for word in words]
    names = {_plain(part) for leader in leaders for part in _words(leader.name)}
    lower = text == text.lower()
    # Written as a name, it is one: "Sue" is nobody who sues.
    named = [_plain(word) in names and (lower or word[0].isupper()) for word in words]
    for phrase in phrases:
        wanted = [_stem(word) for word in _words(phrase)]
        for at in range(len(stems) - len(wanted) + 1):
            if stems[at : at + len(wanted)] == wanted and not all(named[at : at + len(wanted)]):
                return True
    return False


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", word.casefold())


def _stem(word: str) -> str:
    return snowball(_plain(word))
