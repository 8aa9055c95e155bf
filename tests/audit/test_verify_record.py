"""The verifier alone: pure, over plain data. Each step is broken in turn, and whatever is missing fails it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from audit.canonical import text_sha256
from audit.domain import AnswerRecord, Citation, Form, Outcome
from audit.findings import Finding, Frozen, Holdings, Level, Publication, Since, Verdict
from audit.verify import verdict, verify_record

EMPTY = Holdings(texts={}, publications={}, names={}, since={})
OWNER_APPROVED = {"approved_by": "comms@example.com"}


def check(record: AnswerRecord, holdings: Holdings) -> tuple[Verdict, dict[str, Finding]]:
    """The verdict, and the first finding of each step that did not just pass."""
    findings = verify_record(record, record.record_id, holdings)
    odd = [one for one in findings if one.level is not Level.PASSED]
    return verdict(findings, holdings), {one.name: one for one in reversed(odd)}


def cited(record: AnswerRecord, **changes: object) -> AnswerRecord:
    """The record with another first citation."""
    first = record.statements[0]
    made: Citation = replace(first.citations[0], **changes)  # type: ignore[arg-type]
    return replace(record, statements=(replace(first, citations=(made,)),))


def published(holdings: Holdings, **changes: object) -> Holdings:
    made: Publication = replace(holdings.publications["spring"][0], **changes)  # type: ignore[arg-type]
    return replace(holdings, publications={"spring": [made]})


def test_an_answer_and_a_refusal_are_verified(record: AnswerRecord, refused: AnswerRecord, holdings: Holdings) -> None:
    assert check(record, holdings) == (Verdict.VERIFIED, {})
    assert check(refused, holdings) == (Verdict.VERIFIED, {})


def test_every_step_is_told_in_order(record: AnswerRecord, holdings: Holdings) -> None:
    assert [one.step for one in verify_record(record, record.record_id, holdings)] == [1, 2, 3, 4, 5, 6]


def test_with_nothing_to_check_against_it_fails_closed(
    record: AnswerRecord, refused: AnswerRecord, holdings: Holdings
) -> None:
    for one in (record, refused):
        word, odd = check(one, EMPTY)
        assert word is Verdict.FAILED
        assert {"quote", "approval", "attribution", "since"} <= set(odd)
    assert verdict((), holdings) is Verdict.FAILED


def test_another_records_id_fails(record: AnswerRecord, holdings: Holdings) -> None:
    found = verify_record(record, "other", holdings)[0]
    assert (found.level, found.expected, found.found) == (Level.FAILED, "other", record.record_id)


def test_an_answer_without_statements_or_a_refusal_with_them_fails(
    record: AnswerRecord, refused: AnswerRecord, holdings: Holdings
) -> None:
    for broken in (
        replace(record, statements=()),
        replace(record, outcome=Outcome.REFUSED),
        replace(record, refusal=refused.refusal),
        replace(refused, refusal=None),
    ):
        assert "record" in check(broken, holdings)[1]


def test_a_quote_that_is_not_there_fails_with_both_texts(record: AnswerRecord, holdings: Holdings) -> None:
    word, odd = check(cited(record, quote="We will hire fifty engi-\nneers."), holdings)
    assert word is Verdict.FAILED
    assert odd["quote"].expected == "We will hire forty engi-\nneers."
    assert odd["quote"].found == "We will hire fifty engi-\nneers."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(-60, 60), end=st.integers(-60, 60))
def test_at_any_other_offsets_it_fails(record: AnswerRecord, holdings: Holdings, start: int, end: int) -> None:
    first = record.statements[0].citations[0]
    assume((start, end) != (first.start, first.end))
    assert check(cited(record, start=start, end=end), holdings)[0] is Verdict.FAILED


def test_a_text_that_was_changed_fails_even_where_the_quote_still_stands(
    record: AnswerRecord, holdings: Holdings
) -> None:
    (key, (frozen,)) = next(iter(holdings.texts.items()))
    changed = replace(frozen, text=frozen.text + " And more.")
    word, odd = check(record, replace(holdings, texts={key: [changed]}))
    assert word is Verdict.FAILED
    assert odd["quote"].expected == key
    both = replace(holdings, texts={key: [frozen, changed]})
    assert check(record, both)[0] is Verdict.FAILED, "one of two rows with this text was changed"


def test_a_text_of_other_bytes_fails(record: AnswerRecord, holdings: Holdings) -> None:
    key = record.statements[0].citations[0].text_sha256
    other = replace(holdings, texts={key: [Frozen(source_sha256="0" * 64, text=holdings.texts[key][0].text)]})
    assert {"quote", "approval"} <= set(check(record, other)[1])


@pytest.mark.parametrize("change", [
    {"approved_by": None, "approved_sha256": None}, {"approved_sha256": "0" * 64}, {"approved_sha256": None},
    OWNER_APPROVED, {"approved_by": "sam@example.com"},
], ids=str)  # fmt: skip
def test_without_a_second_persons_approval_of_these_bytes_it_fails(
    record: AnswerRecord, refused: AnswerRecord, holdings: Holdings, change: dict[str, object]
) -> None:
    for one in (record, refused):
        word, odd = check(one, published(holdings, **change))
        assert (word, set(odd)) == (Verdict.FAILED, {"approval"})


def test_one_approval_among_several_publications_is_enough(record: AnswerRecord, holdings: Holdings) -> None:
    (good,) = holdings.publications["spring"]
    both = replace(holdings, publications={"spring": [replace(good, **OWNER_APPROVED), good]})  # type: ignore[arg-type]
    assert check(record, both)[0] is Verdict.VERIFIED


@pytest.mark.parametrize("change", [
    {"speaker": "Ben Okafor"}, {"leader_id": "ben-okafor"}, {"title": "Autumn"}, {"date": date(2026, 3, 5)},
    {"speaker": "Host", "leader_id": ""},
], ids=str)  # fmt: skip
def test_words_put_into_another_mouth_title_or_day_fail(
    record: AnswerRecord, holdings: Holdings, change: dict[str, object]
) -> None:
    assert "attribution" in check(cited(record, **change), holdings)[1]


def test_a_leader_of_another_document_is_not_this_ones_speaker(record: AnswerRecord, holdings: Holdings) -> None:
    known = replace(holdings, names={**holdings.names, "ben-okafor": {"Ben Okafor"}})
    changed = cited(record, speaker="Ben Okafor", leader_id="ben-okafor")
    assert "attribution" in check(changed, known)[1]


def test_a_former_name_still_counts(record: AnswerRecord, holdings: Holdings) -> None:
    renamed = replace(holdings, names={"ada-okafor": {"Ada Moss", "Ada Okafor"}})
    assert check(record, renamed)[0] is Verdict.VERIFIED


@pytest.mark.parametrize("text", [
    'On 4 March 2026, in *Spring*, Ada Okafor said: "We will hire fifty engineers."',
    'On 4 March 2026, in *Spring*, Ada Okafor said: "We will not hire forty engineers."',
    'On 5 March 2026, in *Spring*, Ada Okafor said: "We will hire forty engineers."',
    'On 4 March 2026, in *Spring*, Ben Okafor said: "We will hire forty engineers."',
    'On 4 March 2026, in *Spring*, Ada Okafor denied: "We will hire forty engineers."',
    "We will hire forty engineers.",
    "",
])  # fmt: skip
def test_a_statement_that_is_more_or_less_than_its_quotes_fails(
    record: AnswerRecord, holdings: Holdings, text: str
) -> None:
    changed = replace(record, statements=(replace(record.statements[0], text=text),))
    word, odd = check(changed, holdings)
    assert (word, set(odd)) == (Verdict.FAILED, {"statement"})
    assert odd["statement"].found == text


def test_a_joined_or_kept_hyphen_changes_no_word(record: AnswerRecord, holdings: Holdings) -> None:
    text = record.statements[0].text.replace("engineers", "engi-neers")
    assert check(replace(record, statements=(replace(record.statements[0], text=text),)), holdings)[1] == {}


@pytest.mark.parametrize(("said", "told"), [("It was 20-30.", "It was 2030."), ("It fell by -5.", "It fell by 5."),
                                            ("It was 1.5.", "It was 15.")])  # fmt: skip
def test_a_number_must_stand_as_it_was_said(record: AnswerRecord, holdings: Holdings, said: str, told: str) -> None:
    changed = cited(record, quote=said)
    text = f'On 4 March 2026, in *Spring*, Ada Okafor said: "{told}"'
    changed = replace(changed, statements=(replace(changed.statements[0], text=text),))
    assert "statement" in check(changed, holdings)[1]


def test_a_composed_statement_is_not_compared_with_quotes(record: AnswerRecord, holdings: Holdings) -> None:
    composer = replace(record.composer, kind="vllm")
    text = "Ada Okafor plans to hire forty engineers."
    statement = replace(record.statements[0], text=text, form=Form.COMPOSED)
    made = replace(record, composer=composer, statements=(statement,))
    assert check(made, holdings)[0] is Verdict.VERIFIED
    assert "statement" in check(replace(made, statements=(replace(statement, form=Form.QUOTED),)), holdings)[1]


def test_a_composer_that_quotes_composes_nothing(record: AnswerRecord, holdings: Holdings) -> None:
    made = replace(record, statements=(replace(record.statements[0], form=Form.COMPOSED),))
    assert "statement" in check(made, holdings)[1]


def test_a_statement_without_citation_or_checks_or_with_one_that_failed_fails(
    record: AnswerRecord, holdings: Holdings
) -> None:
    first = record.statements[0]
    for broken in (
        replace(first, citations=()),
        replace(first, checks=()),
        replace(first, checks=(*first.checks, replace(first.checks[0], passed=False))),
    ):
        assert "statement" in check(replace(record, statements=(broken,)), holdings)[1]


def test_what_became_of_a_source_since_is_a_note(record: AnswerRecord, holdings: Holdings) -> None:
    withdrawn = Since(published=True, withdrawn=(datetime(2026, 12, 1, tzinfo=UTC), "wrong"))
    superseded = Since(published=True, superseded_by=("Summer, 1 June 2026",))
    cases = {
        "withdrawn on 1 December 2026: wrong": (withdrawn, Verdict.WITHDRAWN_SINCE),
        "no longer published": (Since(published=False), Verdict.VERIFIED),
        "superseded by Summer, 1 June 2026": (superseded, Verdict.VERIFIED),
    }
    for detail, (since, expected) in cases.items():
        word, odd = check(record, replace(holdings, since={"spring": since}))
        assert (word, odd["since"].level, odd["since"].detail) == (expected, Level.NOTE, detail)


def test_a_failure_outweighs_a_withdrawal(record: AnswerRecord, holdings: Holdings) -> None:
    since = Since(published=True, withdrawn=(datetime(2026, 12, 1, tzinfo=UTC), "wrong"))
    word, _ = check(cited(record, quote="x"), replace(holdings, since={"spring": since}))
    assert word is Verdict.FAILED


LISTED = "We will do two things:\n- Open Leeds.\n- Close Hull\n- Hire people"


def listed(record: AnswerRecord, holdings: Holdings, words: str) -> tuple[AnswerRecord, Holdings]:
    """A record whose statement cites three lines of a list and says `words`."""
    (good,) = record.statements[0].citations
    lines = ("We will do two things:", "Close Hull", "Hire people")
    citations = tuple(
        replace(good, start=LISTED.index(one), end=LISTED.index(one) + len(one), quote=one,
                text_sha256=text_sha256(LISTED))
        for one in lines
    )  # fmt: skip
    said = f'On 4 March 2026, in *Spring*, Ada Okafor said: "{words}"'
    frozen = {text_sha256(LISTED): [Frozen(source_sha256=good.source_sha256, text=LISTED)]}
    statement = replace(record.statements[0], text=said, citations=citations)
    return replace(record, statements=(statement,)), replace(holdings, texts=frozen)


@pytest.mark.parametrize(
    ("words", "verified"),
    [
        ("We will do two things: […] Close Hull / Hire people", True),
        ("We will do two things: […] Close Hull Hire people", True),  # as records of earlier versions were written
        ("We will do two things: Close Hull / Hire people", False),
        ("We will do two things: Open Leeds. Close Hull / Hire people", False),
        ("We will do two things: […] Close Hull […] Hire people", False),
    ],
)
def test_what_is_left_out_between_quotes_must_be_marked_and_only_that(
    record: AnswerRecord, holdings: Holdings, words: str, verified: bool
) -> None:
    word, odd = check(*listed(record, holdings, words))
    assert (word is Verdict.VERIFIED) is verified
    assert set(odd) == (set() if verified else {"statement"})


def test_quotes_that_are_not_in_the_order_of_the_text_fail(record: AnswerRecord, holdings: Holdings) -> None:
    made, holds = listed(record, holdings, "Hire people […] Close Hull […] We will do two things:")
    (statement,) = made.statements
    turned = replace(made, statements=(replace(statement, citations=statement.citations[::-1]),))
    assert "statement" in check(turned, holds)[1]
