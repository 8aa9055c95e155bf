"""Step 7 of what was read aloud or played of a record: it stands behind what it is of, and before an erasure.

Whether it might be sounded there is `audit/verify_sounding.py`'s to say, of a record that was not erased.
"""

from collections.abc import Sequence
from datetime import datetime

from audit.domain import AnswerRecord
from audit.signed.uttered import Uttered, uttered
from audit.verify_access import on_file
from audit.verify_approvals import approved
from audit.verify_declared import moment_of
from audit.verify_ground import Ground
from audit.verify_leaves import Leaf
from audit.verify_records import SLACK, Group
from audit.verify_report import Failed, Failure, Note, fail, told
from audit.verify_sounding import sounded

STEP = 7


def heard(group: Group, erasure: Leaf | None) -> list[Uttered]:
    """The utterances of a record that count, each behind a leaf that binds its statement. Raises Failed."""
    found = []
    for leaf in (one for one in group.utterances if not one.void):
        with told("utterance", STEP, leaf.place):
            one = uttered(leaf.index, leaf.sealed)
        if erasure is not None and erasure.index < leaf.index:
            expected = f"before {erasure.place}"
            fail("utterance", STEP, leaf.place, "what it is of was erased", expected=expected, found=leaf.place)
        if not any(own.index < leaf.index and _binds(own, one.said.statement) for own in group.leaves):
            fail("utterance", STEP, leaf.place, f"no statement {one.said.statement} had been recorded before it")
        found.append(one)
    return found


def timely(group: Group, earlier: dict[int, datetime], seen: datetime | None) -> None:
    """Each is of the time that its place in the log and its witnesses give it, as an answer is. Raises Failed."""
    for leaf in group.utterances:
        at = moment_of(leaf.sealed)
        if at + SLACK < earlier[leaf.index]:
            expected = f"not before {earlier[leaf.index]}"
            fail("time", STEP, leaf.place, "it is dated back", expected=expected, found=at)
        if seen is not None and seen + SLACK < at:
            expected = f"not after {seen}"
            fail("time", STEP, leaf.place, "it is dated ahead of its witnesses", expected=expected, found=at)


def permitted(ground: Ground, found: Sequence[Uttered], record: AnswerRecord) -> list[Failure]:
    """Step 8 of each, with what the bundle must hold for it; the failures, one an utterance."""
    failures = []
    for one in found:
        try:
            for use, source, leader in sounded(ground.history, one, record):
                approved(ground, use, source, one.place)
                on_file(ground, leader, one.place)
        except Failed as failed:
            failures.append(failed.failure)
    return failures


def void(group: Group) -> list[Note]:
    """Utterances of which nobody in force says that they were."""
    detail = "the key that has signed this utterance was revoked from there, or from before, on"
    return [Note(step=STEP, place=one.place, detail=detail) for one in group.utterances if one.void]


def _binds(own: Leaf, statement: int) -> bool:
    """Whether a record's leaf has this statement, as far as it says itself: how many a whole has is in its sections."""
    part = own.sealed.payload.get("part")
    return part is None or (isinstance(part, int) and statement <= part)
