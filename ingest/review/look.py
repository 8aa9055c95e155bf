"""What a child does: look at a file beside its text.

What it is given is one line of JSON, the canonical texts of some pages (or of the whole), then the file's bytes.
"""

import json
from collections.abc import Sequence
from importlib import import_module

from ingest.parse.media import Media
from ingest.review.domain import Seen

# The types in which something may be hidden; of all others the text is what a reader sees.
MODULES = {Media.PDF: "pdf", Media.DOCX: "docx", Media.HTML: "html"}


def request(data: bytes, texts: Sequence[str], *, first: int, images: bool) -> bytes:
    """What `look` is given: `texts` are those of page `first` (from 1) and after, or the only one."""
    return json.dumps({"texts": list(texts), "first": first, "images": images}).encode() + b"\n" + data


def look(media_type: str, asked: bytes) -> tuple[Seen, ...]:
    """One for each of the texts. Raises `Unreadable`."""
    line, _, data = asked.partition(b"\n")
    wanted = json.loads(line)
    if Media(media_type) is Media.PDF:
        from ingest.review import pdf

        return pdf.look(data, wanted["texts"], wanted["first"], wanted["images"])
    module = import_module(f"ingest.review.{MODULES[Media(media_type)]}")
    return (Seen(findings=tuple(module.look(data, *wanted["texts"]))),)


def preload(media_type: str) -> None:
    """What the forker calls before it forks."""
    import_module(f"ingest.review.{MODULES[Media(media_type)]}")
