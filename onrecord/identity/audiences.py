"""The audiences that are published now: what decides what anybody may read is never kept."""

from sqlalchemy import Engine, select

from audit.canonical import read_json
from audit.database import reading
from ingest.catalogue import tables


def published_audiences(engine: Engine) -> tuple[str, ...]:
    """From the one that reads least to the one that reads all; none where nothing was ever published."""
    with reading(engine) as connection:
        found = connection.execute(select(tables.published.c.audiences)).scalar_one_or_none()
    return () if found is None else tuple(read_json(found))
