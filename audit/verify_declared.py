"""What leaves of sources, leaders and approvals declare, as far as the verifier has a use for it.

Raises RecordError for what cannot be read. What a declaration says beyond this is passed over: it may say more in a
later version, and its bytes are bound by the leaf all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

from audit.errors import RecordError
from audit.records.wire import from_json
from audit.signed.envelopes import Sealed

T = TypeVar("T")
Day = date  # inside DeclaredSource, `date` is a field


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredApproval:
    """`text_sha256` is none where the approval binds the bytes alone, `media_sha256` where it binds no recording."""

    by: str
    at: datetime
    sha256: str
    text_sha256: str | None = None
    media_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRecording:
    sha256: str
    added_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredSource:
    """Of a source's declaration what decides whether it may be quoted."""

    source_id: str
    sha256: str
    title: str
    leaders: tuple[str, ...]
    date: date
    audience: str
    owner: str
    added_by: str
    approval: DeclaredApproval | None = None
    effective_from: Day | None = None
    effective_until: Day | None = None
    embargo_until: datetime | None = None
    media: DeclaredRecording | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSource:
    """A `source` leaf at `index`: the declaration, and the text that the file was read as."""

    index: int
    declared: DeclaredSource
    withdrawn: bool
    text_sha256: str
    layout_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredConsent:
    """`voices` and `avatars` are the models that it names."""

    sha256: str
    scope: frozenset[str]
    audiences: frozenset[str]
    valid_from: date
    valid_until: date
    voices: frozenset[str] | None = None
    avatars: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedLeader:
    """A `consent` leaf at `index`."""

    index: int
    leader_id: str
    name: str
    consent: DeclaredConsent


def source_of(index: int, sealed: Sealed) -> PublishedSource:
    payload = sealed.payload
    declared = _object(payload.get("source"))
    kept = {
        name: None if declared.get(name) is None else _chosen(kind, declared[name])
        for name, kind in (("approval", DeclaredApproval), ("media", DeclaredRecording))
    }
    made = PublishedSource(
        index=index,
        declared=from_json(DeclaredSource, _chosen(DeclaredSource, {**declared, **kept})),
        withdrawn=declared.get("withdrawn") is not None,
        text_sha256=_text(payload.get("text_sha256")),
        layout_sha256=_text(payload.get("layout_sha256")),
    )
    if payload.get("sha256") != made.declared.sha256:
        raise RecordError(f"a source declared as {made.declared.sha256} was published as {payload.get('sha256')!r}")
    in_utc(made.declared.embargo_until)
    in_utc(made.declared.approval.at if made.declared.approval is not None else None)
    return made


def leader_of(index: int, sealed: Sealed) -> PublishedLeader:
    payload = sealed.payload
    leader = _object(payload.get("leader"))
    consent: DeclaredConsent = from_json(DeclaredConsent, _chosen(DeclaredConsent, leader.get("consent")))
    if payload.get("record_sha256") != consent.sha256:
        raise RecordError(f"a consent declared as {consent.sha256} was published as {payload.get('record_sha256')!r}")
    return PublishedLeader(
        index=index, leader_id=_text(leader.get("leader_id")), name=_text(leader.get("name")), consent=consent
    )


def control_of(sealed: Sealed) -> tuple[str, tuple[str | None, str | None]]:
    """`pause` or `resume`, and of whom: leader id and source id, neither where it is everybody."""
    action, key = sealed.payload.get("action"), (sealed.payload.get("leader_id"), sealed.payload.get("source_id"))
    if action not in ("pause", "resume") or not all(one is None or isinstance(one, str) for one in key):
        raise RecordError(f"expected a pause or a resume of a leader or a source, got {action!r} of {key!r}")
    return action, key


def moment_of(sealed: Sealed) -> datetime:
    """When a leaf says that it was written; `audit.signed.envelopes` has seen that it is such a time."""
    return datetime.fromisoformat(sealed.payload["at"])


def in_utc(moment: datetime | None) -> None:
    """A moment without its zone is none: where it would be read decides when it is."""
    if moment is not None and moment.tzinfo is None:
        raise RecordError(f"expected a time with its zone, got {moment.isoformat()}")


def _chosen(kind: Any, found: object) -> dict[str, Any]:
    """The values of a frozen type's fields, from an object that may have more."""
    held = _object(found)
    return {one.name: held[one.name] for one in fields(kind) if one.name in held}


def _object(found: object) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise RecordError(f"expected an object, got {type(found).__name__}")
    return found


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise RecordError(f"expected text, got {type(found).__name__}")
    return found
