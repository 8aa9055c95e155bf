"""Canonical texts of the published sources, as the catalogue has them."""

from collections.abc import Collection

from agent.library import Library
from ingest.catalogue import read
from ingest.catalogue.read import Published


class Texts:
    """Reads each text once. A text is kept under its hash: a publication during a measurement brings its own."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts: dict[str, str] = {}

    def of(self, source_ids: Collection[str]) -> dict[str, str]:
        """Those of `source_ids` that are served now, by source id."""
        found: dict[str, str] = {}
        with self._library.view() as view:
            for source_id in source_ids:
                entry = view.state.entries.get(source_id)
                if entry is None or not entry.served or entry.text_sha256 is None:
                    continue
                if entry.text_sha256 not in self._texts:
                    self._texts[entry.text_sha256] = read.document(view.connection, entry).text
                found[source_id] = self._texts[entry.text_sha256]
        return found

    def one(self, source_id: str) -> str:
        """Empty where it is not served."""
        return self.of([source_id]).get(source_id, "")

    def state(self) -> Published:
        with self._library.view() as view:
            return view.state

    def audiences(self) -> tuple[str, ...]:
        return self.state().audiences
