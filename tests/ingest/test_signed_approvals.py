"""What an ingest makes of signatures: it serves what a known key has signed for this very text, and says why not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from audit.canonical import canonical_json, sha256_hex, text_sha256
from audit.database import writing
from audit.keys.domain import PrivateKey, Role
from audit.log.appending import Log, NewLeaf
from audit.log.rotation import revoke
from audit.records.wire import from_json, to_json
from audit.signed.approvals import approval_payload, sign
from audit.signed.envelopes import Kind
from ingest.domain import Approval, Source, Status
from ingest.manifest.read import read_manifest
from ingest.report import Outcome, SourceResult
from ingest.run import ingest

LEE, KIM = (PrivateKey.generate(Role.APPROVER, f"{name}@example.com") for name in ("second", "kim"))
AT = datetime(2026, 2, 1, 9, tzinfo=UTC)


def named(company: Any, *keys: PrivateKey) -> None:
    company.manifest["approvers"] = [{"by": key.public.name, "public": key.public.raw.hex()} for key in keys]


def signed(company: Any, document_id: str, key: PrivateKey, **changes: Any) -> None:
    """Sign the approval of a document; `changes` are of what is signed, not of what the manifest says."""
    document = company.document(document_id)
    text = text_sha256(company.file(document_id).read_text(encoding="utf-8"))
    facts = {
        "source_id": document_id,
        "by": key.public.name,
        "at": AT,
        "sha256": document["sha256"],
        "text_sha256": text,
    }
    signature = sign(approval_payload(**{**facts, **changes}), key)
    document["approval"] |= {
        "by": key.public.name,
        "text_sha256": {**facts, **changes}["text_sha256"],
        "signature": {"keyid": signature.keyid, "sig": signature.sig},
    }


def result_of(company: Any, workshop: Callable[..., Any], source_id: str = "memo-000", **more: Any) -> SourceResult:
    company.save()
    with workshop() as made:
        report = ingest(replace(made, **more), company.path)
    return next(one for one in report.results if one.source_id == source_id)


def test_what_a_known_key_has_signed_is_served(company: Any, workshop: Callable[..., Any]) -> None:
    named(company, LEE)
    signed(company, "memo-000", LEE)
    found = result_of(company, workshop)
    assert (found.outcome, found.detail) == (Outcome.ADDED, "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"at": AT.replace(second=1)}, "is not what the key"),
        ({"sha256": "0" * 64}, "is not what the key"),
        ({"source_id": "memo-001"}, "is not what the key"),
    ],
)
def test_a_signature_of_something_else_is_refused(
    company: Any, workshop: Callable[..., Any], change: dict[str, Any], message: str
) -> None:
    named(company, LEE)
    signed(company, "memo-000", LEE, **change)
    found = result_of(company, workshop)
    assert (found.outcome, found.status, found.code) == (Outcome.REFUSED, Status.PUBLISHED, "signature")
    assert message in found.detail
    assert "onrecord approve memo-000 --by EMAIL" in found.detail
    assert "\n" not in found.detail


def test_a_key_that_the_manifest_does_not_name_counts_for_nothing(company: Any, workshop: Callable[..., Any]) -> None:
    named(company, KIM)
    signed(company, "memo-000", LEE)
    found = result_of(company, workshop)
    assert (found.outcome, found.code) == (Outcome.REFUSED, "signature")
    assert f"signed with the key {LEE.keyid}, which is not known" in found.detail


def test_a_key_that_the_manifest_names_no_longer_ends_what_it_approved(
    company: Any, workshop: Callable[..., Any]
) -> None:
    named(company, LEE)
    signed(company, "memo-000", LEE)
    assert result_of(company, workshop).outcome is Outcome.ADDED
    named(company)
    found = result_of(company, workshop)
    assert (found.outcome, found.passages) == (Outcome.REFUSED, 0)


def test_one_persons_key_signs_no_others_approval(company: Any, workshop: Callable[..., Any]) -> None:
    named(company, LEE, KIM)
    signed(company, "memo-000", KIM)
    company.document("memo-000")["approval"]["by"] = "second@example.com"
    found = result_of(company, workshop)
    assert (found.outcome, found.code) == (Outcome.REFUSED, "signature")
    assert "is that of kim@example.com" in found.detail


def test_an_approval_of_another_text_is_refused_with_both_hashes(company: Any, workshop: Callable[..., Any]) -> None:
    named(company, LEE)
    signed(company, "memo-000", LEE, text_sha256="0" * 64)
    found = result_of(company, workshop)
    assert (found.outcome, found.code) == (Outcome.REFUSED, "text_mismatch")
    assert f"approved text sha256 {'0' * 64}, found {text_sha256(company.file('memo-000').read_text())}" in found.detail
    company.document("memo-000")["approval"].pop("signature")
    assert result_of(company, workshop).code == "text_mismatch"


def test_a_revoked_key_counts_for_what_the_log_holds_before_that(company: Any, workshop: Callable[..., Any]) -> None:
    named(company, LEE)
    signed(company, "memo-000", LEE)
    signed(company, "memo-001", LEE)
    company.save()
    first = read_manifest(company.path).sources[0].approval
    assert first is not None
    assert first.signature is not None
    with workshop() as made, writing(made.engine) as connection:
        log = Log(made.lock.parent / "keys")
        payload = approval_payload(
            source_id="memo-000", by=first.by, at=first.at, sha256=first.sha256, text_sha256=first.text_sha256
        )
        leaf = log.append(connection, [NewLeaf(kind=Kind.APPROVAL, payload=payload, signatures=[first.signature])])
        assert revoke(connection, log, LEE.public, leaf + 1, "a lost laptop") is not None
    assert result_of(company, workshop).outcome is Outcome.ADDED
    found = result_of(company, workshop, "memo-001")
    assert (found.outcome, found.code) == (Outcome.REFUSED, "revoked")
    assert f"the key {LEE.keyid}, which was revoked from leaf {leaf + 1} of the log on" in found.detail
    with workshop() as made, writing(made.engine) as connection:
        assert revoke(connection, Log(made.lock.parent / "keys"), LEE.public, leaf, "even before") is not None
    assert result_of(company, workshop).code == "revoked"


def test_where_only_signed_approvals_count_the_others_are_held_back(company: Any, workshop: Callable[..., Any]) -> None:
    named(company, LEE)
    signed(company, "memo-001", LEE)
    company.document("memo-002").pop("approval")
    strict = {"unsigned_approvals": False}
    bare, own, draft = (result_of(company, workshop, f"memo-00{number}", **strict) for number in range(3))
    assert (bare.outcome, bare.status, bare.code) == (Outcome.HELD, Status.DRAFT, None)
    assert "its approval is not signed" in bare.detail
    assert "unsigned_approvals = false" in bare.detail
    assert own.outcome is Outcome.UNCHANGED
    assert draft.detail == "not approved yet"


def test_a_declaration_of_before_has_the_bytes_and_the_hash_that_it_had(company: Any) -> None:
    source = read_manifest(company.path).sources[0]
    declared = to_json(source)
    assert set(declared["approval"]) == {"by", "at", "sha256"}
    assert from_json(Source, declared) == source
    named(company, LEE)
    signed(company, "memo-000", LEE)
    company.save()
    changed = read_manifest(company.path).sources[0]
    assert from_json(Source, to_json(changed)) == changed
    assert from_json(Approval, to_json(changed.approval)) == changed.approval
    bare = replace(changed, approval=replace(source.approval, signature=None, text_sha256=None))  # type: ignore[type-var]
    assert sha256_hex(canonical_json(to_json(bare))) == sha256_hex(canonical_json(declared))
