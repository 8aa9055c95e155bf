"""Which questions fall under a topic: by words, by example, by day; and by nobody's name."""

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from agent import refusals
from agent.topics import NEAR, Barred, Why, barred, near_for
from audit.domain import Reason
from ingest.domain import Consent, Leader
from ingest.encoders.hashing import HashingEncoder
from ingest.encoders.onnx import OnnxEncoder
from ingest.encoders.port import Encoder, Vectors
from ingest.encoders.sentence_transformer import SentenceTransformerEncoder
from ingest.manifest.read import read_manifest
from ingest.policy.domain import InForce, Policy, policy_sha256
from ingest.policy.read import parse_policy, read_policy

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
POLICY = """\
version: 1
contact: comms@example.com
topics:
  - id: mergers
    title: mergers that are not announced
    contact: legal@example.com
    words: [merger, takeover bid, sue]
    examples: [Are we being bought by somebody?]
    until: 2027-01-01
  - {id: trading, title: sales and orders, always: false, examples: [How much did we sell?]}
blackouts:
  - {id: q3, title: the quiet weeks, from: 2026-10-05, until: 2026-10-27, topics: [trading], contact: cfo@example.com}
  - {id: audit, title: the audit, from: 2026-12-01, until: 2026-12-02, topics: all, detail: Back tomorrow.}
allow: [Are we being bought by somebody new?, How much did we sell then?]
"""


def leader(name: str) -> Leader:
    consent = Consent(record="c.md", sha256="0" * 64, scope=frozenset(), audiences=frozenset(),
                      valid_from=date.min, valid_until=date.max)  # fmt: skip
    return Leader(leader_id="-".join(name.lower().split()), name=name, title="Chief Officer", consent=consent)


LEADERS = [leader("Sue Grant"), leader("Ada Merger")]


def force(policy: Policy, embed: Callable[[str], Vectors]) -> InForce:
    vectors = np.stack([embed(one) for one in policy.questions])
    return InForce(policy=policy, policy_sha256=policy_sha256(policy), vectors=vectors)


LEAST = near_for("hashing")
IN_FORCE = force(parse_policy(POLICY.encode(), file="policy.yaml"), HashingEncoder().query)


def judged(question: str, today: date = TODAY, in_force: InForce = IN_FORCE) -> Barred | None:
    return barred(question, HashingEncoder().query, in_force, today, LEADERS, LEAST)


def by(found: Barred | None) -> tuple[Why, str | None] | None:
    return None if found is None else (found.why, found.topic.topic_id if found.topic else None)


@pytest.mark.parametrize(
    "question",
    [
        "Is there a merger?",
        "What about MERGERS and such",
        "The merger's terms?",
        "Has somebody made takeover bids?",
        "takeover-bid",
        "Will they sue us?",
        "Is a mer\u00adger on?",
        "Is a ｍｅｒｇｅｒ on?",
    ],
)
def test_a_phrase_is_met_in_other_forms_of_its_words(question: str) -> None:
    assert by(judged(question)) == (Why.WORDS, "mergers")


@pytest.mark.parametrize(
    "question",
    ["Is the submerger wet?", "A takeover without a bid", "A bid, then a takeover", "Who issued it?", "Is it tissue?"],
)
def test_a_phrase_is_whole_words_in_its_order(question: str) -> None:
    assert judged(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "What did Sue say about hiring?",
        "What did Sue Grant say about hiring?",
        "what did sue grant say about hiring?",
        "What is Ada Merger's view?",
        "What do Sue and Merger think?",
    ],
)
def test_a_leaders_name_brings_no_match_by_words(question: str) -> None:
    assert judged(question) is None


@pytest.mark.parametrize("question", ["Did Sue say that they will sue us?", "What did Ada Merger say of the merger?"])
def test_a_name_does_not_hide_a_topic_either(question: str) -> None:
    assert by(judged(question)) == (Why.WORDS, "mergers")


@given(st.sampled_from(["Are we being bought by {}?", "What about {}?", "How are {} today?"]), st.booleans())
def test_names_make_no_difference_to_what_is_embedded(question: str, whole: bool) -> None:
    seen: list[str] = []

    def embed(text: str) -> Vectors:
        seen.append(text)
        return HashingEncoder().query(text)

    for one in LEADERS:
        barred(question.format(one.name if whole else one.name.split()[0]), embed, IN_FORCE, TODAY, LEADERS, LEAST)
    assert len(set(seen)) == 1


def test_a_question_near_an_example_is_barred_with_its_score() -> None:
    found = judged("Are we being bought by somebody?")
    assert by(found) == (Why.EXAMPLE, "mergers")
    assert found is not None
    assert found.score == pytest.approx(1.0)
    assert found.contact == "legal@example.com"


def test_a_question_nearer_to_what_is_allowed_is_not() -> None:
    assert judged("Are we being bought by somebody new?") is None


def test_what_is_allowed_lifts_no_match_by_words() -> None:
    assert by(judged("Are we being bought by somebody new in a merger?")) == (Why.WORDS, "mergers")


def test_words_decide_without_the_encoder() -> None:
    def no_encoder(text: str) -> Vectors:
        raise AssertionError(text)

    assert by(barred("Is there a merger?", no_encoder, IN_FORCE, TODAY, LEADERS, LEAST)) == (Why.WORDS, "mergers")


@given(st.integers(0, 400))
def test_a_topic_ends_on_its_day(days: int) -> None:
    today = TODAY + timedelta(days=days)
    found = judged("Is there a merger?", today)
    if today == date(2026, 12, 1):
        assert by(found) == (Why.BLACKOUT, None)
    else:
        assert (found is not None) == (today < date(2027, 1, 1))


