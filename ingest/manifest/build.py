"""Entries without faults to the frozen types of `ingest.domain`."""

from typing import TypeVar

from audit.keys.domain import Signature
from ingest.domain import Approval, Approver, Consent, Leader, Manifest, Recording, Source, Withdrawal
from ingest.manifest.schema import ApprovalEntry, DocumentEntry, LeaderEntry, ManifestEntry, MediaEntry, WithdrawnEntry

Value = TypeVar("Value")


def manifest_of(entry: ManifestEntry, sha256: str) -> Manifest:
    return Manifest(
        organisation=_given(entry.organisation),
        audiences=tuple(_given(entry.audiences)),
        leaders=tuple(_leader(leader) for leader in _given(entry.leaders)),
        sources=tuple(_source(document) for document in _given(entry.documents)),
        sha256=sha256,
        approvers=tuple(Approver(by=_given(one.by), public=_given(one.public)) for one in entry.approvers or ()),
    )


def _leader(entry: LeaderEntry) -> Leader:
    consent = _given(entry.consent)
    return Leader(
        leader_id=_given(entry.id),
        name=_given(entry.name),
        title=_given(entry.title),
        consent=Consent(
            record=_given(consent.record),
            sha256=_given(consent.sha256),
            scope=frozenset(_given(consent.scope)),
            audiences=frozenset(_given(consent.audiences)),
            valid_from=_given(consent.valid_from),
            valid_until=_given(consent.valid_until),
            voices=frozenset(consent.voices) if consent.voices is not None else None,
            avatars=frozenset(consent.avatars) if consent.avatars is not None else None,
        ),
    )


def _source(entry: DocumentEntry) -> Source:
    return Source(
        source_id=_given(entry.id),
        path=_given(entry.path),
        sha256=_given(entry.sha256),
        title=_given(entry.title),
        kind=_given(entry.kind),
        leaders=tuple(_given(entry.leaders)),
        date=_given(entry.date),
        audience=_given(entry.audience),
        owner=_given(entry.owner),
        added_by=entry.added_by or _given(entry.owner),
        approval=_approval(entry.approval),
        effective_from=entry.effective_from,
        effective_until=entry.effective_until,
        embargo_until=entry.embargo_until,
        supersedes=tuple(entry.supersedes or ()),
        withdrawn=_withdrawal(entry.withdrawn),
        media=_recording(entry.media),
    )


def _approval(entry: ApprovalEntry | None) -> Approval | None:
    if entry is None:
        return None
    signed = entry.signature
    return Approval(
        by=_given(entry.by),
        at=_given(entry.at),
        sha256=_given(entry.sha256),
        text_sha256=entry.text_sha256,
        media_sha256=entry.media_sha256,
        signature=Signature(keyid=_given(signed.keyid), sig=_given(signed.sig)) if signed is not None else None,
    )


def _withdrawal(entry: WithdrawnEntry | None) -> Withdrawal | None:
    return Withdrawal(at=_given(entry.at), reason=_given(entry.reason)) if entry is not None else None


def _recording(entry: MediaEntry | None) -> Recording | None:
    if entry is None:
        return None
    return Recording(path=_given(entry.path), sha256=_given(entry.sha256), note=entry.note, added_by=entry.added_by)


def _given(value: Value | None) -> Value:
    """A needed value. Without faults none is missing: `shape` has asked for each."""
    assert value is not None
    return value
