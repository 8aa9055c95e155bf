"""A workspace's database, with every table that there is."""

from pathlib import Path

from sqlalchemy import Engine

from audit.database import metadata, open_engine, prepare, sqlite_url
from audit.errors import CatalogueError
from onrecord.settings import Settings

FILE = "catalogue.db"


def opened(settings: Settings, workspace: Path) -> Engine:
    """The settings' database, or a file in the workspace; made where there is none. Raises CatalogueError."""
    if settings.database_url is None:
        _make_folder(workspace)
    return _prepared(settings.database_url or sqlite_url(workspace / FILE))


def exists(settings: Settings, workspace: Path) -> bool:
    """Whether anything was ever written here."""
    return settings.database_url is not None or (workspace / FILE).is_file()


def scratch() -> Engine:
    """One in memory, which leaves no trace."""
    return _prepared("sqlite://")


def _prepared(url: str) -> Engine:
    _name_tables()
    engine = open_engine(url)
    prepare(engine)
    return engine


def _name_tables() -> None:
    """Importing these modules adds their tables to the database's metadata."""
    from agent.gaps import tables as gaps
    from audit import tables as records
    from ingest.catalogue import tables as catalogue
    from onrecord.identity import tables as identity

    named = (records.answers, catalogue.texts, gaps.gap_drafts, identity.sessions)
    assert all(one.metadata is metadata for one in named)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(
            f"the workspace {path} cannot be made: {error.strerror}.",
            advice="Make its folder writable, or name another one with --workspace.",
        ) from error
