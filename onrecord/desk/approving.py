"""A second person reads what a document says, and binds an approval to its bytes.

1. `asked`: which document, and whether this person may approve it at all;
2. `proposed`: what it says now, and what the approval would mean;
3. `bound`: the approval, written into the manifest.

Everything is checked before anything is shown; the approval is for the bytes that were shown, not for what may lie
under that name a moment later.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from audit.database import reading
from audit.errors import OnRecordError, SourceRefused
from audit.keys.domain import PrivateKey
from audit.log.rotation import signers
from audit.signed import approvals
from ingest.approvals import approved_text, payload_of
from ingest.catalogue import controls
from ingest.domain import Approval, Document, Leader, Manifest, Scope, Source, Status, Withdrawal
from ingest.manifest.edit import set_approval
from ingest.manifest.faults import did_you_mean, shown
from ingest.manifest.read import read_manifest
from ingest.recordings.examine import recording_ok
from ingest.standing import consents, status
from onrecord.desk.steps import option
from onrecord.extract import extract
from onrecord.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A document of the manifest, and who would approve it."""

    path: Path
    manifest: Manifest
    source: Source
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What the document says, and the approval: the one that is there where it says all that a new one would
    (`stands`), else one not signed yet. `taken_back`: the withdrawal that it would end; `after`: the status then."""

    asked: Asked
    document: Document
    approval: Approval
    stands: bool
    taken_back: Withdrawal | None
    after: Status


def asked(path: Path, source_id: str, by: str) -> Asked:
    """Raises OnRecordError where the manifest has no such document, or where `by` owns or added it."""
    manifest = read_manifest(path)
    source = found(manifest, source_id, path)
    roles = own_roles(source, by)
    if roles:
        message = f"{by} is the {' and '.join(roles)} of {source_id} and cannot approve it."
        raise OnRecordError(message, advice="Ask a second person.")
    return Asked(path=path, manifest=manifest, source=source, by=by)


def found(manifest: Manifest, source_id: str, path: Path) -> Source:
    """Raises OnRecordError, with the closest id."""
    ids = [source.source_id for source in manifest.sources]
    if source_id not in ids:
        near = did_you_mean(source_id, ids) or "."
        advice = f"Add it: onrecord add FILE --leader ID --date DATE --owner EMAIL{option(path)}"
        raise OnRecordError(f"{path} has no document {shown(source_id)}{near}", advice=advice)
    return manifest.sources[ids.index(source_id)]


def own_roles(source: Source, person: str) -> list[str]:
    """What bars a person from approving a document, nothing where they may."""
    return [word for word, who in source.own.items() if who == person]


def proposed(made: Parts, one: Asked, key: PrivateKey | None, at: datetime, *, binds_text: bool = False) -> Proposed:
    """Read the file, and say what an approval at that time would come to. With a key, or where `binds_text`, it is for
    the text as well as for the bytes, and always for the recording, where there is one. Raises SourceRefused where the
    file or the recording is not the declared one, with both hashes, or the recording cannot be heard to its end."""
    source, leaders = one.source, leaders_of(one.manifest)
    back, at = taken_back(made, source), at.replace(microsecond=0)
    if back is not None:  # only a later approval puts it back, and the manifest keeps whole seconds
        at = max(at, back.at.replace(microsecond=0) + timedelta(seconds=1))
    with made.sandbox() as sandbox:
        document = extract(source, one.path.parent, leaders, sandbox)
    if source.media is not None:
        with made.listener() as listener:
            recording_ok(source.media, document.cues, one.path.parent, listener.heard)
    new = Approval(
        by=one.by,
        at=at,
        sha256=source.sha256,
        text_sha256=document.text_sha256 if key is not None or binds_text else None,
        media_sha256=source.media.sha256 if source.media is not None else None,
    )
    old = source.approval if back is None and _stands(one, new, key, document) else None
    approval = old or new
    after = status(replace(source, approval=approval, withdrawn=None), leaders, (), at)
    return Proposed(
        asked=one, document=document, approval=approval, stands=old is not None, taken_back=back, after=after
    )


def unheard(source: Source, leaders: Mapping[str, Leader], at: datetime) -> list[str]:
    """The names of those in a recording who have not agreed to be heard: while there is one, nobody hears it."""
    if source.media is None:
        return []
    own = [leaders[one] for one in source.leaders]
    return [one.name for one in own if not consents(one, source, Scope.VOICE, at.date())]


def leaders_of(manifest: Manifest) -> Mapping[str, Leader]:
    """By id."""
    return {leader.leader_id: leader for leader in manifest.leaders}


def bound(one: Proposed, key: PrivateKey | None) -> Approval:
    """Write it, signed where there is a key. Where it stands already nothing is changed (law 10). Raises OnRecordError
    where the document's entry was changed since it was `asked` about."""
    approval, source = one.approval, one.asked.source
    if one.stands:
        return approval
    if key is not None:
        approval = replace(approval, signature=approvals.sign(payload_of(source, approval), key))
    set_approval(one.asked.path, source.source_id, approval, declared=source)
    return approval


def revoked_keys(made: Parts) -> Collection[str]:
    """The keyids whose signatures do not count any more."""
    if not made.exists:
        return ()
    with reading(made.engine) as connection:
        return signers(connection).revoked


def taken_back(made: Parts, source: Source) -> Withdrawal | None:
    """The withdrawal that stands against a document, in the catalogue or in the manifest; none once it was approved
    anew, so that approving again changes nothing (law 10)."""
    if made.exists:
        with reading(made.engine) as connection:
            gone = controls.withdrawals(connection).get(source.source_id)
        renewed = source.withdrawn is None and source.approval is not None and gone and source.approval.at > gone[0]
        if gone is not None and not renewed:
            return Withdrawal(at=gone[0], reason=gone[1])
    return source.withdrawn


def _stands(one: Asked, new: Approval, key: PrivateKey | None, document: Document) -> bool:
    """Whether the approval that is there says all that a new one would: then nothing is to be changed (law 10)."""
    old = one.source.approval
    if old is None or (old.by, old.sha256) != (new.by, new.sha256) or (old.signature is None and key is not None):
        return False
    if old.media_sha256 != new.media_sha256 or (old.text_sha256 is None and new.text_sha256 is not None):
        return False
    try:
        approved_text(one.source, document.text_sha256, one.manifest.approvers)
    except SourceRefused:
        return False
    return True
