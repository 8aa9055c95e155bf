"""`onrecord approve ID --by EMAIL`: a second person reads what a document says, and binds an approval to its bytes.

With the approver's key the approval is signed, and binds the text that was read as well as the bytes.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from audit.errors import OnRecordError
from audit.keys.domain import PrivateKey
from audit.records.wire import to_json
from ingest.domain import Approval
from ingest.manifest import values
from onrecord.approver import signing_key, unsigned
from onrecord.desk.approving import Asked, Proposed, asked, bound, leaders_of, proposed, revoked_keys, unheard
from onrecord.desk.steps import ingest_step
from onrecord.parts import Parts, now, parts
from onrecord.render.approval import format_header, format_meaning
from onrecord.render.document import WIDE, format_document, spoken
from onrecord.render.lines import BLANK, show
from onrecord.render.review import format_reviewed
from onrecord.review import Reviewed, facts, look, nothing_unseen


def run(args: argparse.Namespace) -> int:
    one, made = asked(Path(args.manifest), args.source_id, _person(args.by)), parts(args.workspace)
    _answerable(args)
    key = _key(args, one, made)
    found = proposed(made, one, key, now())
    source, document = one.source, found.document
    reviewed = look(args, source, one.path.parent, document)
    if not args.json:
        keyid = key.keyid if not found.stands and key is not None else _keyid(found.approval)
        header = format_header(source, found.taken_back, stands=found.stands)
        silent = unheard(source, leaders_of(one.manifest), now())
        meaning = format_meaning(source, document, found.after, keyid, silent)
        show([*header, BLANK, *format_document(document), BLANK, *format_reviewed(reviewed), *meaning], WIDE)
    if args.yes and not args.accept_findings:
        nothing_unseen(args, reviewed)
    if not args.yes and not _confirmed(f"Approve {source.source_id} as {one.by}? [y/N] "):
        print("Not approved; nothing was changed.")
        return 1
    _report(args, found, reviewed, bound(found, key))
    return 0


def _key(args: argparse.Namespace, one: Asked, made: Parts) -> PrivateKey | None:
    """The key to sign with; none where it is not to be signed, and this workspace counts such an approval."""
    key = None
    if not args.unsigned:
        key = signing_key(one.by, args.key, one.manifest, args.manifest, revoked_keys(made))
    if key is None:
        unsigned(one.by, asked=args.unsigned, counts=made.settings.unsigned_approvals)
    return key


def _person(by: str) -> str:
    try:
        return values.person(by)
    except ValueError as error:
        raise OnRecordError(f"--by: {error}.") from None


def _keyid(approval: Approval) -> str | None:
    return approval.signature.keyid if approval.signature is not None else None


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


def _report(args: argparse.Namespace, one: Proposed, reviewed: Reviewed, approval: Approval) -> None:
    source, document, changed = one.asked.source, one.document, not one.stands
    step = ingest_step(one.asked.path)
    if args.json:
        found = {
            "source_id": source.source_id,
            "by": approval.by,
            "at": to_json(approval.at),
            "sha256": approval.sha256,
            "text_sha256": document.text_sha256,
            **({"media_sha256": approval.media_sha256} if approval.media_sha256 is not None else {}),
            "keyid": _keyid(approval),
            "words": {leader_id: count for leader_id, count in spoken(document).items() if leader_id is not None},
            "status": one.after.value,
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
