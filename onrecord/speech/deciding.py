"""What decides whether something may be sounded, as it is published and paused at this moment."""

from sqlalchemy import Connection

from audit.errors import CatalogueError
from ingest.catalogue import read
from ingest.catalogue.kept import Kept
from ingest.catalogue.read import Published
from onrecord.access import Records
from onrecord.parts import now


def published(connection: Connection, kept: Kept) -> Published:
    """Raises CatalogueError where nothing is published."""
    state = kept.published(connection)
    if state is None:
        raise CatalogueError("nothing has been published yet.", advice="Run: onrecord ingest")
    return state


def records(connection: Connection, state: Published) -> Records:
    """Of the documents that are served."""
    sources = {one: entry.source for one, entry in state.entries.items() if entry.served}
    return Records(sources=sources, standing=read.standing(connection, state), now=now())
