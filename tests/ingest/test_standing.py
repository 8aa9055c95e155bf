"""May these words be read: each rule has a case, and each bound its day (laws 3 and 11)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Approval, Consent, Kind, Leader, Recording, Scope, Source, Status, Withdrawal
from ingest.standing import Moment, Standing, consents, denied, status

AUDIENCES = ("everybody", "managers", "board")
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
CONSENT = Consent(
    record="consent.md",
    sha256="0" * 64,
    scope=frozenset({Scope.QUOTE}),
    audiences=frozenset({"everybody", "managers"}),
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 1, 1),
)
ADA = Leader(leader_id="ada", name="Ada Moss", title="Chief Executive Officer", consent=CONSENT)
MEMO = Source(
    source_id="memo",
    path="memo.txt",
    sha256="a" * 64,
    title="Memo",
    kind=Kind.MEMO,
    leaders=("ada",),
    date=date(2026, 3, 4),
    audience="everybody",
    owner="owner@example.com",
    added_by="sam@example.com",
    approval=Approval(by="lee@example.com", at=NOW - 900 * DAY, sha256="a" * 64),
)
STANDING = Standing(audiences=AUDIENCES, leaders={"ada": ADA}, withdrawn=(), paused=(), all_paused=False)
MOMENT = Moment(now=NOW, as_of=TODAY, rank=0)


def with_consent(**changes: object) -> Standing:
    consent = replace(CONSENT, **changes)  # type: ignore[arg-type]
    return replace(STANDING, leaders={"ada": replace(ADA, consent=consent)})


def test_an_approved_memo_may_be_read() -> None:
    assert denied(MEMO, "ada", STANDING, MOMENT) is None


ASIDE = {
    "1 not approved": (replace(MEMO, approval=None), STANDING, MOMENT, "not approved"),
    "1 approved other bytes": (replace(MEMO, sha256="b" * 64), STANDING, MOMENT, "not approved"),
    "1 approved by its owner": (replace(MEMO, owner="lee@example.com"), STANDING, MOMENT, "not approved"),
    "1 approved by who added it": (replace(MEMO, added_by="lee@example.com"), STANDING, MOMENT, "not approved"),
    "1 approved by who brought its recording": (
        replace(MEMO, media=Recording(path="memo.opus", sha256="b" * 64, added_by="lee@example.com")),
        STANDING,
        MOMENT,
        "not approved",
    ),
    "2 withdrawn in the manifest": (
        replace(MEMO, withdrawn=Withdrawal(at=NOW - DAY, reason="wrong")),
        STANDING,
        MOMENT,
        "withdrawn",
    ),
    "2 withdrawn by command": (MEMO, replace(STANDING, withdrawn={"memo"}), MOMENT, "withdrawn"),
    "3 under embargo": (replace(MEMO, embargo_until=NOW + DAY), STANDING, MOMENT, "under embargo"),
    "4 no leader of it": (replace(MEMO, leaders=("bo",)), STANDING, MOMENT, "not a declared leader's words"),
    "4 no leader known": (MEMO, replace(STANDING, leaders={}), MOMENT, "not a declared leader's words"),
    "4 consent not begun": (MEMO, with_consent(valid_from=TODAY + DAY), MOMENT, "no consent to quote"),
    "4 consent lapsed": (MEMO, with_consent(valid_until=TODAY), MOMENT, "no consent to quote"),
    "4 consent for others": (MEMO, with_consent(audiences=frozenset({"board"})), MOMENT, "no consent to quote"),
    "4 consent to else": (MEMO, with_consent(scope=frozenset({Scope.PARAPHRASE})), MOMENT, "no consent to quote"),
    "5 all paused": (MEMO, replace(STANDING, all_paused=True), MOMENT, "paused"),
    "5 leader paused": (MEMO, replace(STANDING, paused={"ada"}), MOMENT, "paused"),
    "5 document paused": (MEMO, replace(STANDING, paused_documents={"memo"}), MOMENT, "paused"),
    "6 above the asker": (replace(MEMO, audience="managers"), STANDING, MOMENT, "above the asker's audience"),
    "6 unknown audience": (
        replace(MEMO, audience="gone"),
        with_consent(audiences=frozenset({"gone"})),
        MOMENT,
        "above the asker's audience",
    ),
    "7 not yet": (replace(MEMO, effective_from=TODAY + DAY), STANDING, MOMENT, "not yet on record"),
    "7 dated later": (replace(MEMO, date=TODAY + DAY), STANDING, MOMENT, "not yet on record"),
    "7 no longer": (replace(MEMO, effective_until=TODAY), STANDING, MOMENT, "no longer in effect"),
}


@pytest.mark.parametrize("rule", ASIDE)
def test_each_rule_alone_keeps_the_words_back_and_says_so(rule: str) -> None:
    source, standing, moment, reason = ASIDE[rule]
    assert denied(source, "ada", standing, moment) == reason


@pytest.mark.parametrize("rule", [rule for rule in ASIDE if not rule.startswith("7")])
@given(as_of=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_no_as_of_date_lifts_any_rule_but_the_seventh(rule: str, as_of: date) -> None:
    source, standing, moment, reason = ASIDE[rule]
    assert denied(source, "ada", standing, replace(moment, as_of=as_of)) == reason


@given(as_of=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_period_holds_its_first_day_and_not_its_last(as_of: date) -> None:
    source = replace(MEMO, effective_from=date(2026, 4, 1), effective_until=date(2026, 5, 1))
    inside = date(2026, 4, 1) <= as_of <= date(2026, 4, 30)
    assert (denied(source, "ada", STANDING, replace(MOMENT, as_of=as_of)) is None) == inside


def test_an_effective_date_counts_before_the_documents_own() -> None:
    early = replace(MEMO, date=date(2026, 3, 4), effective_from=date(2026, 1, 5))
    assert denied(early, "ada", STANDING, replace(MOMENT, as_of=date(2026, 2, 1))) is None


@pytest.mark.parametrize(("seconds", "readable"), [(-1, False), (0, True), (1, True)])
def test_an_embargo_ends_on_its_second(seconds: int, readable: bool) -> None:
    source = replace(MEMO, embargo_until=NOW)
    moment = replace(MOMENT, now=NOW + timedelta(seconds=seconds))
    assert (denied(source, "ada", STANDING, moment) is None) == readable


@pytest.mark.parametrize(
    ("today", "valid"), [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_a_consent_holds_from_its_first_day_until_before_its_last(today: str, valid: bool) -> None:
    day = date.fromisoformat(today)
    assert consents(ADA, MEMO, Scope.QUOTE, day) == valid
    now = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
    assert (denied(MEMO, "ada", STANDING, Moment(now=now, as_of=date(2026, 6, 1), rank=0)) is None) == valid


def test_consent_to_quote_is_none_to_paraphrase() -> None:
    assert denied(MEMO, "ada", STANDING, MOMENT, Scope.PARAPHRASE) == "no consent to paraphrase"


def test_consent_for_managers_is_for_their_documents_only() -> None:
    """It is asked of the document's audience: a consent for one audience says nothing of another."""
    only = with_consent(audiences=frozenset({"managers"}))
    above = replace(MOMENT, rank=2)
    assert denied(replace(MEMO, audience="managers"), "ada", only, above) is None
    assert denied(MEMO, "ada", only, above) == "no consent to quote"


