"""`onrecord ingest` where the world is against it: one clear line, exit code 1, and what was published stays."""

import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.library import Library
from audit.database import open_engine, sqlite_url
from ingest.index.edge import EdgeIndex
from ingest.locks import exclusive

Make = Callable[..., Any]


def one_line(done: "subprocess.CompletedProcess[str]") -> str:
    """What it told, once it is one line and no traceback."""
    assert done.returncode == 1, done.stderr or done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("onrecord: ")
    return done.stderr.strip()


def sources(typed: Make, workspace: Path) -> dict[str, int]:
    """Passages of each source that is served."""
    done = typed("sources", "--json", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    return {one["source_id"]: one["passages"] for one in json.loads(done.stdout)["sources"]}


def answering(workspace: Path) -> set[str]:
    """The passages of the published index, opened as for a question."""
    library = Library(open_engine(sqlite_url(workspace / "catalogue.db")), EdgeIndex(workspace / "index"))
    with library.view() as view:
        found = set(view.reader.contents())
    library.close()
    return found


def test_a_dry_run_leaves_no_trace_not_even_a_folder(typed: Make, company: Any, tmp_path: Path, tree: Make) -> None:
    before = tree(tmp_path)
    done = typed("ingest", company.path, "--dry-run", "--workspace", tmp_path / "workspace")
    assert done.returncode == 0, done.stderr
    assert "Nothing was written" in done.stdout
    assert not (tmp_path / "workspace").exists()
    assert tree(tmp_path) == before


def test_a_refused_document_makes_it_1_and_the_rest_is_published(typed: Make, company: Any, tmp_path: Path) -> None:
    company.file("memo-001").write_bytes(company.file("memo-001").read_bytes()[:-1])
    done = typed("ingest", company.path, "--json", "--workspace", tmp_path / "workspace")
    report = json.loads(done.stdout)
    assert (done.returncode, report["published"]) == (1, True)
    assert [one["code"] for one in report["results"] if one["outcome"] == "refused"] == ["hash_mismatch"]
    served = sources(typed, tmp_path / "workspace")
    assert served["memo-000"] > 0
    assert served["memo-001"] == 0


def test_held_documents_alone_make_it_0(typed: Make, company: Any, tmp_path: Path) -> None:
    del company.document("memo-001")["approval"]
    company.document("memo-002")["embargo_until"] = "2999-01-01"
    company.save()
    done = typed("ingest", company.path, "--workspace", tmp_path / "workspace")
    assert done.returncode == 0, done.stderr


def test_a_second_ingest_is_told_that_another_one_is_running(
    onrecord: Make, typed: Make, company: Any, tmp_path: Path
) -> None:
    with exclusive(tmp_path / "workspace" / "ingest.lock", busy=""):
        done = onrecord("ingest", company.path, "--workspace", tmp_path / "workspace")
    assert "another ingest is running in this workspace. Wait" in one_line(done)
    assert typed("ingest", company.path, "--workspace", tmp_path / "workspace").returncode == 0


def test_of_ingests_started_at_once_each_publishes_or_is_told_to_wait(
    onrecord: Make, typed: Make, make_company: Make, tmp_path: Path
) -> None:
    company = make_company(12)
    done: list[subprocess.CompletedProcess[str]] = []

    def start() -> None:
        done.append(onrecord("ingest", company.path, "--json", "--workspace", tmp_path / "workspace"))

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [one_line(one) for one in done if one.returncode != 0]
    assert len(told) < 3
    assert all("another ingest is running" in one for one in told)
    assert len(sources(typed, tmp_path / "workspace")) == 12


def test_a_workspace_that_cannot_be_written_is_told_and_read_as_before(
    onrecord: Make, typed: Make, company: Any, small_disk: Make
) -> None:
    disk = small_disk(600)
    workspace = disk / "workspace"
    assert onrecord("ingest", company.path, "--workspace", workspace).returncode == 0
    before = sources(onrecord, workspace)
    company.rewrite("memo-001", "We shall sell the mill.\n")
    company.save()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    told = one_line(onrecord("ingest", company.path, "--workspace", workspace))
    assert "may be written" in told
    assert "--workspace" in told
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert sources(typed, workspace) == before
    assert typed("ingest", company.path, "--workspace", workspace).returncode == 0
    assert sources(typed, workspace)["memo-001"] == 1


def test_a_new_workspace_in_a_place_that_cannot_be_written_is_told(
    onrecord: Make, company: Any, small_disk: Make
) -> None:
    told = one_line(onrecord("ingest", company.path, "--workspace", small_disk(1, "ro") / "workspace"))
    assert "cannot be made: Read-only file system" in told


@pytest.mark.parametrize("left_mib", [0, 0.1, 2, 50])
def test_a_full_disk_is_told_and_what_was_published_stays_until_there_is_room_again(
    onrecord: Make, typed: Make, make_company: Make, small_disk: Make, fill: Make, left_mib: float
) -> None:
    """Nothing, hardly anything, enough for the catalogue but not for the index: never a death by SIGBUS."""
    company = make_company(12)
    disk = small_disk(600)
    workspace = disk / "workspace"
    first = typed("ingest", company.path, "--json", "--workspace", workspace)
    assert first.returncode == 0, first.stderr
    for number in range(6):
        company.rewrite(f"memo-{number:03}", f"We shall sell mill {number}.\n" * 400)
    company.save()
    filler = fill(disk, leave_mib=left_mib)
    told = one_line(onrecord("ingest", company.path, "--workspace", workspace))
    assert "space" in told or "No space left" in told
    if left_mib >= 2:  # the engine writes a small file even to read, and an answer its record
        assert len(answering(workspace)) == json.loads(first.stdout)["passages"]
    filler.unlink()
    served = json.loads(typed("ingest", company.path, "--dry-run", "--json", "--workspace", workspace).stdout)
    assert served["merkle_root"] == json.loads(first.stdout)["merkle_root"], "the first snapshot is still published"
    again = typed("ingest", company.path, "--json", "--workspace", workspace)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["published"]
    assert len(list((workspace / "index").iterdir())) == 1


def test_a_disk_too_small_for_a_first_ingest_is_told_before_the_index_is_built(
    onrecord: Make, company: Any, small_disk: Make
) -> None:
    told = one_line(onrecord("ingest", company.path, "--workspace", small_disk(30) / "workspace"))
    assert "MiB are free on its disk and" in told
    assert "free some space" in told
