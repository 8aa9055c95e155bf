"""What a leaf of each kind says, beside version, kind, time and log, which `audit/log/appending.py` sets. Pure.

Nothing personal stands here: a question, its asker, a prompt and an answer are named by the digests of their sections,
and a sound by one that goes with them. For the same reason the hash of the prompt is left out (whoever has the evidence
could find the question by trying), and so are the passages' ids where the question itself brought the passages.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from audit.domain import AnswerRecord, Outcome
from audit.keys.domain import PublicKey
from audit.records.sections import Name
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.signed.uttered import Model, Played

SUBJECTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.MANIFEST: ("manifest_sha256",),
    Kind.CONSENT: ("leader_id",),
    Kind.SOURCE: ("source_id",),
    Kind.APPROVAL: ("source_id",),
    Kind.SNAPSHOT: ("snapshot_id",),
    Kind.ANSWER: ("record_id",),
    Kind.REFUSAL: ("record_id",),
    Kind.WITHDRAW: ("source_id",),
    Kind.ERASE: ("record_id",),
    Kind.HOLD: ("record_id",),
    Kind.KEY: ("keyid",),
    Kind.CONTROL: ("leader_id", "source_id"),
    Kind.UTTERANCE: ("record_id",),
}


def subject_of(kind: Kind, payload: Mapping[str, Any]) -> str:
    """What a leaf is about, by which it is found: an id, or nothing where it concerns everybody."""
    within = {Kind.CONSENT: "leader", Kind.SOURCE: "source"}.get(kind)
    held = payload.get(within) if within is not None else payload
    found = held if isinstance(held, Mapping) else {}
    return next((value for key in SUBJECTS[kind] if isinstance(value := found.get(key), str)), "")


def sources_of(record: AnswerRecord) -> list[tuple[str, str]]:
    """(source id, role) of every source that a record cited, or showed as a refusal's nearest passage. None where the
    question brought its passages: their ids are the asker's, and no source's."""
    if record.closed_context is not None:
        return []
    used = {(item.source_id, "cited") for statement in record.statements for item in statement.citations}
    used |= {(item.source_id, "shown") for item in (record.refusal.nearest if record.refusal else ())}
    return sorted(used)


def answer(
    record: AnswerRecord,
    *,
    answer_seq: int,
    part: int | None,
    unsigned: Collection[str],
    sections: Mapping[Name, str | None],
) -> tuple[Kind, dict[str, Any]]:
    """A whole record (`part` none), or what had been shown of it with its statement number `part`."""
    composer = {key: value for key, value in to_json(record.composer).items() if key != "prompt_sha256"}
    evidence = [] if record.closed_context is not None else [one.passage_id for one in record.evidence]
    return Kind.ANSWER if record.outcome is Outcome.ANSWERED else Kind.REFUSAL, {
        "answer_seq": answer_seq,
        "part": part,
        "record_id": record.record_id,
        "asked_at": to_json(record.asked_at),
        "as_of": to_json(record.as_of),
        "audience": record.audience,
        "outcome": record.outcome.value,
        "snapshot": to_json(record.snapshot),
        "policy_sha256": record.policy_sha256,
        "models": dict(record.models),
        "composer": composer,
        "evidence": evidence,
        "sources": [{"source_id": source_id, "role": role} for source_id, role in sources_of(record)],
        "unsigned": sorted(unsigned),
        "sections": {name.value: sections.get(name) for name in Name},
    }


def withdraw(
    source_id: str, reason: str, answers: Iterable[tuple[str, str]], told: Collection[str] = ()
) -> dict[str, Any]:
    """`answers` are the (record id, role) of every past answer that used the source; `told` the addresses of those who
    were told of them."""
    used = [{"record_id": record_id, "role": role} for record_id, role in answers]
    return {"source_id": source_id, "reason": reason, "answers": used, "told": sorted(told)}


def control(action: str, leader_id: str | None, source_id: str | None, reason: str) -> dict[str, Any]:
    return {"action": action, "leader_id": leader_id, "source_id": source_id, "reason": reason}


def erase(record_id: str, leaves: Iterable[int], reason: str, by: str) -> dict[str, Any]:
    """`leaves` are the indices of the record's own leaves; none in a record that is older than the log."""
    return {"record_id": record_id, "leaf": sorted(leaves), "reason": reason, "by": by}


def hold(action: str, record_id: str, reason: str, by: str) -> dict[str, Any]:
    """`action` is place or lift."""
    return {"action": action, "record_id": record_id, "reason": reason, "by": by}


def utterance(
    record_id: str, statement: int, *, audience: str, voice: Model, avatar: Model | None, audio: str
) -> dict[str, Any]:
    """That a statement, by its number in the record (0: the disclosure), was read aloud to somebody of an audience, by
    which voice and with which face; `audio` is the sound's digest (`audit.signed.uttered.audio_digest`)."""
    return {
        "record_id": record_id,
        "statement": statement,
        "audience": audience,
        "voice": to_json(voice),
        "avatar": to_json(avatar),
        "audio_sha256": audio,
        "recording": None,
    }


def played(
    record_id: str, statement: int, citation: int, *, audience: str, source_id: str, sha256: str
) -> dict[str, Any]:
    """That somebody of an audience heard what a statement's citation (counted from 1) cites, in the recording of its
    document. Between which moments is left out: it would tell the quote."""
    return {
        "record_id": record_id,
        "statement": statement,
        "audience": audience,
        "voice": None,
        "avatar": None,
        "audio_sha256": None,
        "recording": to_json(Played(citation=citation, source_id=source_id, sha256=sha256)),
    }


def added_key(key: PublicKey, reason: str) -> dict[str, Any]:
    return _key("add", key, reason)


def rotated_key(key: PublicKey, replaces: str, reason: str) -> dict[str, Any]:
    """`replaces` is the keyid of the key in whose place this one signs."""
    return _key("rotate", key, reason) | {"replaces": replaces}


def revoked_key(key: PublicKey, from_index: int, reason: str) -> dict[str, Any]:
    """From leaf `from_index` on its signatures do not count."""
    return _key("revoke", key, reason) | {"from_index": from_index}


def _key(action: str, key: PublicKey, reason: str) -> dict[str, Any]:
    return {
        "action": action,
        "role": key.role.value,
        "name": key.name,
        "keyid": key.keyid,
        "public": key.raw.hex(),
        "replaces": None,
        "from_index": None,
        "reason": reason,
    }
