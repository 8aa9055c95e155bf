"""Where what was shown can be opened on a service's pages."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote


class Place(Protocol):
    """A place in a document: a citation, a passage near a refused question, or one that was found."""

    @property
    def source_id(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Pages of the service at `base`, a URL without a slash at its end."""

    base: str

    def place(self, item: Place, record_id: str) -> str:
        """The words in their document, as a record has shown them."""
        source = quote(item.source_id, safe="")
        return f"{self.base}/read/{source}?record={record_id}&start={item.start}&end={item.end}#cited"

    def record(self, record_id: str) -> str:
        return f"{self.base}/record/{record_id}"
