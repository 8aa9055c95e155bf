"""What the log said of library and records at each of its leaves. Pure; only leaves that count are heard.

Before a leaf of index n are those of the indices below n. What was published last holds until it is published
otherwise, a withdrawal until the source is published again, a pause until it is lifted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.signed.envelopes import Kind
from audit.signed.payloads import subject_of
from audit.verify_declared import PublishedLeader, PublishedSource, control_of, leader_of, source_of
from audit.verify_leaves import Leaf

EVERYBODY = (None, None)
Paused = set[tuple[str | None, str | None]]  # leader id and source id of each pause; neither in that of everybody


@dataclass(slots=True)
class History:
    """The leaves that count, by kind, and by kind and subject; each list in the order of the log."""

    kinds: dict[Kind, list[Leaf]] = field(default_factory=dict)
    subjects: dict[tuple[Kind, str], list[Leaf]] = field(default_factory=dict)
    sources: dict[int, PublishedSource] = field(default_factory=dict)  # what was read of leaves before
    leaders: dict[int, PublishedLeader] = field(default_factory=dict)

    @classmethod
    def of(cls, leaves: Iterable[Leaf]) -> "History":
        found = cls()
        for one in leaves:
            if one.counts:
                found.kinds.setdefault(one.kind, []).append(one)
                subject = subject_of(one.kind, one.sealed.payload)
                found.subjects.setdefault((one.kind, subject), []).append(one)
        return found

    def last(self, kind: Kind, before: int, subject: str | None = None) -> Leaf | None:
        """The last leaf of a kind, about a subject where one is named, below an index."""
        found = self.kinds.get(kind, []) if subject is None else self.subjects.get((kind, subject), [])
        return next((one for one in reversed(found) if one.index < before), None)

    def source(self, source_id: str, before: int) -> PublishedSource | None:
        """As it was published last. Raises RecordError where its leaf cannot be read."""
        leaf = self.last(Kind.SOURCE, before, source_id)
        if leaf is not None and leaf.index not in self.sources:
            self.sources[leaf.index] = source_of(leaf.index, leaf.sealed)
        return None if leaf is None else self.sources[leaf.index]

    def leader(self, leader_id: str, before: int) -> PublishedLeader | None:
        """Name and consent as they were published last. Raises RecordError where their leaf cannot be read."""
        leaf = self.last(Kind.CONSENT, before, leader_id)
        if leaf is not None and leaf.index not in self.leaders:
            self.leaders[leaf.index] = leader_of(leaf.index, leaf.sealed)
        return None if leaf is None else self.leaders[leaf.index]

    def withdrawal(self, source: PublishedSource, before: int) -> Leaf | None:
        """What stands against a source as it is published there; none where it was published again."""
        leaf = self.last(Kind.WITHDRAW, before, source.declared.source_id)
        return leaf if leaf is not None and leaf.index > source.index else None

    def withdrawn_since(self, source_id: str, index: int) -> Leaf | None:
        """The first withdrawal of a source behind a leaf."""
        found = self.subjects.get((Kind.WITHDRAW, source_id), [])
        return next((one for one in found if one.index > index), None)

    def paused(self, before: int) -> Paused:
        """The last word on everybody, on each leader and on each document counts; resuming everybody lifts all. Raises
        RecordError where one of those leaves cannot be read."""
        found: Paused = set()
        for one in self.kinds.get(Kind.CONTROL, []):
            if one.index >= before:
                break
            action, key = control_of(one.sealed)
            if action == "pause":
                found.add(key)
            else:
                found = set() if key == EVERYBODY else found - {key}
        return found

    def erasure(self, record_id: str) -> Leaf | None:
        """The leaf that says that a record was erased."""
        found = self.subjects.get((Kind.ERASE, record_id), [])
        return found[0] if found else None

    def held(self, record_id: str, before: int) -> Leaf | None:
        """The hold that is on a record there; none where there is none, or it was lifted."""
        leaf = self.last(Kind.HOLD, before, record_id)
        return leaf if leaf is not None and leaf.sealed.payload.get("action") != "lift" else None
