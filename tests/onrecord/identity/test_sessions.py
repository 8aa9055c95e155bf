"""Sessions: who holds the secret is who signed in, until it ends."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from audit.database import reading, writing
from onrecord.identity import tables
from onrecord.identity.faults import SignInRefused
from onrecord.identity.groups import Claims
from onrecord.identity.sessions import Sessions

SAM = Claims(person="sam@example.com", name="Sam", groups=("staff", "comms"))
LEE = Claims(person="lee@example.com", name="Lee")


@pytest.fixture
def sessions(engine: Engine, clock: Any) -> Sessions:
    return Sessions(engine, clock, idle=timedelta(hours=2))


def rows(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(tables.sessions)))


def test_its_secret_finds_a_session_and_another_does_not(sessions: Sessions) -> None:
    secret = sessions.begin(SAM)
    found = sessions.find(secret)
    assert found is not None
    assert found.claims == SAM
    assert len(found.csrf) >= 43
    for other in ("", secret[:-1], secret + "x", secret.swapcase(), "x" * 100_000):
        assert sessions.find(other) is None


def test_each_sign_in_has_a_secret_and_a_csrf_of_its_own(sessions: Sessions) -> None:
    one, other = sessions.begin(SAM), sessions.begin(SAM)
    assert one != other
    found = [sessions.find(each) for each in (one, other)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].csrf != found[1].csrf


def test_the_database_holds_no_secret(sessions: Sessions, engine: Engine) -> None:
    secret = sessions.begin(SAM)
    assert all(secret not in str(value) for row in rows(engine) for value in row)


def test_every_worker_knows_it(sessions: Sessions, engine: Engine, clock: Any) -> None:
    secret = sessions.begin(SAM)
    assert Sessions(engine, clock).find(secret) is not None
    Sessions(engine, clock).end(secret)
    assert sessions.find(secret) is None


def test_it_ends_when_it_is_ended_once_or_again(sessions: Sessions) -> None:
    secret, other = sessions.begin(SAM), sessions.begin(LEE)
    sessions.end(secret)
    sessions.end(secret)
    assert sessions.find(secret) is None
    assert sessions.find(other) is not None


def test_all_of_one_person_end_together(sessions: Sessions) -> None:
    secrets = [sessions.begin(SAM), sessions.begin(SAM), sessions.begin(LEE)]
    assert sessions.end_all("sam@example.com") == 2
    assert [sessions.find(one) is None for one in secrets] == [True, True, False]


def test_it_ends_after_two_hours_without_use(sessions: Sessions, clock: Any) -> None:
    secret = sessions.begin(SAM)
    clock.forward(hours=1, minutes=59)
    assert sessions.find(secret) is not None
    clock.forward(hours=1, minutes=59)
    assert sessions.find(secret) is not None
    clock.forward(hours=2)
    assert sessions.find(secret) is None


def test_it_ends_after_a_day_however_much_it_is_used(sessions: Sessions, clock: Any) -> None:
    secret = sessions.begin(SAM)
    found = sessions.find(secret)
    assert found is not None
    assert found.expires == clock() + timedelta(hours=24)
    for _ in range(23):
        clock.forward(hours=1)
        assert sessions.find(secret) is not None
    clock.forward(hours=1)
    assert sessions.find(secret) is None


def test_one_from_the_future_does_not_count(sessions: Sessions, clock: Any) -> None:
    secret = sessions.begin(SAM)
    clock.forward(minutes=-1)
    assert sessions.find(secret) is None


def test_its_use_is_noted_once_a_minute(sessions: Sessions, engine: Engine, clock: Any) -> None:
    secret, began = sessions.begin(SAM), clock()
    clock.forward(seconds=59)
    sessions.find(secret)
    assert rows(engine)[0].last_used.replace(tzinfo=None) == began.replace(tzinfo=None)
    clock.forward(seconds=1)
    sessions.find(secret)
    assert rows(engine)[0].last_used.replace(tzinfo=None) == clock().replace(tzinfo=None)


def test_those_that_have_run_out_are_removed_with_the_next_sign_in(
    sessions: Sessions, engine: Engine, clock: Any
) -> None:
    sessions.begin(SAM, sign_in="one")
    clock.forward(days=3)
    sessions.begin(LEE)
    assert [row.person for row in rows(engine)] == ["lee@example.com"]
    with reading(engine) as connection:
        assert connection.execute(select(tables.spent_sign_ins)).all() == []


def test_a_sign_in_counts_once(sessions: Sessions, engine: Engine) -> None:
    secret = sessions.begin(SAM, sign_in="one")
    sessions.end(secret)
    with pytest.raises(SignInRefused, match="used already") as refused:
        sessions.begin(SAM, sign_in="one")
    assert refused.value.code == "replayed"
    assert rows(engine) == []


def test_what_was_written_by_hand_into_the_row_is_what_counts(sessions: Sessions, engine: Engine) -> None:
    secret = sessions.begin(SAM)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM sessions"))
    assert sessions.find(secret) is None
