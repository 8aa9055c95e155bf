"""From questions to gaps: laws of what is told of each, and what is being done about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.gaps.domain import Dismissal, Draft, State, Why
from agent.gaps.group import Meanings, gap_of, gaps, id_of
from agent.gaps.look import Looked
from audit.errors import RecordError
from ingest.encoders.hashing import HashingEncoder
from ingest.encoders.port import Vectors
from tests.agent.gaps.past_questions import NEAR, NOW, asked

Look = Callable[..., Looked]
DOGS, DOG, SOUP = "May we bring dogs?", "Dogs: may we bring dogs?", "Is there soup on Friday?"
ORDINARY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def found(looked: Looked) -> list[Any]:
    return gaps(looked, Meanings(HashingEncoder()))


QUESTIONS = st.lists(st.sampled_from([DOGS, DOG, SOUP, "Soup?", "When?", DOGS.upper()]), max_size=10)


@ORDINARY
@given(QUESTIONS, st.randoms(use_true_random=False))
def test_each_question_is_in_one_gap_whatever_their_order(looked: Look, texts: list[str], random: Any) -> None:
    questions = [asked(number, text) for number, text in enumerate(texts)]
    made = found(looked(*questions))
    assert sorted(one for gap in made for one in gap.record_ids) == sorted(one.record_id for one in questions)
    assert sum(gap.count for gap in made) == sum(text.count for gap in made for text in gap.texts) == len(texts)
    random.shuffle(questions)
    assert found(looked(*questions)) == made


@ORDINARY
@given(QUESTIONS, st.sampled_from([DOGS, SOUP]))
def test_a_gap_keeps_its_id_when_one_more_question_joins(looked: Look, texts: list[str], text: str) -> None:
    questions = [asked(number + 1, one) for number, one in enumerate(texts)]
    before = {gap.gap_id for gap in found(looked(*questions))}
    after = found(looked(asked(0, text), *questions))
    assert before <= {gap.gap_id for gap in after} | {id_of(one) for gap in after for one in gap.record_ids}
    for gap_id in before:
        assert gap_of(after, gap_id).count >= gap_of(found(looked(*questions)), gap_id).count


def test_what_is_told_of_a_gap(looked: Look) -> None:
    far = replace(NEAR, start=7)
    hidden = replace(NEAR, source_id="withdrawn")
    (gap,) = found(
        looked(
            asked(1, DOGS, near=(hidden, far, NEAR), leaders=()),
            asked(2, DOGS, near=(far,)),
            asked(9, DOG, why=Why.DOUBTFUL, audience="managers", near=()),
        )
    )
    assert (gap.name, gap.count, gap.first, gap.last) == (DOGS, 3, NOW - timedelta(9), NOW - timedelta(1))
    assert [(one.text, one.count) for one in gap.texts] == [(DOGS, 2), (DOG, 1)]
    assert gap.why == {Why.NOTHING: 2, Why.DOUBTFUL: 1}
    assert gap.leaders == {"ada-okafor": 2}
    assert gap.audiences == {"all-employees": 2, "managers": 1}
    assert gap.near == (far, NEAR)
    assert gap.weeks == (0,) * 11 + (1, 2)
    assert gap.standing.state is State.OPEN


def test_an_unknown_gap_is_told(looked: Look) -> None:
    with pytest.raises(RecordError, match="no such gap"):
        gap_of(found(looked(asked(1, DOGS))), "r001")


def draft(**more: Any) -> Draft:
    return Draft(**({"source_id": "memo", "by": "kim@example.com", "at": NOW} | more))


DISMISSAL = Dismissal(by="kim@example.com", at=NOW, reason="nobody's to say")
STATES: dict[str, tuple[dict[str, Any], State, int]] = {
    "nothing was decided": ({}, State.OPEN, 0),
    "a draft was begun": ({"drafts": (draft(),)}, State.WRITING, 0),
    "it is served": ({"drafts": (draft(served_from=30),)}, State.CLOSED, 0),
    "asked in vain since": ({"drafts": (draft(served_from=15),)}, State.OPEN, 1),
    "a second draft for that": ({"drafts": (draft(served_from=15), draft(source_id="two"))}, State.WRITING, 1),
    "the second is served": ({"drafts": (draft(served_from=15), draft(source_id="two", served_from=25))},
                             State.CLOSED, 0),
    "it was taken back": ({"drafts": (draft(withdrawn=True),)}, State.OPEN, 0),
    "dismissed": ({"dismissal": DISMISSAL, "drafts": (draft(served_from=30),)}, State.DISMISSED, 0),
}  # fmt: skip


@pytest.mark.parametrize("what", STATES)
def test_what_is_being_done_about_a_gap(looked: Look, what: str) -> None:
    """Decided of one of its questions; another joined later."""
    decided, state, again = STATES[what]
    drafts = {"r010": decided["drafts"]} if "drafts" in decided else {}
    dismissals = {"r010": decided["dismissal"]} if "dismissal" in decided else {}
    (gap,) = found(looked(asked(20, DOGS), asked(10, DOG), drafts=drafts, dismissals=dismissals))
    assert (gap.standing.state, gap.standing.again) == (state, again)
    assert gap.standing.drafts == decided.get("drafts", ())
    assert gap.standing.dismissal == decided.get("dismissal")


def test_what_is_open_comes_first_and_then_what_is_asked_most(looked: Look) -> None:
    dismissals = {"r001": DISMISSAL}
    made = found(
        looked(asked(1, DOGS), asked(2, DOGS), asked(3, SOUP), asked(4, SOUP), asked(5, "Why?"), dismissals=dismissals)
    )
    assert [(gap.name, gap.standing.state) for gap in made] == [
        (SOUP, State.OPEN), ("Why?", State.OPEN), (DOGS, State.DISMISSED),
    ]  # fmt: skip


class Counting(HashingEncoder):
    """It remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def query(self, text: str) -> Vectors:
        self.asked.append(text)
        return super().query(text)


def test_a_question_is_encoded_once_and_forgotten_when_it_is_gone(looked: Look) -> None:
    encoder = Counting()
    meanings = Meanings(encoder)
    gaps(looked(asked(1, DOGS), asked(2, DOGS), asked(3, SOUP)), meanings)
    gaps(looked(asked(1, DOGS), asked(3, SOUP)), meanings)
    assert sorted(encoder.asked) == sorted([DOGS.casefold(), SOUP.casefold()])
    gaps(looked(asked(1, DOGS)), meanings)
    gaps(looked(asked(3, SOUP)), meanings)
    assert encoder.asked.count(SOUP.casefold()) == 2
