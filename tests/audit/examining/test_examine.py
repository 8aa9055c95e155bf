"""An examination finds every change within the database, whatever it is of. On both databases."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, text

from audit.canonical import canonical_json, sha256_hex
from audit.database import open_engine, prepare, reading, sqlite_url, writing
from audit.domain import AnswerRecord
from audit.examining.examine import examine
from audit.examining.examined import Examination
from audit.keys.domain import PrivateKey, Role
from audit.keys.workspace import WorkspaceKeys
from audit.ledger import erasure
from audit.ledger.ledger import Beside, Ledger
from audit.log.appending import Log, NewLeaf
from audit.log.leaves import head, head_at
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.signed.payloads import added_key, withdraw
from audit.tables import answers, checkpoints, leaves, sections, tree

BY = {"by": "lee@example.com", "reason": "asked for it"}


def fill(engine: Engine, log: Log, record: AnswerRecord, refused: AnswerRecord) -> None:
    """Answers, a refusal, an answer in parts, one that was interrupted, a withdrawal, holds, an erasure, two more keys,
    and a record that is older than the log."""
    ledger = Ledger(engine, log)
    data = canonical_json(to_json(replace(record, record_id="0" * 32)))
    older = {"record_id": "0" * 32, "asked_at": record.asked_at, "outcome": "answered", "record": data.decode()}
    with writing(engine) as connection:
        connection.execute(insert(answers).values(sha256=sha256_hex(data), **older))
        connection.execute(text("INSERT INTO answer_sources VALUES (:id, 'spring', 'cited')"), {"id": "0" * 32})
    for number in range(1, 5):
        with ledger.transaction() as connection:
            ledger.append(connection, replace(record, record_id=f"{number:032x}"), Beside(asker="sam"))
    with ledger.transaction() as connection:
        ledger.append(connection, refused)
    for record_id, whole in (("a" * 32, True), ("b" * 32, False)):
        (statement,) = record.statements
        for count in (1, 2):
            part = replace(record, record_id=record_id, statements=(statement,) * count, notices=(str(count),))
            with ledger.transaction() as connection:
                ledger.append_part(connection, part, Beside(prompt={"messages": []}))
        if whole:
            with ledger.transaction() as connection:
                ledger.append(connection, replace(part, notices=()), Beside(prompt={"messages": []}))
    with writing(engine) as connection:
        log.append(
            connection, [NewLeaf(kind=Kind.WITHDRAW, payload=withdraw("spring", "wrong", [("a" * 32, "cited")]))]
        )
    for record_id, lift in ((f"{1:032x}", False), (f"{1:032x}", True), (f"{2:032x}", False)):
        with writing(engine) as connection:
            erasure.hold(connection, log, record_id, lift=lift, **BY)
    with writing(engine) as connection:
        erasure.erase(connection, log, f"{1:032x}", **BY)
    keys = WorkspaceKeys.open(log.folder, create=False)
    for role, old in ((Role.RECORD, keys.record), (Role.LOG, keys.log)):
        new = PrivateKey.generate(role, role.value)
        payload = added_key(new.public, "yearly") | {"action": "rotate", "replaces": old.keyid}
        with writing(engine) as connection:
            log.append(
                connection,
                [NewLeaf(kind=Kind.KEY, payload=payload, signers=[new, *([old] if role is Role.LOG else [])])],
            )
        keys.replace(new)
    with ledger.transaction() as connection:
        ledger.append(connection, replace(record, record_id="c" * 32))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, record: AnswerRecord, refused: AnswerRecord) -> Path:
    """A folder with such a database, and its keys."""
    folder = tmp_path_factory.mktemp("filled")
    engine = open_engine(sqlite_url(folder / "catalogue.db"))
    prepare(engine)
    fill(engine, Log(folder / "keys"), record, replace(refused, record_id="d" * 32))
    engine.dispose()
    with closing(sqlite3.connect(folder / "catalogue.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def full(
    database_url: str, tmp_path: Path, filled: Path, log: Log, record: AnswerRecord,
    refused: AnswerRecord,
) -> Iterator[Engine]:  # fmt: skip
    engine = open_engine(database_url)
    if engine.dialect.name == "sqlite":
        shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    else:
        prepare(engine)
        fill(engine, log, record, replace(refused, record_id="d" * 32))
    yield engine
    engine.dispose()


def examined(engine: Engine, log: Log, **more: Any) -> Examination:
    return examine(engine, keys=WorkspaceKeys.open(log.folder, create=False), **more)


def test_a_log_that_nobody_changed_is_whole(full: Engine, log: Log) -> None:
    found = examined(full, log)
    assert found.faults == []
    assert found.whole
    with reading(full) as connection:
        last = head(connection)
    assert last is not None
    assert (found.origin, found.size, found.root) == (last.origin, last.size, last.checkpoint.root.hex())
    assert found.checked == {1: 20, 2: 20 + 10 + 5 + 2 + 1, 3: 18, 4: 20, 5: 11, 6: 11}
    assert found.notes == ["1 record is older than the log, so that only their own hashes vouch for them"]


def test_an_empty_log_is_whole(engine: Engine) -> None:
    found = examine(engine, keys=None)
    assert (found.whole, found.size, found.origin) == (True, 0, None)


CHANGES: dict[str, tuple[int, str]] = {
    "a leaf is gone": (1, "DELETE FROM leaves WHERE position = 5"),
    "the last leaf is gone": (3, "DELETE FROM leaves WHERE position = (SELECT max(position) FROM leaves)"),
    "two leaves have changed places": (
        2,
        "UPDATE leaves SET position = position + 1000 WHERE position IN (3, 4);"
        "UPDATE leaves SET position = 3 WHERE position = 1004; UPDATE leaves SET position = 4 WHERE position = 1003",
    ),
    "a leaf's envelope": (1, "UPDATE leaves SET envelope = replace(envelope, 'answer', 'refusal') WHERE position = 5"),
    "a leaf's hash": (1, "UPDATE leaves SET sha256 = '00' WHERE position = 5"),
    "a leaf's kind": (1, "UPDATE leaves SET kind = 'hold' WHERE position = 5"),
    "a leaf's subject": (1, "UPDATE leaves SET subject = 'x' WHERE position = 5"),
    "a leaf's checkpoint": (3, "UPDATE leaves SET checkpoint = 5 WHERE position = 5"),
    "a node is gone": (2, "DELETE FROM tree WHERE level = 1 AND position = 2"),
    "a node too many": (2, "INSERT INTO tree VALUES (7, 0, :hash)"),
    "a node": (2, "UPDATE tree SET hash = :hash WHERE level = 1 AND position = 2"),
    "a checkpoint is gone": (3, "DELETE FROM checkpoints WHERE size = 6"),
    "the last checkpoint is gone": (3, "DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)"),
    "a checkpoint of another size": (3, "UPDATE checkpoints SET size = 99 WHERE size = 6"),
    "another checkpoint's note": (
        3, "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 7) WHERE size = 6"
    ),
    "an answer's row is gone": (
        5, "DELETE FROM answer_sources WHERE record_id LIKE 'c%'; DELETE FROM answers WHERE record_id LIKE 'c%'"
    ),
    "a row is named after another leaf": (5, "UPDATE answers SET leaf = 1000 WHERE record_id LIKE 'c%'"),
    "a row names no leaf": (5, "UPDATE answers SET leaf = NULL WHERE record_id LIKE 'c%'"),
    "an answer's number": (5, "UPDATE answers SET answer_seq = 1000 WHERE record_id LIKE 'c%'"),
    "an answer's outcome": (5, "UPDATE answers SET outcome = 'refused' WHERE record_id LIKE 'c%'"),
    "an answer's time": (5, "UPDATE answers SET asked_at = '2026-01-01 00:00:00' WHERE record_id LIKE 'c%'"),
    "an answer's digest": (5, "UPDATE answers SET sha256 = '00' WHERE record_id LIKE 'c%'"),
    "a text beside a leaf": (5, "UPDATE answers SET record = '{}' WHERE record_id LIKE 'c%'"),
    "a part is gone": (5, "DELETE FROM answer_parts WHERE record_id LIKE 'a%' AND number = 2"),
    "a part's time": (5, "UPDATE answer_parts SET asked_at = '2026-01-01 00:00:00' WHERE record_id LIKE 'b%'"),
    "a source is gone, so that no recall finds it": (5, "DELETE FROM answer_sources WHERE record_id LIKE 'c%'"),
    "a source is another": (5, "UPDATE answer_sources SET source_id = 'x' WHERE record_id LIKE 'c%'"),
    "a part's source is gone": (5, "DELETE FROM answer_part_sources WHERE record_id LIKE 'b%'"),
    "a source of nothing": (5, "INSERT INTO answer_part_sources VALUES ('eeee', 'spring')"),
    "an older text": (5, "UPDATE answers SET record = replace(record, 'forty', 'fifty') WHERE record <> ''"),
    "an older text's source": (5, "DELETE FROM answer_sources WHERE record_id LIKE '0000000000000000000000000000000%'"),
    "a section": (6, "UPDATE sections SET ciphertext = :hash WHERE record_id LIKE 'c%' AND name = 'answer'"),
    "a section is gone": (6, "DELETE FROM sections WHERE record_id LIKE 'c%' AND name = 'question'"),
    "a section too many": (6, "INSERT INTO sections VALUES ('eeee', 0, 'answer', :hash, :hash)"),
    "a section under another name": (
        6, "UPDATE sections SET name = 'asker' WHERE record_id LIKE 'c%' AND name = 'question'"
    ),
    "a key": (6, "UPDATE record_keys SET key = :hash WHERE record_id LIKE 'c%'"),
    "a key is gone": (6, "DELETE FROM record_keys WHERE record_id LIKE 'c%'"),
    "a key too many": (6, "INSERT INTO record_keys VALUES ('eeee', :hash)"),
    "an erased record's key is back": (6, "INSERT INTO record_keys VALUES ('00000000000000000000000000000001', :hash)"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found(full: Engine, log: Log, change: str) -> None:
    step, statements = CHANGES[change]
    with writing(full) as connection:
        for statement in statements.split(";"):
            connection.execute(text(statement), {"hash": b"\x00" * 32} if ":hash" in statement else {})
    found = examined(full, log)
    assert step in found.counted, found.faults


def test_a_record_that_was_erased_although_it_was_held_is_found(full: Engine, log: Log) -> None:
    with writing(full) as connection:
        payload = {"record_id": f"{2:032x}", "leaf": [], **BY}
        log.append(connection, [NewLeaf(kind=Kind.ERASE, payload=payload)])
    details = [one.detail for one in examined(full, log).faults]
    assert any("was erased although it was held" in one for one in details)
    assert any("was erased, yet its key or a section is there" in one for one in details)


def rewritten(engine: Engine, log: Log, tmp_path: Path, record: AnswerRecord) -> Engine:
    """The same log's beginning, and another end: by somebody who has the keys."""
    path = tmp_path / "rewritten.db"
    made = open_engine(sqlite_url(path))
    prepare(made)
    ledger = Ledger(made, Log(log.folder))
    for number in range(20):
        with ledger.transaction() as connection:
            ledger.append(connection, replace(record, record_id=f"{100 + number:032x}"))
    return made


