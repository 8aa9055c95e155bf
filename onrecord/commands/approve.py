"""`onrecord approve ID --by EMAIL`: a second person reads what a document says, and binds an approval to its bytes.

With the approver's key the approval is signed, and binds the text that was read as well as the bytes.

Everything is checked before anything is printed; the approval is for the bytes that were printed, not for what may
lie under that name a moment later.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from audit import approvals
from audit.database import reading
from audit.errors import OnRecordError, SourceRefused
from audit.keys.domain import PrivateKey
from audit.records import to_json
from audit.rotation import signers
from ingest.approvals import approved_text
from ingest.catalogue import controls
from ingest.domain import Approval, Document, Manifest, Source, Status, Withdrawal
from ingest.manifest import values
from ingest.manifest.edit import set_approval
from ingest.manifest.faults import did_you_mean, shown
from ingest.manifest.read import read_manifest
from ingest.standing import status
from onrecord.approver import signing_key, unsigned
from onrecord.cli import MANIFEST
from onrecord.extract import extract
from onrecord.parts import Parts, now, parts
from onrecord.render.approval import format_header, format_meaning
from onrecord.render.document import WIDE, format_document, spoken
from onrecord.render.lines import BLANK, show
from onrecord.render.review import format_reviewed
from onrecord.review import Reviewed, facts, look, nothing_unseen


def run(args: argparse.Namespace) -> int:
    path, at = Path(args.manifest), now().replace(microsecond=0)
    manifest = read_manifest(path)
    source = _source(manifest, args.source_id, args.manifest)
    by = _second_person(args.by, source)
    _answerable(args)
    made = parts(args.workspace)
    key = None if args.unsigned else signing_key(by, args.key, manifest, args.manifest, _revoked(made))
    if key is None:
        unsigned(by, asked=args.unsigned, counts=made.settings.unsigned_approvals)
    leaders = {leader.leader_id: leader for leader in manifest.leaders}
    taken_back = _taken_back(args, source)
    if taken_back is not None:  # only a later approval puts it back, and the manifest keeps whole seconds
        at = max(at, taken_back.at.replace(microsecond=0) + timedelta(seconds=1))
    with made.sandbox() as sandbox:
        document = extract(source, path.parent, leaders, sandbox)
    reviewed = look(args, source, path.parent, document)
    old = source.approval if taken_back is None and _stands(source, by, key, document, manifest) else None
    approval = old or Approval(by=by, at=at, sha256=source.sha256)
    after = status(replace(source, approval=approval, withdrawn=None), leaders, (), at)
    if not args.json:
        keyid = key.keyid if old is None and key is not None else _keyid(approval)
        header = format_header(source, taken_back, stands=old is not None)
        meaning = format_meaning(source, document, after, keyid)
        show([*header, BLANK, *format_document(document), BLANK, *format_reviewed(reviewed), *meaning], WIDE)
    if args.yes and not args.accept_findings:
        nothing_unseen(args, reviewed)
    if not args.yes and not _confirmed(f"Approve {source.source_id} as {by}? [y/N] "):
        print("Not approved; nothing was changed.")
        return 1
    if old is None:
        approval = _signed(source.source_id, approval, document.text_sha256, key) if key is not None else approval
        set_approval(path, source.source_id, approval)
    _report(args, source, document, reviewed, approval, after, old is None)
    return 0


def _signed(source_id: str, approval: Approval, text_sha256: str, key: PrivateKey) -> Approval:
    """The approval with what makes it bind the text too."""
    payload = approvals.approval_payload(
        source_id=source_id, by=approval.by, at=approval.at, sha256=approval.sha256, text_sha256=text_sha256
    )
    return replace(approval, text_sha256=text_sha256, signature=approvals.sign(payload, key))


def _keyid(approval: Approval) -> str | None:
    return approval.signature.keyid if approval.signature is not None else None


def _stands(source: Source, by: str, key: PrivateKey | None, document: Document, manifest: Manifest) -> bool:
    """Whether the approval that is there says all that a new one would: then nothing is to be changed (law 10)."""
    old = source.approval
    if old is None or (old.by, old.sha256) != (by, source.sha256) or (old.signature is None and key is not None):
        return False
    try:
        approved_text(source, document.text_sha256, manifest.approvers)
    except SourceRefused:
        return False
    return True


def _revoked(made: Parts) -> Collection[str]:
    if not made.exists:
        return ()
    with reading(made.engine) as connection:
        return signers(connection).revoked


def _taken_back(args: argparse.Namespace, source: Source) -> Withdrawal | None:
    """The withdrawal that stands against a document, in the catalogue or in the manifest; none once it was approved
    anew, so that approving again changes nothing (law 10)."""
    made = parts(args.workspace)
    if made.exists:
        with reading(made.engine) as connection:
            found = controls.withdrawals(connection).get(source.source_id)
        renewed = source.withdrawn is None and source.approval is not None and found and source.approval.at > found[0]
        if found is not None and not renewed:
            return Withdrawal(at=found[0], reason=found[1])
    return source.withdrawn


def _source(manifest: Manifest, source_id: str, file: str) -> Source:
    ids = [source.source_id for source in manifest.sources]
    if source_id not in ids:
        near = did_you_mean(source_id, ids) or "."
        advice = f"Add it: onrecord add FILE --leader ID --date DATE --owner EMAIL{_option(file)}"
        raise OnRecordError(f"{file} has no document {shown(source_id)}{near}", advice=advice)
    return manifest.sources[ids.index(source_id)]


def _second_person(by: str, source: Source) -> str:
    try:
        person = values.person(by)
    except ValueError as error:
        raise OnRecordError(f"--by: {error}.") from None
    roles = [word for word, who in (("owner", source.owner), ("adder", source.added_by)) if who == person]
    if roles:
        message = f"{person} is the {' and '.join(roles)} of {source.source_id} and cannot approve it."
        raise OnRecordError(message, advice="Ask a second person.")
    return person


def _answerable(args: argparse.Namespace) -> None:
    """A confirmation needs somebody to give it; told before the text scrolls by."""
    if args.yes:
        return
    if args.json:
        advice = "Read the text first, without --json."
        raise OnRecordError("approve --json asks nobody, so it needs --yes.", advice=advice)
    if not sys.stdin.isatty():
        raise OnRecordError("there is no terminal to confirm at.", advice="Run it in one, or add --yes after reading.")


def _confirmed(question: str) -> bool:
    """Asked on stderr, so that stdout may go through a pager."""
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _report(
    args: argparse.Namespace,
    source: Source,
    document: Document,
    reviewed: Reviewed,
    approval: Approval,
    after: Status,
    changed: bool,
) -> None:
    step = "onrecord ingest" + ("" if args.manifest == MANIFEST else f" {shlex.quote(args.manifest)}")
    if args.json:
        found = {
            "source_id": source.source_id,
            "by": approval.by,
            "at": to_json(approval.at),
            "sha256": approval.sha256,
            "text_sha256": document.text_sha256,
            "keyid": _keyid(approval),
            "words": {leader_id: count for leader_id, count in spoken(document).items() if leader_id is not None},
            "status": after.value,
            "changed": changed,
            "signed": approval.signature is not None,
            **facts(reviewed),
            "manifest": args.manifest,
            "next": step,
        }
        print(json.dumps(found, ensure_ascii=False))
        return
    if not changed:
        print(f"{source.source_id} was approved by {approval.by} already; nothing was changed.")
        return
    signed = f"signed with the key {_keyid(approval)}" if approval.signature is not None else "not signed"
    print(f"{source.source_id} is approved by {approval.by}, {_minute(approval.at)}, for sha256 {approval.sha256}.")
    print(f"The approval is {signed}.")
    print(f"\nNext: {step}")


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _option(file: str) -> str:
    return "" if file == MANIFEST else f" --manifest {shlex.quote(file)}"