@pytest.mark.parametrize(
    ("today", "is_barred"),
    [
        (date(2026, 10, 4), False),
        (date(2026, 10, 5), True),
        (date(2026, 10, 26), True),
        (date(2026, 10, 27), False),
    ],
)
def test_a_topic_of_a_blackout_is_barred_on_its_days_alone(today: date, is_barred: bool) -> None:
    found = judged("How much did we sell?", today)
    assert (found is not None) == is_barred
    if found is not None:
        assert by(found) == (Why.EXAMPLE, "trading")
        assert (found.contact, found.blackout) == ("cfo@example.com", IN_FORCE.policy.blackouts[0])


def test_what_is_allowed_lifts_no_blackout() -> None:
    assert judged("How much did we sell then?") is None
    assert by(judged("How much did we sell then?", date(2026, 10, 6))) == (Why.EXAMPLE, "trading")


@given(st.text(max_size=60))
def test_a_blackout_of_everything_bars_every_question(question: str) -> None:
    assert by(judged(question, date(2026, 12, 1))) == (Why.BLACKOUT, None)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_phrase_counts_wherever_it_stands(before: str, after: str) -> None:
    assert by(judged(f"{before} Is there a takeover bid? {after}")) == (Why.WORDS, "mergers")


UNFIT: list[tuple[str, Any]] = [
    ("none", None),
    ("another size", np.ones((4, 3), np.float32)),
    ("too few", np.ones((2, 64), np.float32)),
    ("no numbers", np.full((4, 64), np.nan, np.float32)),
]


@pytest.mark.parametrize(("name", "vectors"), UNFIT, ids=[name for name, _ in UNFIT])
def test_what_cannot_be_judged_is_barred(name: str, vectors: Any) -> None:
    found = judged("May I bring my dog?", in_force=dataclasses.replace(IN_FORCE, vectors=vectors))
    assert by(found) == (Why.UNJUDGED, None)


def test_a_question_without_a_sound_vector_is_barred() -> None:
    for vector in (np.full(64, np.nan, np.float32), np.ones((1, 64), np.float32), np.ones(3, np.float32)):
        vectors: dict[str, Vectors] = {"May I bring my dog?": vector}
        found = barred("May I bring my dog?", vectors.__getitem__, IN_FORCE, TODAY, [], LEAST)
        assert by(found) == (Why.UNJUDGED, None)


def test_a_policy_without_topics_bars_nothing() -> None:
    policy = parse_policy(b"version: 1\ncontact: a@example.com\ntopics: []\n", file="policy.yaml")
    nothing = InForce(policy=policy, policy_sha256=policy_sha256(policy), vectors=np.zeros((0, 0), np.float32))
    assert judged("Is there a merger?", in_force=nothing) is None


@pytest.mark.parametrize(
    ("question", "today", "detail"),
    [
        ("A merger?", TODAY, "Questions about mergers that are not announced are not answered here. "
                             "Ask legal@example.com."),
        ("How much did we sell?", date(2026, 10, 5),
         "Questions about sales and orders are not answered here before 2026-10-27. The reason: the quiet weeks. "
         "Ask cfo@example.com."),
        ("Hello?", date(2026, 12, 1),
         "No question is answered here before 2026-12-02. The reason: the audit. Back tomorrow. "
         "Ask comms@example.com."),
    ],
)  # fmt: skip
def test_the_refusal_names_the_topic_and_whom_to_ask_and_no_document(question: str, today: date, detail: str) -> None:
    found = judged(question, today)
    assert found is not None
    refusal = refusals.not_allowed(found)
    assert (refusal.reason, refusal.detail) == (Reason.NOT_ALLOWED, detail)
    assert (refusal.nearest, refusal.choices, refusal.ask) == ((), (), found.contact)
    assert refusals.of(refusal, (), {}) == refusal


def test_what_could_not_be_judged_is_refused_in_as_many_words() -> None:
    found = judged("May I bring my dog?", in_force=dataclasses.replace(IN_FORCE, vectors=None))
    assert found is not None
    assert refusals.not_allowed(found).detail == (
        "Whether this question may be answered could not be judged, so it is not answered. Ask comms@example.com."
    )


def test_an_encoder_that_was_not_measured_stops_too_much_rather_than_too_little() -> None:
    assert near_for("some/other-model") == min(NEAR.values())


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.parametrize("encoder", [OnnxEncoder(), SentenceTransformerEncoder()], ids=lambda one: one.name)
def test_the_sample_policy_keeps_its_measured_rates_with_the_real_encoder(encoder: Encoder) -> None:
    yaml = YAML(typ="safe", pure=True)
    policy = read_policy(ROOT)
    assert policy is not None
    in_force, leaders = force(policy, encoder.query), read_manifest(ROOT / "corpus_manifest.yaml").leaders

    def stops(question: str) -> bool:
        return barred(question, encoder.query, in_force, TODAY, leaders, near_for(encoder.name)) is not None

    sample = yaml.load((ROOT / "tests" / "sample_questions.yaml").read_text(encoding="utf-8"))
    assert [one["question"] for one in sample if one["expect"] == "answer" and stops(one["question"])] == []
    asked = yaml.load((Path(__file__).parent / "topics_questions.yaml").read_text(encoding="utf-8"))
    held = [(one["topic"], stops(one["question"])) for one in asked if one["half"] == "held"]
    caught, stopped = (sum(stopped for topic, stopped in held if bool(topic) is wanted) for wanted in (True, False))
    assert caught >= 26, "of 30"
    assert stopped <= 2, "of 20"
    print(f"{encoder.name}: caught {caught} of 30, stopped {stopped} of 20")