def test_a_log_that_was_written_anew_does_not_extend_what_is_remembered(
    full: Engine, log: Log, tmp_path: Path, record: AnswerRecord
) -> None:
    with reading(full) as connection:
        notes = {size: head_at(connection, size).note for size in (6, 20)}
    assert examined(full, log, remembered=notes[6]).whole
    assert examined(full, log, remembered=notes[20]).whole
    other = rewritten(full, log, tmp_path, record)
    assert examined(other, log).whole, "nothing within the database tells"
    found = examined(other, log, remembered=notes[6])
    assert 7 in found.counted
    other.dispose()


def test_a_log_that_was_cut_off_is_found_by_what_is_remembered(full: Engine, log: Log) -> None:
    """All that came after the 18th leaf is taken away, and everything else put right."""
    with reading(full) as connection:
        remembered = head_at(connection, 20).note
    with writing(full) as connection:
        connection.execute(text("DELETE FROM answer_sources WHERE record_id LIKE 'c%'"))
        connection.execute(text("DELETE FROM answers WHERE record_id LIKE 'c%'"))
        for table in (sections,):
            connection.execute(delete(table).where(table.c.record_id == "c" * 32))
        connection.execute(text("DELETE FROM record_keys WHERE record_id LIKE 'c%'"))
        connection.execute(delete(leaves).where(leaves.c.position >= 19))
        connection.execute(delete(checkpoints).where(checkpoints.c.size > 19))
        for level in range(6):
            connection.execute(delete(tree).where(tree.c.level == level, tree.c.position >= 19 >> level))
    assert examined(full, log).whole
    (fault,) = [one for one in examined(full, log, remembered=remembered).faults if "lost leaves" in one.detail]
    assert (fault.step, fault.expected, fault.found) == (7, "at least 20", "19")