@pytest.mark.parametrize("rank", range(3))
def test_each_audience_reads_what_the_ones_before_it_may(rank: int) -> None:
    everything = with_consent(audiences=frozenset(AUDIENCES))
    read = [
        name
        for name in AUDIENCES
        if denied(replace(MEMO, audience=name), "ada", everything, replace(MOMENT, rank=rank)) is None
    ]
    assert read == list(AUDIENCES[: rank + 1])


def test_one_leaders_lapse_and_pause_leave_the_other_leader_of_a_document() -> None:
    bo = replace(ADA, leader_id="bo", consent=replace(CONSENT, valid_until=TODAY))
    both = replace(MEMO, leaders=("ada", "bo"))
    standing = replace(STANDING, leaders={"ada": ADA, "bo": bo})
    assert denied(both, "ada", standing, MOMENT) is None
    assert denied(both, "bo", standing, MOMENT) == "no consent to quote"
    assert denied(both, "ada", replace(standing, paused={"bo"}), MOMENT) is None
    assert status(both, standing.leaders, (), NOW) is Status.PUBLISHED


STATUSES = {
    Status.PUBLISHED: MEMO,
    Status.DRAFT: replace(MEMO, approval=None),
    Status.EMBARGOED: replace(MEMO, embargo_until=NOW + DAY),
    Status.EXPIRED: replace(MEMO, effective_until=TODAY),
    Status.LAPSED: replace(MEMO, audience="board"),
    Status.WITHDRAWN: replace(MEMO, withdrawn=Withdrawal(at=NOW, reason="wrong")),
}


@pytest.mark.parametrize("expected", STATUSES)
def test_each_status_has_its_case(expected: Status) -> None:
    assert status(STATUSES[expected], {"ada": ADA}, (), NOW) is expected


def test_a_withdrawal_by_command_is_a_withdrawal_whatever_else_holds() -> None:
    assert {status(one, {"ada": ADA}, {"memo"}, NOW) for one in STATUSES.values()} == {Status.WITHDRAWN}


@pytest.mark.parametrize("held", [Status.DRAFT, Status.EMBARGOED, Status.LAPSED, Status.WITHDRAWN])
def test_what_the_operator_sees_held_back_no_asker_can_read(held: Status) -> None:
    for rank in range(3):
        assert denied(STATUSES[held], "ada", STANDING, replace(MOMENT, rank=rank)) is not None


def test_an_approval_dated_later_than_now_is_none_yet() -> None:
    assert MEMO.approval is not None
    ahead = replace(MEMO, approval=replace(MEMO.approval, at=NOW + DAY))
    assert denied(ahead, "ada", STANDING, MOMENT) == "not approved"
    assert status(ahead, {"ada": ADA}, (), NOW) is Status.DRAFT
