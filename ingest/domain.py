"""Types of ingest. All offsets count Unicode code points in a document's canonical text, half-open.

Days are calendar days in UTC. Every period is half-open as well: something valid until 1 January is no
longer valid on 1 January.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from audit.domain import LEFT_OUT
from audit.keys.domain import PublicKey, Role, Signature

Day = date  # inside Source, `date` is a field


class Kind(StrEnum):
    SPEECH = "speech"
    MEMO = "memo"
    TRANSCRIPT = "transcript"
    INTERVIEW = "interview"
    POLICY = "policy"


class Scope(StrEnum):
    """What a leader has agreed to."""

    QUOTE = "quote"
    PARAPHRASE = "paraphrase"
    VOICE = "voice"
    AVATAR = "avatar"


class Status(StrEnum):
    """A source's derived status, for the operator's view."""

    PUBLISHED = "published"
    DRAFT = "draft"
    EMBARGOED = "embargoed"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # no leader of it has given a consent that covers it today
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A leader's consent: its record (path relative to the manifest's folder), its hash and its bounds. `voices` and
    `avatars` are the SHA-256 of the model files that may sound and look like the leader; none where it names none."""

    record: str
    sha256: str
    scope: frozenset[Scope]
    audiences: frozenset[str]
    valid_from: date
    valid_until: date
    voices: frozenset[str] | None = field(default=None, metadata=LEFT_OUT)
    avatars: frozenset[str] | None = field(default=None, metadata=LEFT_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    leader_id: str
    name: str
    title: str
    consent: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved which bytes, and when. `by` is an e-mail address, case-folded.

    `text_sha256` is of the canonical text that the approver read; none where only the bytes are bound. `media_sha256`
    is of the recording that the approver heard; none where the document has none. `signature` is the approver's own,
    over what `audit.signed.approvals` makes of this; none in an approval that is not signed.
    """

    by: str
    at: datetime
    sha256: str
    text_sha256: str | None = field(default=None, metadata=LEFT_OUT)
    media_sha256: str | None = field(default=None, metadata=LEFT_OUT)
    signature: Signature | None = field(default=None, metadata=LEFT_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """A key with which a person signs approvals: `public` is its 32 bytes in hex. One person may have several."""

    by: str
    public: str

    @property
    def key(self) -> PublicKey:
        return PublicKey(role=Role.APPROVER, name=self.by, raw=bytes.fromhex(self.public))


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The recording that a transcript was made from: audio or video, `path` relative to the manifest's folder. `note`
    is one line that stands beside it wherever it is played, none where there is nothing to say. `added_by` is a person,
    none where it is whoever added the document."""

    path: str
    sha256: str
    note: str | None = field(default=None, metadata=LEFT_OUT)
    added_by: str | None = field(default=None, metadata=LEFT_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document as the manifest declares it. `path` is relative to the manifest's folder. `media` is served only
    while the approval names its hash."""

    source_id: str
    path: str
    sha256: str
    title: str
    kind: Kind
    leaders: tuple[str, ...]
    date: date
    audience: str
    owner: str
    added_by: str
    approval: Approval | None = None
    effective_from: Day | None = None
    effective_until: Day | None = None
    embargo_until: datetime | None = None
    supersedes: tuple[str, ...] = ()
    withdrawn: Withdrawal | None = None
    media: Recording | None = field(default=None, metadata=LEFT_OUT)

    @property
    def own(self) -> Mapping[str, str]:
        """Who cannot approve it, by what they are to it: its second person is somebody else."""
        people = {"owner": self.owner, "adder": self.added_by}
        brought = self.media.added_by if self.media is not None else None
        return people if brought is None else people | {"adder of its recording": brought}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`audiences` run from the widest to the narrowest; each may read what the ones before it may."""

    organisation: str
    audiences: tuple[str, ...]
    leaders: tuple[Leader, ...]
    sources: tuple[Source, ...]
    sha256: str
    approvers: tuple[Approver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`number` counts from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A stretch of text that the file itself gives to a named speaker (WebVTT `<v NAME>`, an SRT cue's `NAME:`)."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """When a stretch of a recording's transcript was spoken: milliseconds from its beginning."""

    start: int
    end: int
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a parser makes of a file's bytes: canonical text (NFC, LF) and the places it knows in it.

    `furniture` are running headers and footers: part of the text, left out of what is embedded and displayed.
    `quotations` are what the file itself sets apart as somebody else's words (`<blockquote>`, Markdown's `>`).
    """

    text: str
    parser: str
    pages: tuple[Page, ...] = ()
    voices: tuple[Voice, ...] = ()
    cues: tuple[Cue, ...] = ()
    furniture: tuple[Span, ...] = ()
    quotations: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One speaker's stretch of text. `leader_id` is none where the words are no declared leader's."""

    speaker: str | None
    leader_id: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source's frozen text. `parser` names the parser and its version, e.g. `pypdf 7.1.0`."""

    source_id: str
    text: str
    text_sha256: str
    parser: str
    pages: tuple[Page, ...]
    segments: tuple[Segment, ...]
    cues: tuple[Cue, ...]
    furniture: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as one or more slices of the text: a page break makes it two, one on each page."""

    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An exact slice of one leader's words on one page: `document.text[start:end] == text`.

    `sentences` are those that lie in it or begin or end in it; `embedded` is what the encoder and BM25 read.
    """

    passage_id: str
    source_id: str
    text_sha256: str
    start: int
    end: int
    page: int | None
    leader_id: str
    text: str
    sentences: tuple[Sentence, ...]
    embedded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A passage that a question brings along, as it was given: offsets count in this very text."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedContext:
    """What a question brought, as all that it may be answered from: documents of nobody by the given passages' ids, and
    the passages that they were split into by theirs."""

    documents: Mapping[str, Document]
    passages: Mapping[str, Passage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One published state of the index. `merkle_root` is over the sorted passage ids (RFC 6962 section 2.1)."""

    snapshot_id: str
    manifest_sha256: str
    encoder: str
    encoder_sha256: str
    splitter: str
    passages: int
    merkle_root: str
    generation: str
    published_at: datetime
