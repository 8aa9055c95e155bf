"""A transcript's recording in the manifest, the approval that names it, and the models that a consent names."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.errors import ManifestError, OnRecordError
from audit.keys.domain import Signature, encoded
from ingest.domain import Approval, Consent, Kind, Leader, Recording, Scope, Source
from ingest.manifest import edit
from ingest.manifest.read import parse_manifest, read_manifest

A, B, C, D = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NOTE = 'Cut: the first "minute" is missing'
TOWN_HALL = Source(
    source_id="town-hall",
    path="corpus/transcripts/town-hall.VTT",
    sha256=C,
    title="Town hall",
    kind=Kind.TRANSCRIPT,
    leaders=("ada-okafor",),
    date=date(2026, 4, 30),
    audience="all-employees",
    owner="comms@example.com",
    added_by="sam@example.com",
    media=Recording(path="corpus/transcripts/town-hall.opus", sha256=D, note=NOTE),
)


def read(text: str) -> tuple[Source, ...]:
    return parse_manifest(text.encode(), file="corpus_manifest.yaml").sources


@pytest.fixture
def recorded(manifest_file: Path) -> str:
    """The sample with a transcript that has a recording."""
    edit.add_document(manifest_file, TOWN_HALL)
    return manifest_file.read_text()


def test_a_recording_is_written_on_one_line_and_read_back(manifest_file: Path, recorded: str) -> None:
    assert read_manifest(manifest_file).sources[-1] == TOWN_HALL
    line = f'    media: {{path: corpus/transcripts/town-hall.opus, sha256: {D}, note: "{NOTE}"}}\n'
    assert line.replace('"minute"', r"\"minute\"") in recorded
    without = replace(TOWN_HALL.media, note=None) if TOWN_HALL.media else None
    edit.add_document(manifest_file, replace(TOWN_HALL, source_id="two", path="two.srt",
                                             media=replace(without, path="two.mp4") if without else None))  # fmt: skip
    assert manifest_file.read_text().count("note:") == 1
    assert read_manifest(manifest_file).sources[-1].media == Recording(path="two.mp4", sha256=D)


@pytest.mark.parametrize("signature", [None, Signature(keyid=A, sig=encoded(bytes(64)))])
def test_an_approval_names_the_recording(manifest_file: Path, recorded: str, signature: Signature | None) -> None:
    text = B if signature is not None else None
    approval = Approval(by="lee@example.com", at=NOON, sha256=C, text_sha256=text, media_sha256=D, signature=signature)
    edit.set_approval(manifest_file, "town-hall", approval)
    assert read_manifest(manifest_file).sources[-1].approval == approval
    assert read(recorded)[-1].approval is None
    assert f"media_sha256: {D}" in manifest_file.read_text()


def test_an_approval_of_another_recording_changes_nothing(manifest_file: Path, recorded: str) -> None:
    with pytest.raises(OnRecordError, match=f"expected the recording's sha256, {D}; got {B}"):
        edit.set_approval(manifest_file, "town-hall", Approval(by="lee@example.com", at=NOON, sha256=C, media_sha256=B))
    assert manifest_file.read_text() == recorded


def test_an_approval_of_the_text_alone_may_stand(manifest_file: Path, recorded: str) -> None:
    edit.set_approval(manifest_file, "town-hall", Approval(by="lee@example.com", at=NOON, sha256=C))
    assert read_manifest(manifest_file).sources[-1].media == TOWN_HALL.media


BROUGHT = Recording(path="two.opus", sha256=B, note=NOTE)


def test_a_recording_that_is_added_ends_the_approval_and_leaves_the_rest(manifest_file: Path, recorded: str) -> None:
    edit.set_approval(manifest_file, "town-hall", Approval(by="lee@example.com", at=NOON, sha256=C, media_sha256=D))
    before = manifest_file.read_text()
    after = edit.set_recording(manifest_file, "town-hall", BROUGHT, added_by="Kim@example.com", on=NOON.date())
    expected = replace(TOWN_HALL, media=replace(BROUGHT, added_by="kim@example.com"))
    assert after.sources[-1] == read_manifest(manifest_file).sources[-1] == expected
    by = "2026-05-01 (town-hall) by kim@example.com"
    added = set(manifest_file.read_text().splitlines()) - set(before.splitlines())
    assert {one.strip() for one in added if "#" in one} == {
        f"# approval ended {by}: lee@example.com had given it without this recording",
        f"# recording added {by}: before it corpus/transcripts/town-hall.opus sha256 {D}",
    }
    assert len(added) == 3
    data = manifest_file.read_bytes()
    edit.set_recording(manifest_file, "town-hall", BROUGHT, added_by="ann@example.com", on=NOON.date())
    assert manifest_file.read_bytes() == data


def test_who_added_the_document_stands_there_once(manifest_file: Path, recorded: str) -> None:
    edit.set_recording(manifest_file, "town-hall", BROUGHT, added_by=TOWN_HALL.added_by, on=NOON.date())
    assert read_manifest(manifest_file).sources[-1].media == BROUGHT
    edit.set_file(manifest_file, "town-hall", file="other.vtt", sha256=A, added_by="kim@example.com", on=NOON.date())
    source = read_manifest(manifest_file).sources[-1]
    assert source.media == replace(BROUGHT, added_by=TOWN_HALL.added_by)
    for person in ("kim@example.com", TOWN_HALL.added_by):
        with pytest.raises(OnRecordError, match=f"{person} is the .* and cannot approve it"):
            edit.set_approval(manifest_file, "town-hall", Approval(by=person, at=NOON, sha256=A, media_sha256=B))


def test_an_entry_in_braces_takes_a_recording(manifest_file: Path) -> None:
    manifest_file.write_text(
        '{"version": 1, "organisation": "M", "audiences": ["managers", "all-employees"], "leaders": [],\n'
        ' "documents": []}'
    )
    edit.add_document(manifest_file, replace(TOWN_HALL, leaders=(), media=None))
    edit.set_recording(manifest_file, "town-hall", BROUGHT, added_by="kim@example.com", on=NOON.date())
    assert "before it none" in manifest_file.read_text()
    assert read_manifest(manifest_file).sources[0].media == replace(BROUGHT, added_by="kim@example.com")


def test_a_consent_names_models(manifest_file: Path, company: str) -> None:
    consent = Consent(
        record="mira.md",
        sha256=C,
        scope=frozenset({Scope.QUOTE, Scope.VOICE, Scope.AVATAR}),
        audiences=frozenset({"managers"}),
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1),
        voices=frozenset({B, A}),
        avatars=frozenset({D}),
    )
    leader = Leader(leader_id="mira-sol", name="Mira Sol", title="Chair", consent=consent)
    edit.add_leader(manifest_file, leader)
    assert read_manifest(manifest_file).leaders[-1] == leader
    assert f"      voices: [{A}, {B}]\n      avatars: [{D}]\n" in manifest_file.read_text()


APPROVED = f"    approval: {{by: lee@example.com, at: 2026-05-01T12:00:00Z, sha256: {C}, media_sha256: {D}}}\n"
FAULTS = {
    "no path": ("path: corpus/transcripts/town-hall.opus, ", "", "media", "lacks path"),
    "no hash": (f"opus, sha256: {D}", "opus", "media", "lacks sha256"),
    "a path outside": ("path: corpus/transcripts/town-hall.opus", "path: ../a.opus", "media.path", "without '..'"),
    "a short hash": (f"opus, sha256: {D}", "opus, sha256: abc", "media.sha256", "expected a SHA-256"),
    "no mapping": (r"media: \{[^}]*\}", "media: town-hall.opus", "media", "expected a mapping with the keys path"),
    "an unknown key": ("note:", "notes:", "media.notes", "Did you mean 'note'?"),
    "a note that hides text": (r'note: "Cut', r'note: "\\u202eCut', "media.note", "U+202E"),
    "no times": ("town-hall.VTT", "town-hall.txt", "media", "expected a transcript with times (.vtt or .srt)"),
    "a document's file": ("path: corpus/transcripts/town-hall.opus", "path: corpus/memos/hiring.md", "media.path",
                          "'corpus/memos/hiring.md' is already that of documents[1]"),
    "another recording approved": (D + r"\}\n", A + "}\n", "approval.media_sha256",
                                   f"expected the recording's sha256, {D}; got {A}"),
    "approved by who brought it": (r'(note: "Cut[^}]*)\}', r"\1, added_by: Lee@example.com}", "approval.by",
                                   "expected a second person; lee@example.com is the document's media.added_by"),
    "brought by nobody": (r'(note: "Cut[^}]*)\}', r"\1, added_by: lee}", "media.added_by",
                          "expected an e-mail address"),
    "a recording approved that is not there": (r"    media: \{[^}]*\}\n", "", "approval.media_sha256",
                                               f"expected a recording (media); got {D}"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_a_recording_is_told_with_its_place(recorded: str, case: tuple[str, str, str, str]) -> None:
    pattern, put, place, told = case
    text = recorded.replace("# end of the file\n", APPROVED)
    read(text)
    broken, count = re.subn(pattern, put, text)
    assert count == 1
    with pytest.raises(ManifestError) as raised:
        read(broken)
    [problem, *rest] = raised.value.problems
    assert rest == []
    assert problem.path == f"documents[2] (town-hall).{place}"
    assert told in problem.message


def test_one_file_is_the_recording_of_one_document(manifest_file: Path, recorded: str) -> None:
    again = replace(TOWN_HALL, source_id="two", path="two.vtt", audience="managers")
    with pytest.raises(OnRecordError, match=r"town-hall\.opus' is already that of documents\[2\]\.media"):
        edit.add_document(manifest_file, again)


MODELS = {
    "a voice without its scope": ("scope: [quote]", f"scope: [quote]\n      voices: [{A}]", "voices",
                                  "expected voice among the scope; got [quote]"),
    "a face without its scope": ("scope: [quote]", f"scope: [quote, voice]\n      avatars: [{A}]", "avatars",
                                 "expected avatar among the scope; got [quote, voice]"),
    "a voice twice": ("scope: [quote]", f"scope: [quote, voice]\n      voices: [{A}, {A}]", "voices[1]",
                      "is listed twice"),
    "a voice that is no hash": ("scope: [quote]", "scope: [quote, voice]\n      voices: [joe]", "voices[0]",
                                "expected a SHA-256"),
}  # fmt: skip


@pytest.mark.parametrize("case", MODELS.values(), ids=MODELS.keys())
def test_a_fault_of_a_models_name_is_told_with_its_place(company: str, case: tuple[str, str, str, str]) -> None:
    old, new, place, told = case
    assert company.count(f"      {old}\n") == 1
    with pytest.raises(ManifestError) as raised:
        read(company.replace(f"      {old}\n", f"      {new}\n"))
    [problem] = raised.value.problems
    assert problem.path == f"leaders[1] (jonas-weir).consent.{place}"
    assert told in problem.message
