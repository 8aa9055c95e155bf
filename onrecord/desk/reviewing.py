"""What a reader of a document's file would not see, and who has said that it may stay."""

import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.errors import NotReviewed, OnRecordError
from audit.records.wire import to_json
from ingest.domain import Approval, Document, Source
from ingest.review.domain import Finding, Review
from onrecord.desk.approving import asked, bound, proposed
from onrecord.desk.scheduling import declaration
from onrecord.desk.steps import option
from onrecord.extract import declared_bytes
from onrecord.parts import Parts


def review(made: Parts, source: Source, folder: Path, document: Document, *, images: bool) -> Review:
    """The `document` beside its file, whose bytes are those that it was read from; with `images` a PDF's pages as
    pictures. Raises SourceRefused."""
    with made.reviewer() as reviewer:
        return reviewer.review(declared_bytes(source, folder), source.path, document, images=images)


def nothing_unseen(source_id: str, findings: Sequence[Finding], *, advice: str, seen: Collection[int] = ()) -> None:
    """Raise NotReviewed where a finding is not among the `seen`, by number from 1: nobody has judged it."""
    count = sum(number not in seen for number, _ in enumerate(findings, start=1))
    if count:
        raise NotReviewed(
            f"a reader of {source_id} would not see everything: {count} finding{'s' if count > 1 else ''}.",
            findings=[to_json(one) for one in findings],
            advice=advice,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an approver had before them: the hashes of the file and of its text, of everything that the manifest says of
    the document (`declared`), and the numbers of the findings that may stay, from 1."""

    sha256: str
    text_sha256: str
    declared: str
    findings: Collection[int]


def approve(made: Parts, manifest: Path, source_id: str, by: str, shown: Shown, at: datetime) -> Approval:
    """Approve what was shown, bytes and text, without a signature. Raises OnRecordError where the person may not, or
    the document is another by now (with both hashes), NotReviewed where a finding was not accepted."""
    if not made.settings.unsigned_approvals:
        raise OnRecordError(
            "this workspace counts signed approvals alone (unsigned_approvals = false).",
            advice=f"Sign it with your own key: {signing_command(manifest, source_id, by)}",
        )
    one = asked(manifest, source_id, by)
    _same("file", shown.sha256, one.source.sha256, source_id)
    if shown.declared != declaration(one.source):
        raise OnRecordError(f"the entry of {source_id} was changed while it was read.", advice="Read it again.")
    new = proposed(made, one, None, at, binds_text=True)
    _same("text", shown.text_sha256, new.document.text_sha256, source_id)
    found = review(made, one.source, manifest.parent, new.document, images=False)
    nothing_unseen(source_id, found.findings, advice="Tick those that may stay, then approve.", seen=shown.findings)
    return bound(new, None)


def signing_command(manifest: Path, source_id: str, by: str) -> str:
    """What an approver types to sign with their own key."""
    return f"onrecord approve {source_id} --by {shlex.quote(by)}{option(manifest)}"


def _same(what: str, shown: str, now: str, source_id: str) -> None:
    if shown != now:
        message = f"the {what} of {source_id} was changed while it was read: shown sha256 {shown}, now {now}."
        raise OnRecordError(message, advice="Read it again.")
