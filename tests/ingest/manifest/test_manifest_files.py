"""What is asked of the disk: paths that stay inside, records that match, one writer, whole files only."""

import hashlib
import multiprocessing
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from audit.errors import BusyError, OnRecordError
from ingest.domain import Consent, Kind, Leader, Scope, Source
from ingest.manifest.disk import consent_bytes_ok, inside, locked, write_atomically
from ingest.manifest.edit import add_document
from ingest.manifest.files import found_file
from ingest.manifest.names import slug, title_from
from ingest.manifest.read import read_manifest
from ingest.manifest.start import FILES, FOLDERS, write_start


def test_a_path_may_not_leave_the_folder_by_a_symlink(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    (folder / "corpus").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("x")
    (folder / "corpus" / "a.md").symlink_to(tmp_path / "secret.md")
    (folder / "corpus" / "b.md").symlink_to(folder / "corpus" / "c.md")
    (folder / "loop").symlink_to(folder / "loop")
    assert inside(folder, "corpus/a.md") is None
    assert inside(folder, "../secret.md") is None
    assert inside(folder, "loop/x.md") in (None, folder.resolve() / "loop" / "x.md")
    assert inside(folder, "corpus/b.md") == (folder / "corpus" / "c.md").resolve()


def leader_with(record: str, data: bytes) -> Leader:
    consent = Consent(
        record=record,
        sha256=hashlib.sha256(data).hexdigest(),
        scope=frozenset({Scope.QUOTE}),
        audiences=frozenset({"all"}),
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1),
    )
    return Leader(leader_id="ada", name="Ada", title="Chair", consent=consent)


def test_a_consent_record_that_matches_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "ada.md").write_bytes(b"signed")
    assert consent_bytes_ok(leader_with("ada.md", b"signed"), tmp_path) is None


def test_a_consent_record_changed_by_one_byte_is_told_with_both_hashes(tmp_path: Path) -> None:
    (tmp_path / "ada.md").write_bytes(b"signeD")
    problem = consent_bytes_ok(leader_with("ada.md", b"signed"), tmp_path)
    assert problem is not None
    assert problem.path == "leaders (ada).consent.sha256"
    for data in (b"signed", b"signeD"):
        assert hashlib.sha256(data).hexdigest() in problem.message


@pytest.mark.parametrize("record", ["gone.md", "folder", "outside.md"])
def test_a_consent_record_that_is_missing_or_elsewhere_is_told(tmp_path: Path, record: str) -> None:
    folder = tmp_path / "company"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "real.md").write_bytes(b"signed")
    (folder / "outside.md").symlink_to(tmp_path / "real.md")
    problem = consent_bytes_ok(leader_with(record, b"signed"), folder)
    assert problem is not None
    assert problem.path == "leaders (ada).consent.record"
    assert record in problem.message


def test_a_file_is_known_by_its_path_below_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_bytes(b"hello")
    monkeypatch.chdir(tmp_path / "corpus")
    expected = ("corpus/a.md", hashlib.sha256(b"hello").hexdigest())
    assert found_file(Path("../m.yaml"), Path("a.md")) == expected
    assert found_file(tmp_path / "m.yaml", tmp_path / "corpus" / "a.md") == expected


def test_a_file_is_found_when_the_folder_is_reached_by_a_symlink(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.md").write_bytes(b"hello")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert found_file(tmp_path / "link" / "m.yaml", tmp_path / "real" / "a.md")[0] == "a.md"


def test_a_file_outside_or_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "company").mkdir()
    manifest = tmp_path / "company" / "m.yaml"
    (tmp_path / "a.md").write_text("x")
    with pytest.raises(OnRecordError, match="outside the manifest's folder"):
        found_file(manifest, tmp_path / "a.md")
    with pytest.raises(OnRecordError, match="there is no file"):
        found_file(manifest, tmp_path / "company" / "a.md")
    (tmp_path / "company" / "folder.md").mkdir()
    with pytest.raises(OnRecordError, match="cannot be read"):
        found_file(manifest, tmp_path / "company" / "folder.md")


