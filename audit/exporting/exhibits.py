"""Step 3 of an export: what stands beside the leaves of a record, so that it can be checked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from audit.bundles.annotations import Place, annotations, places
from audit.bundles.bundle import annotations_path, consent_path, layout_path, named, raw_path, section_path, text_path
from audit.canonical import canonical_json, read_json
from audit.domain import AnswerRecord, Citation
from audit.errors import RecordError
from audit.ledger import stored
from audit.records.layouts import Layout
from audit.records.sections import Name, joined
from audit.records.wire import from_json
from audit.signed.uttered import uttered
from audit.verify_history import History
from audit.verify_leaves import Leaf
from audit.verify_records import Group, judged

Find = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archives:
    """What lies outside the log, each by its SHA-256; none where it is not to be had. `raw` are sources' files."""

    text: Find
    layout: Find
    raw: Find
    consent: Find


@dataclass(slots=True, kw_only=True)
class Exhibits:
    """The files that were gathered by their paths in the bundle. `missing` are those that could not be, in words."""

    connection: Connection
    archives: Archives
    history: History
    files: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def gather(self, group: Group) -> None:
        """What one record requires; nothing where it was erased. Raises RecordError where its content was changed."""
        if self.history.erasure(group.record_id) is not None:
            return
        record = self._sections(group)
        if record.closed_context is None:
            for leaf, _, place, _ in judged(group, record):
                self._place(leaf.index, place)
            for leaf in group.utterances:
                self._sounded(leaf, record)
        self._annotations(group.record_id, record)

    def _sections(self, group: Group) -> AnswerRecord:
        """The sections of every leaf of the record; gives it as its last leaf binds it."""
        known = [*stored.parts(self.connection, group.record_id), stored.known(self.connection, group.record_id)]
        rows = {row.leaf: row for row in known}
        contents = dict[Name, Any]()
        for leaf in group.leaves:
            if leaf.index not in rows:
                raise RecordError(f"{leaf.place} is about record {group.record_id}, which the database no longer has.")
            sections = stored.sections(self.connection, rows[leaf.index])
            self.files |= {section_path(one.digest): one.data for one in sections.values()}
            contents = {name: one.content for name, one in sections.items()}
        if not {Name.QUESTION, Name.ANSWER} <= contents.keys():
            raise RecordError(f"{group.last.place} names no question or no answer of record {group.record_id}.")
        record: AnswerRecord = from_json(AnswerRecord, joined(contents))
        return record

    def _place(self, index: int, place: Place) -> None:
        """The source as it was published when the place was shown, and the consent of whoever speaks there."""
        source = self.history.source(place.source_id, index)
        if source is None:
            return
        what = f"of {place.source_id}"
        self._add(text_path(source.text_sha256), source.text_sha256, self.archives.text, f"the text {what}")
        self._add(raw_path(source.declared.sha256), source.declared.sha256, self.archives.raw, f"the file {what}")
        path, sha256 = layout_path(source.layout_sha256), source.layout_sha256
        layout = self._add(path, sha256, self.archives.layout, f"the layout {what}")
        self._consent(place.leader_id if isinstance(place, Citation) else _whose(layout, place), index)

    def _sounded(self, leaf: Leaf, record: AnswerRecord) -> None:
        """The consents of those whose words were heard, as they were then."""
        said = uttered(leaf.index, leaf.sealed).said
        statements = record.statements[said.statement - 1 : said.statement] if said.statement else ()
        leaders = {item.leader_id for statement in statements for item in statement.citations}
        if said.recording is not None:
            source = self.history.source(said.recording.source_id, leaf.index)
            leaders = set(source.declared.leaders) if source is not None else set()
        for leader_id in leaders:
            self._consent(leader_id, leaf.index)

    def _consent(self, leader_id: str, index: int) -> None:
        leader = self.history.leader(leader_id, index)
        if leader is not None:
            sha256 = leader.consent.sha256
            self._add(consent_path(sha256), sha256, self.archives.consent, f"the consent record of {leader_id}")

    def _add(self, path: str, sha256: str, find: Find, what: str) -> bytes | None:
        """A file under its hash, once."""
        if path not in self.files:
            data = find(sha256)
            if data is None or named(data) != sha256:
                self.missing.append(f"{what}, sha256 {sha256}")
                return None
            self.files[path] = data
        return self.files[path]

    def _annotations(self, record_id: str, record: AnswerRecord) -> None:
        """The annotations, where every text that they are of is there."""
        shown = {place.text_sha256 for _, place in places(record)} if record.closed_context is None else set()
        texts = {one: self.files[text_path(one)].decode("utf-8") for one in shown if text_path(one) in self.files}
        if shown == texts.keys():
            self.files[annotations_path(record_id)] = canonical_json(annotations(record, texts))


def _whose(layout: bytes | None, place: Place) -> str:
    """The leader in whose segment a place lies; nobody's name where it is in none."""
    if layout is None:
        return ""
    found: Layout = from_json(Layout, read_json(layout))
    segment = found.segment_of(place.start, place.end)
    return segment.leader_id or "" if segment is not None else ""
