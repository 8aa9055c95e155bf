"""What is true of the embedded engine's generations alone: files, leases, room."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.errors import IndexFault
from ingest.encoders.hashing import HashingEncoder
from ingest.index.edge import EdgeIndex
from ingest.index.files import taken_bytes
from ingest.index.port import IndexPoint, Window
from ingest.sparse import query_weights

Make = Callable[..., Any]
READ = """
import sys
from pathlib import Path
from ingest.encoders.hashing import HashingEncoder
from ingest.index.edge import EdgeIndex
from ingest.index.port import Window
from ingest.sparse import query_weights
reader = EdgeIndex(Path(sys.argv[1])).open(sys.argv[2])
print("open", flush=True)
sys.stdin.readline()
window = Window(audience=0, as_of=100, leaders=None, hidden=())
for n in range(50):
    hits = reader.search(HashingEncoder().query(f"hiring {n}"), query_weights(f"hiring {n}"), window, 5)
print(len(hits), len(reader.contents()), flush=True)
sys.stdin.readline()
reader.close()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def points(point: Make) -> list[IndexPoint]:
    return [point(n, f"hiring plan {n} of many") for n in range(40)]


def read_apart(folder: Path, name: str) -> "subprocess.Popen[str]":
    """A process that has the generation open; a line to it makes it search, another one ends it."""
    process = subprocess.Popen(
        [sys.executable, "-c", READ, str(folder), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def tell(process: "subprocess.Popen[str]") -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    return process.stdout.readline()


def end(process: "subprocess.Popen[str]") -> None:
    process.communicate("go\n", timeout=30)
    assert process.returncode == 0


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_processes_read_one_generation_at_once_without_a_changed_byte(
    folder: Path, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    build(EdgeIndex(folder), generation(1), points)
    before = hashes(folder)
    first, second = read_apart(folder, generation(1)), read_apart(folder, generation(1))
    assert tell(first) == tell(second) == "5 40\n"
    end(first)
    end(second)
    assert hashes(folder) == before


def test_a_generation_that_is_read_stays_until_nobody_reads_it(
    folder: Path, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    index = EdgeIndex(folder)
    build(index, generation(1), points)
    reader = read_apart(folder, generation(1))
    build(index, generation(2), points)
    index.published(generation(2))
    assert tell(reader) == "5 40\n"
    end(reader)
    build(index, generation(3), points)
    index.published(generation(3))
    assert names(folder) == {generation(3)}


def test_a_reader_that_was_killed_keeps_nothing(
    folder: Path, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    index = EdgeIndex(folder)
    build(index, generation(1), points)
    reader = read_apart(folder, generation(1))
    build(index, generation(2), points)
    reader.kill()
    reader.communicate()
    index.published(generation(2))
    assert names(folder) == {generation(2)}


def test_a_copied_generation_takes_no_more_room_than_its_base(
    folder: Path, build: Make, generation: Make, points: list[IndexPoint], point: Make
) -> None:
    """The engine's files are mostly holes: 150 MB by their sizes. (On a file system in memory what is mapped is taken,
    so that the base itself takes half of them there.)"""
    index = EdgeIndex(folder)
    build(index, generation(1), points)
    build(index, generation(2), [], base=generation(1), changed=[point(3, "hiring three")])
    first, second = (taken_bytes(folder / generation(n)) for n in (1, 2))
    assert second < 1.5 * first + 2**20
    apparent = sum(path.stat().st_size for path in (folder / generation(2)).rglob("*"))
    assert second < 0.75 * apparent


def test_a_damaged_base_is_no_fault_everything_is_built_anew(
    folder: Path, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    index = EdgeIndex(folder)
    build(index, generation(1), points)
    for path in (folder / generation(1) / "shard").rglob("*.json"):
        path.write_bytes(b"{")
    build(index, generation(2), points, base=generation(1), changed=points[:1])
    reader = index.open(generation(2))
    assert len(reader.contents()) == len(points)
    reader.close()


def test_a_damaged_generation_is_a_fault_that_says_what_to_run(
    folder: Path, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    index = EdgeIndex(folder)
    build(index, generation(1), points)
    for path in (folder / generation(1) / "shard").rglob("*.json"):
        path.write_bytes(b"{")
    with pytest.raises(IndexFault, match=r"Run `onrecord ingest`") as caught:
        index.open(generation(1))
    assert "\n" not in str(caught.value)


def test_what_killed_builds_and_removals_left_is_gone_after_the_next_publication(
    folder: Path, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    index = EdgeIndex(folder)
    build(index, generation(1), points)
    for leftover in (f"{generation(7)}.building", f"{generation(8)}.removed", generation(9)):
        (folder / leftover / "shard").mkdir(parents=True)
        (folder / leftover / "shard" / "half").write_bytes(b"x")
    build(index, generation(2), points)
    index.published(generation(2))
    assert names(folder) == {generation(2)}


def test_a_disk_without_room_is_told_before_anything_is_written(
    small_disk: Make, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    """The engine itself would end the process with SIGBUS: it writes through mapped files."""
    folder = small_disk(20) / "index"
    with pytest.raises(IndexFault, match=r"20 MiB are free .* free some space") as caught:
        build(EdgeIndex(folder), generation(1), points)
    assert "\n" not in str(caught.value)
    assert names(folder) == set()


def test_what_was_published_is_read_on_a_full_disk_by_who_has_it_open(
    small_disk: Make, fill: Make, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    disk = small_disk(500)
    index = EdgeIndex(disk / "index")
    build(index, generation(1), points)
    reader = index.open(generation(1))
    filler = fill(disk)
    window = Window(audience=0, as_of=100, leaders=None, hidden=())
    assert len(reader.search(HashingEncoder().query("hiring"), query_weights("hiring"), window, 5)) == 5
    with pytest.raises(IndexFault, match=r"No space left .* free some space"):
        index.open(generation(1))  # the engine writes a file even to read
    filler.unlink()
    index.open(generation(1)).close()
    reader.close()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    small_disk: Make, build: Make, generation: Make, points: list[IndexPoint]
) -> None:
    folder = small_disk(1, "ro") / "index"
    with pytest.raises(IndexFault, match=r"Read-only file system.*[Mm]ake the workspace writable") as caught:
        build(EdgeIndex(folder), generation(1), points)
    assert "\n" not in str(caught.value)


def test_a_lease_on_a_generation_that_went_meanwhile_is_refused(tmp_path: Path) -> None:
    """A reader that waited for the lease while the generation was removed must not read what is left of it."""
    import fcntl
    import threading

    from ingest.locks import SharedLock

    lease = tmp_path / "lease"
    lease.touch()
    holder = os.open(lease, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    found: list[str] = []

    def read() -> None:
        try:
            SharedLock(lease).release()
            found.append("read")
        except FileNotFoundError:
            found.append("gone")

    waiting = threading.Thread(target=read)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    lease.rename(tmp_path / "removed")
    os.close(holder)
    waiting.join(10)
    assert found == ["gone"]
