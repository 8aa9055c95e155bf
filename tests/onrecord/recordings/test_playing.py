"""A recording is judged, written down, and given; and what bars it afterwards bars it at once."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from audit.database import reading
from audit.errors import NotSounded
from audit.log.leaves import leaf_at, leaves_of
from audit.signed.envelopes import Kind
from onrecord.access import Shown, operator, shown
from onrecord.identity.domain import Identity, Role, Way
from onrecord.parts import Parts, parts
from onrecord.places import numbers_of
from onrecord.recordings.files import Kind as Media
from onrecord.recordings.playing import citations
from tests.onrecord.conftest import Company
from tests.onrecord.recorded import NOTE, QUESTION, consent, declare, published, record

WHO = operator("all-employees")


def answer(company: Company, made: Parts) -> Shown:
    """Of the foundry, cited from the town hall alone."""
    found = made.ledger.read(company.ask(*QUESTION)["record_id"])
    mine = shown(WHO, found, asker=None, shared=False, by=made.playing.records())
    assert mine is not None
    return mine


def number_of(found: Shown) -> int:
    [number] = [one for one, (_, cited) in citations(found).items() if cited.source_id == "town-hall"]
    return number


def refused(made: Parts, found: Shown, number: int, who: Identity = WHO) -> str:
    with pytest.raises(NotSounded) as error:
        made.playing.play(who, found, number)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_what_is_played_stands_in_the_log_before_it_is_given(company: Company) -> None:
    data = record(company)
    made = parts(str(company.workspace))
    found = answer(company, made)
    number = number_of(found)
    assert made.playing.heard(WHO, found) == {number: Media.AUDIO}
    played, opened = made.playing.play(WHO, found, number)
    with opened.file:
        assert b"".join(opened.read(0, opened.size)) == data
    assert (played.clip.from_ms, played.clip.to_ms, played.note) == (5000, 9500, NOTE)
    with reading(made.engine) as connection:
        payload = leaf_at(connection, played.leaf).sealed.payload
    assert payload["kind"] == "utterance"
    assert (payload["record_id"], payload["statement"]) == (found.record.record_id, played.statement)
    assert payload["recording"] == {"citation": 1, "source_id": "town-hall", "sha256": opened.sha256}


def withdrawn(company: Company) -> None:
    assert company.run("withdraw", "town-hall", "--reason", "a wrong date")[0] == 0


def paused(company: Company) -> None:
    assert company.run("pause", "--reason", "an incident")[0] == 0


def paused_leader(company: Company) -> None:
    assert company.run("pause", "--leader", "ben-okafor", "--reason", "an incident")[0] == 0


def out_of_scope(company: Company) -> None:
    consent(company, "ben-okafor", scope=["quote"])


def over(company: Company) -> None:
    consent(company, "ben-okafor", valid_until="2026-01-01")


def another_approved(company: Company) -> None:
    [(text,)] = company.sql("SELECT declared FROM sources WHERE source_id = 'town-hall'")
    declare(company, media=json.loads(text)["media"], approved="0" * 64)


def not_approved(company: Company) -> None:
    [(text,)] = company.sql("SELECT declared FROM sources WHERE source_id = 'town-hall'")
    declare(company, media=json.loads(text)["media"], approved=None)


def without(company: Company) -> None:
    declare(company, media=None, approved=None)


def other_bytes(company: Company) -> None:
    path = company.folder / "town-hall.wav"
    path.write_bytes(path.read_bytes()[:-1] + b"\1")


def gone(company: Company) -> None:
    (company.folder / "town-hall.wav").unlink()


BARRED = [
    (withdrawn, "its source was withdrawn."),
    (paused, "everything is paused."),
    (paused_leader, "its source may not be read now."),
    (out_of_scope, "not everybody in the recording may be heard."),
    (over, "its source may not be read now."),
    (another_approved, "its recording is not the one that was approved."),
    (not_approved, "its recording is not the one that was approved."),
    (without, "there is no recording of it."),
    (other_bytes, "is not what was approved: approved sha256"),
    (gone, "cannot be opened: No such file or directory. Put it back"),
]


@pytest.mark.parametrize(("bar", "expected"), BARRED, ids=[one.__name__ for one, _ in BARRED])
def test_what_bars_it_bars_it_at_once_and_leaves_no_leaf(
    company: Company, bar: Callable[[Company], None], expected: str
) -> None:
    record(company)
    made = parts(str(company.workspace))
    found = answer(company, made)
    number = number_of(found)
    assert made.playing.barred(WHO, found, number) is None
    bar(company)
    assert expected in refused(made, found, number)
    assert utterances(made) == []
    if bar not in (other_bytes, gone):
        assert made.playing.barred(WHO, found, number) is not None
        assert made.playing.heard(WHO, found) == {}


def utterances(made: Parts) -> list[int]:
    with reading(made.engine) as connection:
        return [one.position for one in leaves_of(connection, [Kind.UTTERANCE])]


def test_a_number_that_is_not_there_is_told_with_those_that_are(company: Company) -> None:
    record(company)
    made = parts(str(company.workspace))
    found = answer(company, made)
    assert "there is no citation 99 to be heard" in refused(made, found, 99)
    assert f"expected one of {', '.join(map(str, sorted(citations(found))))}." in refused(made, found, 99)


def test_whoever_may_not_hear_everybody_hears_nobody(company: Company) -> None:
    """The town hall is Ben Okafor's and Ada Okafor's now; she has agreed to be quoted, and not to be heard."""
    record(company)
    [(text,)] = company.sql("SELECT declared FROM sources WHERE source_id = 'town-hall'")
    declared = json.loads(text) | {"leaders": ["ben-okafor", "ada-okafor"]}
    company.sql("UPDATE sources SET declared = ? WHERE source_id = 'town-hall'", json.dumps(declared))
    published(company)
    made = parts(str(company.workspace))
    found = answer(company, made)
    assert "not everybody in the recording may be heard." in refused(made, found, number_of(found))


def test_a_reader_hears_no_statement_that_they_are_not_shown(company: Company) -> None:
    record(company)
    made = parts(str(company.workspace))
    whole = made.ledger.read(company.ask(*QUESTION, "--audience", "managers")["record_id"])
    eve = Identity(person="eve@example.com", name="Eve", roles=frozenset({Role.EMPLOYEE}), audience="all-employees",
                   way=Way.SESSION)  # fmt: skip
    own = replace(whole, statements=tuple(one for one in whole.statements if one.citations[0].source_id == "town-hall"))
    mine = shown(eve, own, asker=eve.person, shared=False, by=made.playing.records())
    assert mine is not None
    assert made.playing.heard(eve, mine) == {1: Media.AUDIO}
    assert made.playing.barred(replace(eve, roles=frozenset()), mine, 1) is not None
    assert made.playing.barred(replace(eve, audience="no-such"), mine, 1) is not None


def test_what_is_left_of_an_answer_keeps_its_numbers(company: Company) -> None:
    """Somebody's page says [2] where the answer said [2], whatever became of [1]."""
    made = parts(str(company.workspace))
    question = ("How long does the foundry stay open, and what is hired in Leeds?", "--audience", "managers")
    whole = made.ledger.read(company.ask(*question)["record_id"])
    assert len({one.citations[0].source_id for one in whole.statements}) > 1
    first = whole.statements[0].citations[0].source_id
    numbers = numbers_of(whole.statements)
    company.run("withdraw", first, "--reason", "wrong")
    eve = Identity(person="eve@example.com", name="Eve", roles=frozenset({Role.EMPLOYEE}), audience="managers",
                   way=Way.SESSION)  # fmt: skip
    mine = shown(eve, whole, asker=eve.person, shared=False, by=made.playing.records())
    assert mine is not None
    assert mine.places == {place: number for place, number in numbers.items() if place[0] != first}
    assert 1 not in mine.places.values()
