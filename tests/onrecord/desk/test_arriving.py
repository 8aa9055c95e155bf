"""Files on their way to their place: what a process that was killed has left goes, and nothing else."""

import errno
import hashlib
import os
import resource
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from audit.errors import ManifestError, OnRecordError
from ingest.manifest.read import read_manifest
from onrecord.desk.arriving import arriving, placed, tidy

KILLED = """
import os, signal, sys
from pathlib import Path
from ingest.manifest.read import read_manifest
from onrecord.desk.arriving import arriving, placed

manifest, moment = Path(sys.argv[1]), sys.argv[2]
with arriving(manifest, 99) as arrived:
    arrived.write(b"The lamps are ")
    if moment == "written":
        arrived.settle()
        os.kill(os.getpid(), signal.SIGKILL)
    with placed(arrived, manifest, read_manifest(manifest), "corpus/memos", "lamps.txt") as path:
        if moment == "entered":
            text = manifest.read_text()
            manifest.write_text(text.replace("path: draft.txt", f"path: {path}"))
        os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(company: Any, moment: str) -> None:
    """A process that ends there, without a word."""
    ended = subprocess.run([sys.executable, "-c", KILLED, str(company.manifest), moment], timeout=60)
    assert ended.returncode == -signal.SIGKILL


def files(company: Any) -> list[str]:
    corpus = company.folder / "corpus"
    return sorted(one.relative_to(corpus).as_posix() for one in corpus.rglob("*") if one.is_file())


@pytest.mark.parametrize(("moment", "left"), [("written", 1), ("placed", 2), ("entered", 2)])
def test_what_a_killed_process_has_left_goes(company: Any, moment: str, left: int) -> None:
    killed(company, moment)
    assert len(files(company)) == left
    before = company.manifest.read_bytes()
    with arriving(company.manifest, 99) as arrived:
        assert set(files(company)) - {arrived.path.name} == ({"memos/lamps.txt"} if moment == "entered" else set())
    assert files(company) == (["memos/lamps.txt"] if moment == "entered" else [])
    assert company.manifest.read_bytes() == before


def test_a_service_that_starts_tidies_too(company: Any) -> None:
    tidy(company.manifest)  # there is no corpus yet
    killed(company, "placed")
    tidy(company.manifest)
    assert files(company) == []


def test_what_is_still_being_written_stays(company: Any) -> None:
    with arriving(company.manifest, 99) as one, arriving(company.manifest, 99) as other:
        tidy(company.manifest)
        assert files(company) == sorted([one.path.name, other.path.name])
    assert files(company) == []


def test_what_an_entry_may_name_stays_while_nobody_can_read_the_entries(company: Any) -> None:
    killed(company, "placed")
    company.manifest.write_text("version: 1\n")
    with pytest.raises(ManifestError):
        tidy(company.manifest)
    assert len(files(company)) == 2


def test_a_link_under_that_name_is_not_followed(company: Any) -> None:
    (company.folder / "corpus").mkdir()
    (company.folder / "corpus" / ".upload.x").symlink_to(company.folder / "draft.txt")
    tidy(company.manifest)
    assert (company.folder / "draft.txt").is_file()


def test_its_place_has_a_name_that_was_free_and_no_entry_has(company: Any) -> None:
    known, memos = read_manifest(company.manifest), company.folder / "corpus" / "memos"
    memos.mkdir(parents=True)
    (memos / "lamps.txt").write_text("somebody's own")
    with arriving(company.manifest, 99) as arrived:
        arrived.write(b"green")
        with placed(arrived, company.manifest, known, "corpus/memos", "lamps.txt") as path:
            assert path == "corpus/memos/lamps-2.txt"
        with pytest.raises(KeyError), placed(arrived, company.manifest, known, "corpus/memos", "lamps.txt") as path:
            raise KeyError(path)
    assert files(company) == ["memos/lamps-2.txt", "memos/lamps.txt"]
    assert (memos / "lamps-2.txt").read_bytes() == b"green"
    assert (memos / "lamps.txt").read_text() == "somebody's own"


def test_what_comes_is_hashed_and_kept_up_to_the_most(company: Any) -> None:
    with arriving(company.manifest, 6) as arrived:
        arrived.write(b"abc")
        arrived.write(b"def")
        arrived.settle()
        assert (arrived.sha256, arrived.too_large) == (hashlib.sha256(b"abcdef").hexdigest(), False)
        arrived.write(b"g")
        assert (arrived.size, arrived.too_large, arrived.path.stat().st_size) == (7, True, 6)


def test_a_large_file_takes_no_memory(company: Any) -> None:
    piece = bytes(64 * 1024)
    with arriving(company.manifest, 1 << 30) as arrived:
        tracemalloc.start()
        for _ in range(1024):
            arrived.write(piece)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (arrived.size, peak < 1 << 20) == (64 << 20, True)


@contextmanager
def full_disk(most: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes."""
    before, handled = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)


def test_a_disk_that_is_full_is_told_when_all_has_come(company: Any) -> None:
    with full_disk(100_000), arriving(company.manifest, 1 << 30) as arrived:
        for _ in range(8):
            arrived.write(bytes(64 * 1024))
        with pytest.raises(OnRecordError) as caught:
            arrived.settle()
    assert (
        str(caught.value)
        == f"{company.folder}/corpus cannot be written: {os.strerror(errno.EFBIG)}; nothing was added."
    )
    assert files(company) == []


def test_a_corpus_that_leads_elsewhere_takes_nothing(company: Any) -> None:
    (company.folder / "corpus").symlink_to(company.folder.parent)
    with (
        pytest.raises(OnRecordError, match="corpus leads outside the manifest's folder"),
        arriving(company.manifest, 9),
    ):
        pass
    tidy(company.manifest)
