"""The published state, read once for each publication: a service asks for it at every request."""

from sqlalchemy import Connection

from ingest.catalogue import read
from ingest.catalogue.read import Published


class Kept:
    """What was published, as it was read last. May be used by several threads: what is kept is never changed, and two
    that read it anew at once read the same."""

    def __init__(self) -> None:
        self._held: tuple[str, Published] | None = None

    def published(self, connection: Connection) -> Published | None:
        """As `read.published`: the state that this very connection sees."""
        mark, held = read.current_snapshot_id(connection), self._held
        if mark is None:
            return None
        if held is not None and held[0] == mark:
            return held[1]
        state = read.published(connection)
        if state is not None:
            self._held = (mark, state)
        return state
