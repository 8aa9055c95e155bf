"""What the last documents that were looked at look like: drawing a PDF's pages takes seconds, and a page asks for each
of its pictures by itself."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.domain import Document, Leader, Manifest, Source
from ingest.manifest.read import read_manifest
from ingest.review.domain import Review
from onrecord.desk.approving import found, leaders_of
from onrecord.desk.reviewing import review
from onrecord.extract import declared_bytes, extract
from onrecord.parts import Parts
from onrecord.recordings.files import Files, Opened

_MOST = 4  # documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A document of the manifest as its file reads and looks now."""

    manifest: Manifest
    source: Source
    document: Document
    review: Review

    @property
    def leaders(self) -> Mapping[str, Leader]:
        """By id."""
        return leaders_of(self.manifest)


class Views:
    """One look at a time. What was seen is kept for the entry as it stands; the file is compared with it each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[Document, Review]] = OrderedDict()
        self._recordings = Files()

    def look(self, made: Parts, path: Path, source_id: str) -> Seen:
        """Raises OnRecordError for what the manifest does not have, SourceRefused for a file that is not the declared
        one (with both hashes) or cannot be read."""
        manifest = read_manifest(path)
        source = found(manifest, source_id, path)
        declared_bytes(source, path.parent)
        key = (source, manifest.leaders)
        with self._lock:
            kept = self._kept.pop(key, None)
            if kept is None:
                with made.sandbox() as sandbox:
                    document = extract(source, path.parent, leaders_of(manifest), sandbox)
                kept = document, review(made, source, path.parent, document, images=True)
            self._kept[key] = kept
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return Seen(manifest=manifest, source=source, document=kept[0], review=kept[1])

    def recording(self, path: Path, source_id: str) -> Opened | None:
        """The recording of a document, to be closed; none where it has none. Raises NotSounded, with both hashes where
        it is not the declared one."""
        source = found(read_manifest(path), source_id, path)
        return self._recordings.opened(path.parent, source_id, source.media) if source.media is not None else None
