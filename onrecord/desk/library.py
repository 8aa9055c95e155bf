"""The library as it was last ingested."""

from audit.database import reading
from audit.errors import CatalogueError
from ingest.catalogue import controls, passages, read
from onrecord.parts import Parts, now
from onrecord.render.library import Library


def library(made: Parts) -> Library:
    """Raises CatalogueError where nothing was published yet."""
    with reading(made.engine) as connection:
        state = read.published(connection)
        if state is None:
            raise CatalogueError("nothing has been published in this workspace yet.", advice="Run: onrecord ingest")
        counts, withdrawn = passages.counts(connection), controls.withdrawals(connection)
    return Library(
        state=state, counts=counts, withdrawn=withdrawn, now=now(), unsigned=made.settings.unsigned_approvals
    )