def test_a_write_keeps_the_files_mode_and_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.mkdir()  # a folder cannot be replaced by a file
    with pytest.raises(OnRecordError, match="nothing was changed"):
        write_atomically(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_an_edit_through_a_symlink_edits_what_it_names(tmp_path: Path, manifest_file: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(manifest_file)
    add_document(link, draft(1))
    assert link.is_symlink()
    assert read_manifest(manifest_file).sources[-1].source_id == "draft-1"


def test_an_edit_keeps_the_byte_order_mark(manifest_file: Path, company: str) -> None:
    manifest_file.write_bytes(b"\xef\xbb\xbf" + company.encode())
    add_document(manifest_file, draft(1))
    assert manifest_file.read_bytes().startswith(b"\xef\xbb\xbf# Meridian")


def test_who_waits_too_long_for_another_edit_is_told(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BusyError, match="another edit has held"), locked(tmp_path, seconds=0.05):
        pass
    with locked(tmp_path):
        pass


def draft(number: int) -> Source:
    return Source(
        source_id=f"draft-{number}",
        path=f"draft-{number}.md",
        sha256="c" * 64,
        title=f"Draft {number}",
        kind=Kind.MEMO,
        leaders=(),
        date=date(2026, 1, 1),
        audience="managers",
        owner="comms@example.com",
        added_by="comms@example.com",
    )


def add_some(path: Path, numbers: range) -> None:
    for number in numbers:
        add_document(path, draft(number))


def test_edits_at_the_same_time_lose_nothing(manifest_file: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=add_some, args=(manifest_file, range(first, first + 8))) for first in (0, 8, 16)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    added = {source.source_id for source in read_manifest(manifest_file).sources[2:]}
    assert added == {f"draft-{number}" for number in range(24)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Ada Okafor", "ada-okafor"), ("Zoë  Müller-Strauß", "zoe-muller-strau"), ("Q3 (final)", "q3-final"),
     ("山田", "")],
)  # fmt: skip
def test_an_id_is_made_from_a_name(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [("hiring-memo", "Hiring memo"), ("all_hands-2026-03", "All hands 2026-03"), ("Q3_results", "Q3 results")],
)
def test_a_title_is_made_from_a_files_name(stem: str, expected: str) -> None:
    assert title_from(stem) == expected


def test_a_start_reads_as_a_manifest_without_documents(tmp_path: Path) -> None:
    assert write_start(tmp_path / "new" / "company") == FILES
    manifest = read_manifest(tmp_path / "new" / "company" / "corpus_manifest.yaml")
    assert (manifest.leaders, manifest.sources) == ((), ())
    assert all((tmp_path / "new" / "company" / "corpus" / name).is_dir() for name in FOLDERS)


def test_the_example_in_the_start_is_a_manifest_once_uncommented(tmp_path: Path) -> None:
    write_start(tmp_path)
    path = tmp_path / "corpus_manifest.yaml"
    lines = path.read_text().split("\nleaders: []\n")
    example = lines[1].replace("documents: []\n", "").replace("sha256: ...", f"sha256: {'a' * 64}")
    example = example.replace("[all-hands-2025-09]", "[]")
    path.write_text(lines[0] + "\n" + "\n".join(line.removeprefix("# ") for line in example.splitlines() if "#" in line
                    and not line.startswith("# One")))  # fmt: skip
    manifest = read_manifest(path)
    assert [leader.leader_id for leader in manifest.leaders] == ["ada-okafor"]
    assert [source.source_id for source in manifest.sources] == ["all-hands-2026-03"]


@pytest.mark.parametrize("there", FILES)
def test_a_start_overwrites_nothing(tmp_path: Path, there: str) -> None:
    path = tmp_path / there
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OnRecordError, match="already has") as caught:
        write_start(tmp_path)
    assert there in caught.value.message
    assert sorted(tmp_path.rglob("*")) == before
    assert path.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_start_in_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OnRecordError, match="could not be written: Permission denied"):
        write_start(tmp_path / "company")


def test_a_start_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OnRecordError, match="could not be written: Not a directory"):
        write_start(tmp_path / "file")