@pytest.mark.parametrize("note", ["", "nonsense\n", "other\n1\nAAAA\n\n— other AAAA\n"])
def test_what_is_no_checkpoint_of_this_log_is_told(full: Engine, log: Log, note: str) -> None:
    found = examined(full, log, remembered=note)
    assert [one.step for one in found.faults] == [7]


def test_a_database_that_was_written_anew_under_other_keys_is_found_by_the_workspaces(
    full: Engine, log: Log, tmp_path: Path
) -> None:
    WorkspaceKeys.open(tmp_path / "others", create=True)
    found = examine(full, keys=WorkspaceKeys.open(tmp_path / "others", create=False))
    assert {one.place for one in found.faults} == {"record key", "log key"}
    assert "nobody has compared" in " ".join(examine(full, keys=None).notes)


def test_a_leaf_that_was_signed_after_its_key_was_revoked_does_not_count(full: Engine, log: Log) -> None:
    with reading(full) as connection:
        first = connection.execute(select(leaves.c.envelope).where(leaves.c.position == 0)).scalar_one()
    from audit.signed.envelopes import unseal

    keyid = unseal(first.encode()).payload["keyid"]
    revoked = {"action": "revoke", "role": "record", "name": "record", "keyid": keyid, "public": "", "replaces": None,
               "from_index": 15, "reason": "lost"}  # fmt: skip
    with writing(full) as connection:
        log.append(connection, [NewLeaf(kind=Kind.KEY, payload=revoked)])
    places = [one.place for one in examined(full, log).faults if one.step == 4]
    assert places == ["leaf 15", "leaf 16"], "the rotation itself is signed by the new key, too"


