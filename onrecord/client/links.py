"""Where what was shown can be opened on a service's pages."""

from dataclasses import dataclass
from urllib.parse import quote

from audit.domain import Citation, Nearest

Place = Citation | Nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a place can be opened: on the service at `base`, a URL without a slash at its end."""

    base: str

    def place(self, item: Place, record_id: str, number: int) -> str:
        """Of a citation by its number in the record; of a passage beside a refusal by its place in the text."""
        if isinstance(item, Citation):
            return self.citation(item.source_id, record_id, number)
        return f"{self.base}/read/{quote(item.source_id, safe='')}?start={item.start}&end={item.end}"

    def citation(self, source_id: str, record_id: str, number: int) -> str:
        return f"{self.base}/read/{quote(source_id, safe='')}?record={record_id}&citation={number}"

    def record(self, record_id: str) -> str:
        return f"{self.base}/record/{record_id}"
