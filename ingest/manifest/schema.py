"""Which keys the manifest has and what each holds: the pydantic edge.

Every field may be `None` here, so that the rules can judge what was readable of an entry that has faults;
`needed` says which keys may not be missing.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from ingest.domain import Kind, Scope
from ingest.manifest import values
from ingest.manifest.faults import MAX_SHOWN, shown
from ingest.manifest.nodes import Scalar


def _text(node: object) -> str:
    """A scalar's text. An unquoted number is not text: other readers of the file would see a number."""
    text = _word(node)
    if isinstance(node, Scalar) and node.plain and (kind := values.typed_as(text)):
        short = text[:MAX_SHOWN]
        raise ValueError(f'expected text; YAML reads {short} as {kind}: put it in quotes, "{short}"')
    return text


def _word(node: object) -> str:
    """A scalar's text as it is written: for what is checked by its own pattern."""
    if not isinstance(node, Scalar):
        raise ValueError(f"expected one value; got a {'mapping' if isinstance(node, dict) else 'list'}")
    if node.plain and not node.text:
        raise ValueError("is empty; fill it in, or remove the line where the key is optional")
    return node.text


def _bare(node: object) -> str:
    """A number: quotes would make it text."""
    text = _word(node)
    return text if isinstance(node, Scalar) and node.plain else shown(text)


def _one_or_more(node: object) -> object:
    return [node] if isinstance(node, Scalar) else node


def _field(read: Callable[[object], str], check: Callable[[str], object]) -> BeforeValidator:
    return BeforeValidator(lambda node: check(read(node)))


Line = Annotated[str, _field(_text, values.line_of_text)]
Identifier = Annotated[str, _field(_text, values.identifier)]
Person = Annotated[str, _field(_text, values.person)]
Path = Annotated[str, _field(_text, values.relative_path)]
Digest = Annotated[str, _field(_word, values.digest)]
PublicKey = Annotated[str, _field(_word, values.public_key)]
Signature = Annotated[str, _field(_word, values.signature)]
Day = Annotated[date, _field(_word, values.day)]
Moment = Annotated[datetime, _field(_word, values.moment)]
DayOrMoment = Annotated[datetime, _field(_word, values.day_or_moment)]
Version = Annotated[int, _field(_bare, values.version)]
KindWord = Annotated[Kind, _field(_text, lambda text: values.word_of(Kind, text))]
ScopeWord = Annotated[Scope, _field(_text, lambda text: values.word_of(Scope, text))]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    needed: ClassVar[tuple[str, ...]] = ()
    needed_with: ClassVar[Mapping[str, str]] = {}  # what may not be missing beside an optional key


class ConsentEntry(Entry):
    needed = ("record", "sha256", "scope", "audiences", "valid_from", "valid_until")
    record: Path | None = None
    sha256: Digest | None = None
    scope: list[ScopeWord] | None = None
    audiences: list[Line] | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None
    voices: list[Digest] | None = None
    avatars: list[Digest] | None = None


class LeaderEntry(Entry):
    needed = ("id", "name", "title", "consent")
    id: Identifier | None = None
    name: Line | None = None
    title: Line | None = None
    consent: ConsentEntry | None = None


class ApproverEntry(Entry):
    needed = ("by", "public")
    by: Person | None = None
    public: PublicKey | None = None


class SignatureEntry(Entry):
    needed = ("keyid", "sig")
    keyid: Digest | None = None
    sig: Signature | None = None


class ApprovalEntry(Entry):
    needed = ("by", "at", "sha256")
    needed_with: ClassVar[Mapping[str, str]] = {"signature": "text_sha256"}
    by: Person | None = None
    at: Moment | None = None
    sha256: Digest | None = None
    text_sha256: Digest | None = None
    media_sha256: Digest | None = None
    signature: SignatureEntry | None = None


class WithdrawnEntry(Entry):
    needed = ("at", "reason")
    at: Moment | None = None
    reason: Line | None = None


class MediaEntry(Entry):
    needed = ("path", "sha256")
    path: Path | None = None
    sha256: Digest | None = None
    note: Line | None = None
    added_by: Person | None = None


class DocumentEntry(Entry):
    needed = ("id", "path", "sha256", "title", "kind", "leaders", "date", "audience", "owner")
    id: Identifier | None = None
    path: Path | None = None
    sha256: Digest | None = None
    title: Line | None = None
    kind: KindWord | None = None
    leaders: list[Line] | None = None
    date: Day | None = None
    audience: Line | None = None
    owner: Person | None = None
    added_by: Person | None = None
    media: MediaEntry | None = None
    approval: ApprovalEntry | None = None
    effective_from: Day | None = None
    effective_until: Day | None = None
    embargo_until: DayOrMoment | None = None
    supersedes: Annotated[list[Line], BeforeValidator(_one_or_more)] | None = None
    withdrawn: WithdrawnEntry | None = None


class ManifestEntry(Entry):
    needed = ("version", "organisation", "audiences", "leaders", "documents")
    version: Version | None = None
    organisation: Line | None = None
    audiences: list[Line] | None = None
    approvers: list[ApproverEntry] | None = None
    leaders: list[LeaderEntry] | None = None
    documents: list[DocumentEntry] | None = None


ENTRIES: dict[str, type[Entry]] = {
    "approvers": ApproverEntry,
    "leaders": LeaderEntry,
    "consent": ConsentEntry,
    "documents": DocumentEntry,
    "media": MediaEntry,
    "approval": ApprovalEntry,
    "signature": SignatureEntry,
    "withdrawn": WithdrawnEntry,
}


def entry_at(loc: tuple[Any, ...]) -> type[Entry]:
    """The mapping that stands at a place."""
    words = [step for step in loc if isinstance(step, str)]
    return ENTRIES[words[-1]] if words else ManifestEntry