COLUMNS = {
    "leaves": ("position", "kind", "subject", "envelope", "sha256", "checkpoint"),
    "tree": ("level", "position", "hash"),
    "checkpoints": ("size", "note"),
    "record_keys": ("record_id", "key"),
    "sections": ("record_id", "part", "name", "nonce", "ciphertext"),
    "answers": ("record_id", "asked_at", "outcome", "record", "sha256", "answer_seq", "leaf"),
    "answer_parts": ("record_id", "number", "asked_at", "record", "sha256", "answer_seq", "leaf"),
    "answer_sources": ("record_id", "source_id", "role"),
    "answer_part_sources": ("record_id", "source_id"),
}


def other_value(value: Any, rng: random.Random) -> Any:
    """One bit, digit or character of it is another."""
    if isinstance(value, bytes):
        at = rng.randrange(8 * len(value))
        changed = bytearray(value)
        changed[at // 8] ^= 1 << at % 8
        return bytes(changed)
    if isinstance(value, int):
        return value + rng.choice((-1, 1, 1000))
    if not value:
        return "x"
    at = rng.randrange(len(value))
    return value[:at] + rng.choice([one for one in "0aZ}=" if one != value[at]]) + value[at + 1 :]


def mutated(connection: sqlite3.Connection, rng: random.Random) -> str:
    """Change one value of one row, remove the row, or copy another's value into it; says what was done."""
    table = rng.choice(list(COLUMNS))
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    names = [one[1] for one in connection.execute(f"PRAGMA table_info({table})")]
    row = dict(zip(names, rng.choice(rows), strict=True))
    keys = [name for name in names if row[name] is not None]
    where = " AND ".join(f"{name} = ?" for name in keys)
    values = [row[name] for name in keys]
    kind = rng.choice(["value", "value", "row", "swap"])
    if kind == "row":
        connection.execute(f"DELETE FROM {table} WHERE {where}", values)
        return f"{table}: a row is gone: {row}"
    name = rng.choice([one for one in COLUMNS[table] if row[one] is not None])
    others = [dict(zip(names, one, strict=True))[name] for one in rows]
    differing = [one for one in others if one != row[name] and one is not None]
    new = rng.choice(differing) if kind == "swap" and differing else other_value(row[name], rng)
    if name == "asked_at":  # SQLite has times as text, and two spellings of one time are no change
        new = row[name].translate(str.maketrans("0123456789", "1204567893"))
    connection.execute(f"UPDATE {table} SET {name} = ? WHERE {where}", [new, *values])
    return f"{table}.{name}: {row[name]!r} became {new!r}"


@pytest.mark.parametrize("count", [80, pytest.param(1500, marks=pytest.mark.slow)])
def test_hundreds_of_random_changes_are_found(filled: Path, count: int) -> None:
    source = sqlite3.connect(filled / "catalogue.db")
    rng, done = random.Random(count), 0
    keys = WorkspaceKeys.open(filled / "keys", create=False)
    while done < count:
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        source.backup(copy)
        try:
            told = mutated(copy, rng)
        except sqlite3.IntegrityError:  # the database itself refuses it
            copy.close()
            continue
        copy.commit()
        found = examine(_of(copy), keys=keys)
        assert not found.whole, told
        done += 1
        copy.close()
    source.close()


def _of(connection: sqlite3.Connection) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    return create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
