"""A database of an earlier format becomes one of this format whole, once, and loses nothing."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.dialects import postgresql

import ingest.catalogue.tables  # noqa: F401  (both name their tables)
from audit import tables
from audit.database import FORMAT, STEPS, metadata, open_engine, prepare, reading, sqlite_url, writing
from audit.errors import CatalogueError
from audit.log.appending import Log
from ingest.catalogue import controls, read
from ingest.catalogue.read import Pauses

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
ROWS = """
INSERT INTO formats VALUES ({format});
INSERT INTO controls (at, action, leader_id, reason) VALUES ('2026-01-01 09:00:00.000000', 'pause', 'ada', 'a rumour');
INSERT INTO answers (record_id, asked_at, outcome, record, sha256)
    VALUES ('r1', '2026-01-01 10:00:00.000000', 'refused', '{{}}', 'x');
"""


@pytest.fixture(params=range(1, FORMAT))
def earlier(request: pytest.FixtureRequest) -> int:
    """A format that some version wrote."""
    version: int = request.param
    return version


@pytest.fixture
def old(tmp_path: Path, earlier: int) -> Path:
    path = tmp_path / "catalogue.db"
    tables = (Path(__file__).parent / f"format_{earlier}.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(tables + ROWS.format(format=earlier))
    return path


@pytest.fixture
def engine(old: Path) -> Iterator[Engine]:
    made = open_engine(sqlite_url(old))
    yield made
    made.dispose()


def contents(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def shape(engine: Engine) -> dict[str, tuple[dict[str, tuple[str, bool]], set[tuple[object, ...]]]]:
    """Every table's columns with their types, and whether they may be empty; and its indexes."""
    with reading(engine) as connection:
        found = inspect(connection)
        return {
            table: (
                {one["name"]: (str(one["type"]), one["nullable"]) for one in found.get_columns(table)},
                {(one["name"], *one["column_names"], one["unique"]) for one in found.get_indexes(table)},
            )
            for table in found.get_table_names()
        }


def test_a_database_of_an_earlier_format_is_brought_to_this_one_and_keeps_every_row(
    engine: Engine, tmp_path: Path
) -> None:
    prepare(engine)
    new = open_engine(sqlite_url(tmp_path / "new.db"))
    prepare(new)
    assert shape(engine) == shape(new)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT version FROM formats")).scalars().all() == [FORMAT]
        assert connection.execute(text("SELECT record_id FROM answers")).scalars().all() == ["r1"]
        assert read.pauses(connection) == Pauses(leaders=frozenset({"ada"}))
    new.dispose()


def test_what_is_new_works_in_a_database_that_was_old(engine: Engine, tmp_path: Path) -> None:
    prepare(engine)
    with writing(engine) as connection:
        assert controls.control(connection, Log(tmp_path / "keys"), "pause", None, "", NOW, source_id="memo")
        assert read.pauses(connection) == Pauses(leaders=frozenset({"ada"}), sources=frozenset({"memo"}))


def test_the_second_opening_writes_nothing(old: Path, engine: Engine) -> None:
    prepare(engine)
    before = contents(old)
    prepare(engine)
    assert contents(old) == before


def test_an_upgrade_that_fails_half_way_did_not_happen(old: Path, engine: Engine, earlier: int) -> None:
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("CREATE TRIGGER fails BEFORE UPDATE ON formats BEGIN SELECT RAISE(ABORT, 'no'); END")
    before = contents(old)
    with pytest.raises(
        CatalogueError, match=rf"{earlier} must become one of format {FORMAT} once\. Nothing was changed: .* no"
    ):
        prepare(engine)
    assert contents(old) == before


def test_where_nothing_can_be_written_the_upgrade_is_told_in_one_line(old: Path, earlier: int) -> None:
    engine = open_engine(f"sqlite:///file:{old}?mode=ro&uri=true")
    with pytest.raises(CatalogueError) as told:
        prepare(engine)
    assert str(told.value).count("\n") == 0
    told_so = f"a database of format {earlier} must become one of format {FORMAT} once. Nothing was changed: "
    assert told_so in str(told.value)
    assert str(told.value).endswith("Make the workspace writable, or name another one with --workspace.")
    engine.dispose()


def test_two_that_open_it_at_once_bring_it_over_once(old: Path) -> None:
    ready, failures = threading.Barrier(4), []

    def opening() -> None:
        mine = open_engine(sqlite_url(old))
        ready.wait()
        try:
            prepare(mine)
        except CatalogueError as error:
            failures.append(error)
        finally:
            mine.dispose()

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []
    assert contents(old).count(f'INSERT INTO "formats" VALUES({FORMAT});') == 1


@pytest.mark.parametrize("version", [0, FORMAT + 1])
def test_a_format_that_nobody_here_knows_is_refused_and_left_alone(old: Path, engine: Engine, version: int) -> None:
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE formats SET version = ?", (version,))
    before = contents(old)
    with pytest.raises(CatalogueError, match=rf"is of format \[{version}\]; this OnRecord reads format {FORMAT}"):
        prepare(engine)
    assert contents(old) == before


def test_every_step_adds_what_todays_tables_have_on_both_databases() -> None:
    assert set(STEPS) == set(range(1, FORMAT))
    for new in [new for steps in STEPS.values() for new in steps]:
        column = metadata.tables[new.table].c[new.name]
        assert column.nullable
        assert column.type.compile(dialect=postgresql.dialect()) == new.kind
        index = f"{new.table}_{new.name}"
        assert new.unique == (index in {one.name for one in metadata.tables[new.table].indexes if one.unique})


def test_a_table_that_is_not_there_yet_is_made_whole(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE formats (version INTEGER PRIMARY KEY); INSERT INTO formats VALUES (1);")
    engine = open_engine(sqlite_url(path))
    prepare(engine)
    assert "source_id" in shape(engine)["controls"][0]
    assert tables.answers.name in shape(engine)
    engine.dispose()
