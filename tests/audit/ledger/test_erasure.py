"""Erasing what a record says while its leaf stays, holds, recalls, and a leaf's place under the root. On both
databases."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, func, insert, select, text, update

from audit.canonical import canonical_json, sha256_hex
from audit.database import open_engine, overwrite_log, prepare, reading, sqlite_url, writing
from audit.domain import AnswerRecord
from audit.errors import BusyError, Erased, RecordError
from audit.ledger.erasure import erase, erasure_of, hold, hold_on
from audit.ledger.ledger import Ledger
from audit.ledger.recall import tell, used, withdrawal_of
from audit.ledger.stored import known
from audit.log.appending import Log, NewLeaf
from audit.log.included import included
from audit.log.leaves import head, leaves_of
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.tables import answers, leaves, record_keys, sections, tree

LEE = {"by": "lee@example.com", "reason": "asked for it"}
IDS = [f"{number:032x}" for number in range(1, 4)]


@pytest.fixture
def kept(engine: Engine, ledger: Ledger, record: AnswerRecord) -> Engine:
    """Two whole records, and one that was interrupted after two statements."""
    for record_id in IDS[:2]:
        with ledger.transaction() as connection:
            ledger.append(connection, replace(record, record_id=record_id))
    for number in (1, 2):
        part = replace(record, record_id=IDS[2], statements=record.statements * number, notices=(str(number),))
        with ledger.transaction() as connection:
            ledger.append_part(connection, part)
    return engine


def erased(engine: Engine, log: Log, record_id: str) -> bool:
    with writing(engine) as connection:
        return erase(connection, log, record_id, **LEE)


def held(engine: Engine, log: Log, record_id: str, *, lift: bool = False) -> bool:
    with writing(engine) as connection:
        return hold(connection, log, record_id, lift=lift, **LEE)


def count(engine: Engine, table: Table = leaves) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("record_id", IDS)
def test_what_was_erased_can_be_read_by_nobody_and_its_leaf_stays(
    kept: Engine, log: Log, ledger: Ledger, record_id: str
) -> None:
    before = count(kept)
    assert erased(kept, log, record_id)
    with pytest.raises(Erased, match=rf"record {record_id} was erased on .* by lee@example.com: asked for it"):
        ledger.read(record_id)
    with reading(kept) as connection:
        for table in (record_keys, sections):
            left = select(func.count()).select_from(table).where(table.c.record_id == record_id)
            assert connection.execute(left).scalar_one() == 0
        (leaf,) = leaves_of(connection, [Kind.ERASE], record_id)
        own = [one.position for one in leaves_of(connection, [Kind.ANSWER], record_id)]
        word = erasure_of(connection, record_id)
        included(connection, own[0])
    assert word is not None
    assert (word.by, word.reason, word.leaf) == (LEE["by"], LEE["reason"], leaf.position)
    assert leaf.payload["leaf"] == own
    assert count(kept) == before + 1
    others = [one for one in IDS if one != record_id]
    assert [ledger.read(one).record_id for one in others] == others
    assert ledger.receipt(record_id) is not None


def test_erasing_again_changes_nothing(kept: Engine, log: Log) -> None:
    assert erased(kept, log, IDS[0])
    before = count(kept)
    assert not erased(kept, log, IDS[0])
    assert count(kept) == before


def test_an_answer_that_is_erased_while_it_is_given_goes_no_further(
    kept: Engine, log: Log, ledger: Ledger, record: AnswerRecord
) -> None:
    erased(kept, log, IDS[2])
    part = replace(record, record_id=IDS[2], statements=record.statements * 3)
    with pytest.raises(RecordError, match="was erased"), ledger.transaction() as connection:
        ledger.append_part(connection, part)
    with pytest.raises(RecordError, match="was erased"), ledger.transaction() as connection:
        ledger.append(connection, part)


def test_a_record_that_is_older_than_the_log_is_erased_too(
    kept: Engine, log: Log, ledger: Ledger, record: AnswerRecord
) -> None:
    data = canonical_json(to_json(replace(record, record_id="0" * 32)))
    row = {"record_id": "0" * 32, "asked_at": record.asked_at, "outcome": "answered", "sha256": sha256_hex(data)}
    with writing(kept) as connection:
        connection.execute(insert(answers).values(record=data.decode(), **row))
    assert erased(kept, log, "0" * 32)
    with pytest.raises(Erased):
        ledger.read("0" * 32)
    with reading(kept) as connection:
        left = connection.execute(select(answers.c.record, answers.c.sha256).where(answers.c.record_id == "0" * 32))
        assert left.one() == ("", "")
        (leaf,) = leaves_of(connection, [Kind.ERASE], "0" * 32)
    assert leaf.payload["leaf"] == []


def test_a_hold_blocks_an_erasure_until_it_is_lifted(kept: Engine, log: Log, ledger: Ledger) -> None:
    assert held(kept, log, IDS[0])
    assert not held(kept, log, IDS[0])
    before = count(kept)
    with pytest.raises(RecordError, match=f"record {IDS[0]} is held, and is not erased") as told:
        erased(kept, log, IDS[0])
    assert str(told.value).count("\n") == 0
    assert count(kept) == before
    assert ledger.read(IDS[0]).record_id == IDS[0]
    assert held(kept, log, IDS[0], lift=True)
    assert not held(kept, log, IDS[0], lift=True)
    with reading(kept) as connection:
        assert hold_on(connection, IDS[0]) is None
    assert erased(kept, log, IDS[0])
    with pytest.raises(Erased, match="nothing left to hold"):
        held(kept, log, IDS[0])


def test_who_was_told_of_a_withdrawal_is_a_leaf_of_its_own_once(kept: Engine, log: Log) -> None:
    payload = {"source_id": "spring", "reason": "wrong", "answers": [], "told": []}
    with writing(kept) as connection:
        log.append(connection, [NewLeaf(kind=Kind.WITHDRAW, payload=payload)])
        assert tell(connection, log, "spring", "wrong", ["sam@example.com"]) == ["sam@example.com"]
        assert tell(connection, log, "spring", "wrong", ["sam@example.com", "kim@example.com"]) == ["kim@example.com"]
        assert tell(connection, log, "spring", "wrong", ["sam@example.com"]) == []
        found = withdrawal_of(connection, "spring")
        told = [(one.payload["told"], one.payload["answers"]) for one in leaves_of(connection, [Kind.WITHDRAW])]
    assert found is not None
    assert found.reason == "wrong"
    assert [one.address for one in found.told] == ["sam@example.com", "kim@example.com"]
    answers = [{"record_id": record_id, "role": "cited"} for record_id in IDS]
    assert told == [([], []), (["sam@example.com"], answers), (["kim@example.com"], answers)]


def test_a_source_that_is_served_again_is_withdrawn_no_longer(kept: Engine, log: Log) -> None:
    withdrawn = NewLeaf(kind=Kind.WITHDRAW, payload={"source_id": "spring", "reason": "r", "answers": [], "told": []})
    served = NewLeaf(kind=Kind.SOURCE, payload={"source": {"source_id": "spring"}})
    steps: Sequence[tuple[NewLeaf, bool]] = [(served, False), (withdrawn, True), (served, False), (withdrawn, True)]
    for leaf, expected in steps:
        with writing(kept) as connection:
            log.append(connection, [leaf])
            assert (withdrawal_of(connection, "spring") is not None) is expected


def test_a_recall_says_which_answers_were_erased(kept: Engine, log: Log) -> None:
    erased(kept, log, IDS[1])
    with reading(kept) as connection:
        found = [(one.record_id, one.role, one.erased) for one in used(connection, "spring")]
    assert found == [(IDS[0], "cited", False), (IDS[1], "cited", True), (IDS[2], "cited", False)]


CHANGED = {
    "its envelope": (update(leaves).values(envelope=leaves.c.envelope + " "), "not an envelope"),
    "the tree": (update(tree).values(hash=b"\x00" * 32), "is not what the log of"),
    "a node": (tree.delete().where(tree.c.level == 1), "has lost the node"),
    "the checkpoint": (text("UPDATE checkpoints SET note = note || ' '"), "a signed note is a text"),
    "no checkpoint": (text("DELETE FROM checkpoints"), "under no checkpoint"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_leaf_that_is_not_under_what_was_signed_is_told(kept: Engine, change: str) -> None:
    statement, told = CHANGED[change]
    with reading(kept) as connection:
        leaf = known(connection, IDS[0]).leaf
        assert included(connection, leaf) == head(connection)
    with writing(kept) as connection:
        connection.execute(statement)
    with reading(kept) as connection, pytest.raises(RecordError, match=told):
        included(connection, leaf)


def test_nothing_of_an_erased_record_is_left_in_the_files(tmp_path: Path, log: Log, record: AnswerRecord) -> None:
    """Among many others, so that pages were split and joined around it."""
    engine = open_engine(sqlite_url(tmp_path / "many.db"))
    prepare(engine)
    ledger = Ledger(engine, log)
    with ledger.transaction() as connection:
        for number in range(200):
            ledger.append(connection, replace(record, record_id=f"{number:032x}"))
    with reading(engine) as connection:
        keys = {row.record_id: row.key for row in connection.execute(select(record_keys))}
        texts = {row.record_id: row.ciphertext[-64:] for row in connection.execute(select(sections))}
    gone = [f"{number:032x}" for number in range(0, 200, 3)]
    for record_id in gone:
        erased(engine, log, record_id)
    overwrite_log(engine)
    engine.dispose()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("many.db*"))
    assert not [one for one in gone if keys[one] in left or texts[one] in left]
    stays = set(keys) - set(gone)
    assert all(keys[one] in left and texts[one] in left for one in stays)


def test_where_another_still_reads_the_log_of_the_database_it_is_told(
    tmp_path: Path, log: Log, record: AnswerRecord
) -> None:
    engine, other = (open_engine(sqlite_url(tmp_path / "busy.db")) for _ in range(2))
    prepare(engine)
    ledger = Ledger(engine, log)
    with ledger.transaction() as connection:
        ledger.append(connection, record)
    with reading(other) as connection:
        connection.execute(select(answers)).all()
        with pytest.raises(BusyError, match="another process is reading"):
            overwrite_log(engine, wait_s=0)
    overwrite_log(engine)
    engine.dispose()
    other.dispose()
