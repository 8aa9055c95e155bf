"""One database for catalogue and ledger: SQLite by default, PostgreSQL by URL, both through SQLAlchemy Core."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from audit.errors import BusyError, CatalogueError, DatabaseFault

metadata = MetaData()
formats = Table("formats", metadata, Column("version", Integer, primary_key=True))
FORMAT = 3  # of all tables; raised with any change that an older or a newer OnRecord would misread


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A nullable column that a later format gave to a table. `kind` is its type in SQL, for both databases; with
    `unique` no value stands in it twice, by an index of the name `<table>_<column>`."""

    table: str
    name: str
    kind: str
    unique: bool = False


# What makes a database of each format one of the next. Written out, and never changed afterwards: the tables that
# SQLAlchemy knows are those of today. Tables that are new need no step, since they are made where they are missing.
STEPS: Mapping[int, Sequence[NewColumn]] = {
    1: (NewColumn("controls", "source_id", "VARCHAR(200)"),),
    2: (
        NewColumn("answers", "answer_seq", "INTEGER", unique=True),
        NewColumn("answers", "leaf", "INTEGER", unique=True),
        NewColumn("answer_parts", "answer_seq", "INTEGER", unique=True),
        NewColumn("answer_parts", "leaf", "INTEGER", unique=True),
    ),
}

BUSY_TIMEOUT_S = 30.0
WRITE_LOCK = int.from_bytes(b"onrecord")  # the advisory lock that one writer of a PostgreSQL database holds


def open_engine(url: str) -> Engine:
    """An engine for `url`. A commit is on the disk when it returns, and there is one writer at a time: SQLite's own
    lock, on PostgreSQL an advisory one.

    Raises CatalogueError where the URL is not one, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"connect_args": {"timeout": BUSY_TIMEOUT_S}} if sqlite else {}
        engine = create_engine(parsed, **options)
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise CatalogueError(f"the database URL cannot be used: {error}") from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif parsed.get_backend_name() == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def prepare(engine: Engine) -> None:
    """Make the tables that every module has named by now; bring a database of an earlier format to this one.

    Raises CatalogueError for a database of another version, and for one of an earlier format that cannot be written.
    """
    with reading(engine) as connection:
        there = set(inspect(connection).get_table_names())
        found = _version(connection) if formats.name in there else None
    if found == FORMAT and set(metadata.tables) <= there:
        return
    try:
        with writing(engine) as connection:
            _complete(connection)
    except CatalogueError as error:
        if found is None or found == FORMAT:
            raise
        raise CatalogueError(
            f"a database of format {found} must become one of format {FORMAT} once. Nothing was changed: "
            f"{error.message}",
            advice=error.advice or "Make the workspace writable, and run the command again.",
        ) from error


def _version(connection: Connection) -> int | None:
    """The database's format, none where it has none yet; locked, where the transaction writes."""
    version = select(formats.c.version)
    writes = connection.get_execution_options().get("writing", False)
    found = list(connection.execute(version.with_for_update() if writes else version).scalars())
    if not found or found == [FORMAT] or (len(found) == 1 and found[0] in STEPS):
        return found[0] if found else None
    url = connection.engine.url.render_as_string()
    raise CatalogueError(
        f"the database {url} is of format {found}; this OnRecord reads format {FORMAT}.",
        advice="Name another workspace with --workspace and ingest into it.",
    )


def _complete(connection: Connection) -> None:
    """Every step from the database's format to this one, and the tables that are missing: all of it, or nothing."""
    formats.create(connection, checkfirst=True)
    found = _version(connection)  # read again: another process may have been here meanwhile
    for version in range(found or FORMAT, FORMAT):
        for new in STEPS[version]:
            _add(connection, new)
    metadata.create_all(connection)
    connection.execute(insert(formats) if found is None else update(formats), {"version": FORMAT})


def _add(connection: Connection, new: NewColumn) -> None:
    """A table that is not there yet is made whole."""
    inspector = inspect(connection)
    if inspector.has_table(new.table):
        connection.execute(text(f"ALTER TABLE {new.table} ADD COLUMN {new.name} {new.kind}"))
        if new.unique:
            connection.execute(text(f"CREATE UNIQUE INDEX {new.table}_{new.name} ON {new.table} ({new.name})"))


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Transactions are begun by us (the driver's own begin would leave reads outside them)."""
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what was erased is overwritten, not only forgotten
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError:
        # A read-only place cannot switch its journal; reading still works, and a write says so itself.
        pass
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Whatever the server's own settings are, a commit waits for the disk, and nobody waits for a lock for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        cursor.execute(f"SET lock_timeout = '{BUSY_TIMEOUT_S:.0f}s'")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")


def aware(moment: datetime) -> datetime:
    """SQLite gives times back without their zone; all are written in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database."""
    one_view = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with _told(engine), engine.connect().execution_options(**one_view) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that commits whole, or not at all. It holds the write lock from its beginning: what it reads is
    what it writes upon."""
    with (
        _told(engine),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        yield connection


def overwrite_log(engine: Engine, wait_s: float = 10.0) -> None:
    """After something was erased: what SQLite's write-ahead log still says of it is cut off.

    Raises BusyError where another process reads on for so long, so that it must be done again.
    """
    if engine.dialect.name != "sqlite":
        return
    with _told(engine), closing(engine.raw_connection()) as connection:  # in no transaction
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={round(wait_s * 1000)}")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={round(BUSY_TIMEOUT_S * 1000)}")
    if busy:
        raise BusyError(
            "it is erased, but SQLite's log still holds it, which another process is reading.",
            advice="Run the command again when that process has ended.",
        )


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Map the driver's errors to one line."""
    try:
        yield
    except DBAPIError as error:
        raise DatabaseFault(
            f"the database {engine.url.render_as_string()} failed: {str(error.orig).strip()}.",
            advice=_advice(str(error.orig)),
        ) from error
    except SQLAlchemyError as error:
        raise DatabaseFault(f"the database {engine.url.render_as_string()} failed: {error}") from error


def _advice(message: str) -> str:
    known = {
        "readonly": "Make the workspace writable, or name another one with --workspace.",
        "disk is full": "Nothing was lost: free some space and run the command again.",
        "disk I/O error": "Check the disk's space and health, then run the command again.",
        "unable to open": "Check that the workspace exists and may be written, or name another with --workspace.",
        "locked": "Another process is writing; run the command again in a moment.",
        "lock timeout": "Another process is writing; run the command again in a moment.",
        "No space left": "Nothing was lost: free some space and run the command again.",
        "Connection refused": "Start the database's server, or correct database_url in settings.toml.",
        "malformed": "Restore the workspace from a backup.",
        "not a database": "Restore the workspace from a backup.",
    }
    return next((advice for word, advice in known.items() if word in message), "")
