"""Values to YAML text in the manifest's own style: short mappings and lists on one line, few quotes."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

from ingest.domain import Approval, Approver, Leader, Recording, Scope, Source, Withdrawal
from ingest.manifest.values import typed_as

Content: TypeAlias = "str | date | Sequence[str] | Mapping[str, Content]"

# What needs no quotes for this reader, nor for one of YAML 1.1, which takes `no` and `1:30` for other things.
_SAFE = re.compile(r"[\w/]([\w ./@+-]*[\w/.@+-])?")
_TYPED_ELSEWHERE = re.compile(r"y|n|yes|no|on|off|[\d_.,:eE+-]+|0[xob][\da-f_]*", re.IGNORECASE)


def scalar(text: str) -> str:
    if _SAFE.fullmatch(text) and not _TYPED_ELSEWHERE.fullmatch(text) and not typed_as(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def flow(content: Content) -> str:
    """On one line."""
    if isinstance(content, str):
        return scalar(content)
    if isinstance(content, datetime):
        return content.isoformat().replace("+00:00", "Z")
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, Mapping):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in content.items()) + "}"
    return "[" + ", ".join(scalar(word) for word in content) + "]"


def block(entry: Mapping[str, Content]) -> list[str]:
    """Lines without indentation of their own. A mapping too long for one line becomes a block."""
    lines: list[str] = []
    for key, value in entry.items():
        if isinstance(value, Mapping) and len(value) > 3:
            lines += [f"{key}:", *(f"  {line}" for line in block(value))]
        else:
            lines.append(f"{key}: {flow(value)}")
    return lines


def leader_entry(leader: Leader) -> dict[str, Content]:
    consent = leader.consent
    declared: dict[str, Content] = {
        "record": consent.record,
        "sha256": consent.sha256,
        "scope": [str(word) for word in Scope if word in consent.scope],
        "audiences": sorted(consent.audiences),
        "valid_from": consent.valid_from,
        "valid_until": consent.valid_until,
    }
    for name, models in (("voices", consent.voices), ("avatars", consent.avatars)):
        if models is not None:
            declared[name] = sorted(models)
    return {"id": leader.leader_id, "name": leader.name, "title": leader.title, "consent": declared}


def source_entry(source: Source) -> dict[str, Content]:
    """Keys in DESIGN.md's order; what is absent or the default is left out."""
    entry: dict[str, Content | None] = {
        "id": source.source_id,
        "path": source.path,
        "sha256": source.sha256,
        "title": source.title,
        "kind": str(source.kind),
        "leaders": source.leaders,
        "date": source.date,
        "audience": source.audience,
        "owner": source.owner,
        "added_by": source.added_by if source.added_by != source.owner else None,
        "media": media_entry(source.media) if source.media else None,
        "approval": approval_entry(source.approval) if source.approval else None,
        "effective_from": source.effective_from,
        "effective_until": source.effective_until,
        "embargo_until": source.embargo_until,
        "supersedes": source.supersedes or None,
        "withdrawn": withdrawn_entry(source.withdrawn) if source.withdrawn else None,
    }
    return {key: value for key, value in entry.items() if value is not None}


def approval_entry(approval: Approval) -> dict[str, Content]:
    entry: dict[str, Content] = {"by": approval.by, "at": approval.at, "sha256": approval.sha256}
    if approval.text_sha256 is not None:
        entry["text_sha256"] = approval.text_sha256
    if approval.media_sha256 is not None:
        entry["media_sha256"] = approval.media_sha256
    if approval.signature is not None:
        entry["signature"] = {"keyid": approval.signature.keyid, "sig": approval.signature.sig}
    return entry


def approver_entry(approver: Approver) -> dict[str, Content]:
    return {"by": approver.by, "public": approver.public}


def media_entry(recording: Recording) -> dict[str, Content]:
    entry: dict[str, Content] = {"path": recording.path, "sha256": recording.sha256}
    if recording.note is not None:
        entry["note"] = recording.note
    if recording.added_by is not None:
        entry["added_by"] = recording.added_by
    return entry


def withdrawn_entry(withdrawn: Withdrawal) -> dict[str, Content]:
    return {"at": withdrawn.at, "reason": withdrawn.reason}
