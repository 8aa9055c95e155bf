"""What a good manifest reads as, and that everything wrong with a bad one is told at once."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import ManifestError
from audit.keys.domain import PrivateKey, Role, Signature
from ingest.domain import Approval, Kind, Scope, Withdrawal
from ingest.manifest.read import MAX_BYTES, parse_manifest, read_manifest

COMPANY = Path(__file__).parent / "golden" / "company.yaml"


def test_a_manifest_reads_as_frozen_types(company: str) -> None:
    manifest = parse_manifest(company.encode(), file="m")
    assert manifest.organisation == "Meridian Water"
    assert manifest.audiences == ("all-employees", "managers", "leadership")
    ada, jonas = manifest.leaders
    assert (ada.leader_id, ada.name, ada.title) == ("ada-okafor", "Ada Okafor", "Chief Executive Officer")
    assert ada.consent.scope == {Scope.QUOTE, Scope.PARAPHRASE}
    assert jonas.consent.audiences == {"all-employees", "managers"}
    assert (jonas.consent.valid_from, jonas.consent.valid_until) == (date(2026, 1, 1), date(2027, 1, 1))
    speech, memo = manifest.sources
    assert (speech.kind, speech.leaders, speech.date) == (Kind.SPEECH, ("ada-okafor",), date(2026, 3, 4))
    assert memo.leaders == ("ada-okafor", "jonas-weir")
    assert (memo.effective_from, memo.effective_until) == (date(2026, 4, 1), date(2027, 4, 1))
    assert memo.approval is None
    assert memo.withdrawn is None


def test_the_manifests_hash_is_that_of_its_bytes(manifest_file: Path) -> None:
    expected = hashlib.sha256(manifest_file.read_bytes()).hexdigest()
    assert read_manifest(manifest_file).sha256 == expected


def test_people_are_case_folded_and_times_are_in_utc(company: str) -> None:
    speech, memo = parse_manifest(company.encode(), file="m").sources
    assert (speech.owner, speech.added_by) == ("comms@example.com", "sam@example.com")
    assert speech.approval == Approval(by="lee@example.com", at=datetime(2026, 3, 5, 9, tzinfo=UTC), sha256="a" * 64)
    assert memo.embargo_until == datetime(2026, 4, 2, tzinfo=UTC), "a date is its midnight in UTC"


def test_a_signed_approval_binds_a_text(company: str) -> None:
    sig = f"{'A' * 86}=="
    more = f"sha256: {'a' * 64}, text_sha256: {'c' * 64}, signature: {{keyid: {'d' * 64}, sig: {sig}}}}}"
    text = company.replace(f"sha256: {'a' * 64}}}", more)
    approval = parse_manifest(text.encode(), file="m").sources[0].approval
    assert approval is not None
    assert (approval.text_sha256, approval.signature) == ("c" * 64, Signature(keyid="d" * 64, sig=sig))


def test_approvers_and_their_keys(company: str) -> None:
    assert parse_manifest(company.encode(), file="m").approvers == ()
    keys = [PrivateKey.generate(Role.APPROVER, "lee@example.com").public for _ in range(2)]
    listed = ", ".join(f"{{by: LEE@example.com, public: {key.raw.hex()}}}" for key in keys)
    manifest = parse_manifest(f"approvers: [{listed}]\n{company}".encode(), file="m")
    assert [one.key for one in manifest.approvers] == keys


def test_who_added_a_document_is_its_owner_unless_said_otherwise(company: str) -> None:
    assert parse_manifest(company.encode(), file="m").sources[1].added_by == "comms@example.com"


def test_one_superseded_document_needs_no_list(company: str) -> None:
    assert parse_manifest(company.encode(), file="m").sources[1].supersedes == ("all-hands-2026-03",)


def test_a_folded_title_is_one_line(company: str) -> None:
    assert parse_manifest(company.encode(), file="m").sources[1].title == "Hiring, and what we will not do"


def test_a_withdrawal_is_read(company: str) -> None:
    text = company.replace("# end of the file", "    withdrawn: {at: 2026-06-01T10:00:00Z, reason: 'A mistake: p. 3'}")
    withdrawn = parse_manifest(text.encode(), file="m").sources[1].withdrawn
    assert withdrawn == Withdrawal(at=datetime(2026, 6, 1, 10, tzinfo=UTC), reason="A mistake: p. 3")


def test_no_leaders_and_no_documents_is_a_manifest() -> None:
    text = "version: 1\norganisation: Meridian\naudiences: [all]\nleaders: []\ndocuments: []\n"
    manifest = parse_manifest(text.encode(), file="m")
    assert (manifest.leaders, manifest.sources) == ((), ())


def test_a_document_may_have_no_leader(company: str) -> None:
    text = company.replace("leaders: [ada-okafor]\n", "leaders: []\n")
    assert parse_manifest(text.encode(), file="m").sources[0].leaders == ()


def test_yaml_is_version_1_2_where_no_and_off_are_words(company: str) -> None:
    text = company.replace("title: Spring all-hands", "title: No")
    assert parse_manifest(text.encode(), file="m").sources[0].title == "No"


def test_a_byte_order_mark_and_windows_line_ends_are_read(company: str) -> None:
    data = b"\xef\xbb\xbf" + company.replace("\n", "\r\n").encode()
    assert parse_manifest(data, file="m").sources == parse_manifest(company.encode(), file="m").sources


def test_json_is_yaml() -> None:
    text = '{"version": 1, "organisation": "M", "audiences": ["all"], "leaders": [], "documents": []}'
    assert parse_manifest(text.encode(), file="m").audiences == ("all",)


def test_every_fault_is_told_at_once_with_its_line_and_place(golden: Path) -> None:
    data = (golden / "many_faults.yaml").read_bytes()
    with pytest.raises(ManifestError) as caught:
        parse_manifest(data, file="many_faults.yaml")
    assert f"{caught.value}\n" == (golden / "many_faults.txt").read_text(encoding="utf-8")


def test_a_missing_manifest_names_the_next_command(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="there is no such file") as caught:
        read_manifest(tmp_path / "corpus_manifest.yaml")
    assert "onrecord init DIR" in caught.value.advice


def test_a_folder_is_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="it is not a file"):
        read_manifest(tmp_path)


def test_a_file_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ManifestError, match="larger than 4 MiB"):
        read_manifest(path)


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet=" \n-:{}[],&*!|>'\"%@`~0aA\\#?<", max_size=80).map(str.encode))
def test_any_bytes_are_a_manifest_or_a_manifest_error(data: bytes) -> None:
    last = data.count(b"\n") + data.count(b"\r") + 2
    assert all(0 <= line <= last for line in lines_of_faults(data))


@settings(deadline=None)
@given(st.data())
def test_a_damaged_manifest_is_read_or_refused(data: st.DataObject) -> None:
    company = COMPANY.read_bytes()
    start = data.draw(st.integers(0, len(company)))
    length = data.draw(st.integers(0, 30))
    instead = data.draw(st.binary(max_size=4))
    lines_of_faults(company[:start] + instead + company[start + length :])


def lines_of_faults(data: bytes) -> list[int]:
    """None where it reads; anything but a `ManifestError` is a fault of ours."""
    try:
        parse_manifest(data, file="m")
    except ManifestError as error:
        return [problem.line for problem in error.problems]
    return []
