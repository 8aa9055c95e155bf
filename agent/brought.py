"""The passages that a question may bring along, to be answered from these alone: read, bounded, kept for the record."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from agent.domain import Question
from audit.canonical import text_sha256
from audit.domain import BroughtPassage
from audit.errors import UsageError
from ingest.domain import Brought

MOST = 100  # passages
LONGEST = 50_000  # characters of one
MOST_TOGETHER = 200_000  # characters of all
LONGEST_ID = 200
_QUOTATION_MARKS = '"“”„«»'
_SUCH = 'such as {"id": "p1", "text": "..."}'


def brought(value: Any) -> tuple[Brought, ...]:
    """The passages of a question's JSON. Raises UsageError for what is no list of ids and texts."""
    if not isinstance(value, list):
        raise UsageError(f"passages must be a list of objects {_SUCH}, got {_short(value)}.")
    for number, one in enumerate(value, start=1):
        if not isinstance(one, dict):
            raise UsageError(f"passage {number} must be an object {_SUCH}, got {_short(one)}.")
        for key in ("id", "text"):
            if not isinstance(one.get(key), str):
                raise UsageError(f"the {key} of passage {number} must be a text, got {_short(one.get(key))}.")
    return tuple(Brought(id=one["id"], text=one["text"]) for one in value)


def refuse_unusable(question: Question, passages: Sequence[Brought]) -> None:
    """Raises UsageError for passages from which no question can be answered."""
    if question.leader_id is not None:
        raise UsageError(
            "passages that a question brings are no leader's words, so none can be chosen.", advice="Take `leader` out."
        )
    if not passages:
        raise UsageError(
            "the question brings no passages.", advice="Take the key `passages` out to ask what is on record."
        )
    if len(passages) > MOST:
        raise UsageError(f"the question brings {len(passages):,} passages; at most {MOST:,} are read.")
    for number, one in enumerate(passages, start=1):
        if not _is_word(one.id):
            raise UsageError(f"the id of passage {number} must be one word of at most {LONGEST_ID} characters.")
        if any("\ud800" <= character <= "\udfff" for character in one.text):
            raise UsageError(f"passage {one.id} holds bytes that are no text.", advice="Write it as UTF-8.")
        if not any(character.isalnum() for character in one.text):
            raise UsageError(f"passage {one.id} is empty.")
        if len(one.text) > LONGEST:
            raise UsageError(f"passage {one.id} has {len(one.text):,} characters; at most {LONGEST:,} are read.")
    twice = [one for one, count in Counter(one.id for one in passages).items() if count > 1]
    if twice:
        raise UsageError(f"the passage id {twice[0]} stands twice.")
    together = sum(len(one.text) for one in passages)
    if together > MOST_TOGETHER:
        raise UsageError(
            f"the passages have {together:,} characters together; at most {MOST_TOGETHER:,} are read.",
            advice="Bring those that may hold the answer.",
        )


def kept(question: Question) -> tuple[BroughtPassage, ...] | None:
    """For the record: each passage that the question brought, with its text, so that quotes can be compared later."""
    if question.passages is None:
        return None
    return tuple(
        BroughtPassage(id=one.id, text_sha256=text_sha256(one.text), text=one.text) for one in question.passages
    )


def _is_word(name: str) -> bool:
    """An id stands in the words of an answer, where it must not read as any: `p1: Ada Moss said`."""
    plain = name.isprintable() and not set(name) & set(_QUOTATION_MARKS)
    return plain and len(name.split()) == 1 and name == name.strip() and len(name) <= LONGEST_ID


def _short(value: Any) -> str:
    shown = json.dumps(value)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
