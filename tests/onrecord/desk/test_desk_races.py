"""Two at once: neither an entry nor a file is lost, and only one publishes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from audit.errors import BusyError, OnRecordError
from ingest.locks import exclusive
from ingest.manifest.read import read_manifest
from onrecord.desk import live
from onrecord.desk.adding import Wanted
from onrecord.desk.uploading import Sent, replaced, upload
from onrecord.parts import Parts, now, parts

WANTED = Wanted(leaders=("ada-okafor",), date=date(2026, 5, 6), owner="sam@example.com", added_by="sam@example.com")


@pytest.fixture
def made(company: Any) -> Parts:
    return parts(str(company.workspace))


def at_once(count: int, do: Callable[[int], Any]) -> list[Any]:
    """What came of each, or the error that it raised; all begin together."""
    gate = threading.Barrier(count)

    def one(number: int) -> Any:
        gate.wait()
        try:
            return do(number)
        except OnRecordError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_files_of_one_name_that_come_at_once_are_all_kept(company: Any, made: Parts) -> None:
    sent = [Sent(name="memo.txt", data=f"Lamp number {number} is green.\n".encode()) for number in range(4)]
    found = at_once(4, lambda number: upload(made, company.manifest, sent[number], WANTED))
    sources = read_manifest(company.manifest).sources[6:]
    assert {one.source_id for one in sources} == {"memo", "memo-2", "memo-3", "memo-4"}
    assert sorted(sources, key=lambda one: one.source_id) == sorted(found, key=lambda one: one.source_id)
    for one in sources:
        data = (company.folder / one.path).read_bytes()
        assert Sent(name="", data=data).sha256 == one.sha256
    assert len(list((company.folder / "corpus" / "memos").iterdir())) == 4


def test_the_same_file_twice_at_once_is_entered_once(company: Any, made: Parts) -> None:
    sent = Sent(name="memo.txt", data=b"The lamp is green.\n")
    found = at_once(2, lambda _: upload(made, company.manifest, sent, WANTED))
    assert sum(isinstance(one, OnRecordError) for one in found) == 1
    assert [one.source_id for one in read_manifest(company.manifest).sources[6:]] == ["memo"]
    assert [one.name for one in (company.folder / "corpus" / "memos").iterdir()] == ["memo.txt"]


def test_what_lies_there_is_never_overwritten(company: Any, made: Parts) -> None:
    there = company.folder / "corpus" / "memos" / "memo.txt"
    there.parent.mkdir(parents=True)
    there.write_text("somebody's own notes\n")
    source = upload(made, company.manifest, Sent(name="memo.txt", data=b"The lamp is green.\n"), WANTED)
    assert (source.path, there.read_text()) == ("corpus/memos/memo-2.txt", "somebody's own notes\n")


def test_a_folder_that_leads_outside_takes_nothing(company: Any, made: Parts) -> None:
    outside = company.folder.parent / "elsewhere"
    outside.mkdir()
    (company.folder / "corpus").mkdir()
    (company.folder / "corpus" / "memos").symlink_to(outside)
    with pytest.raises(OnRecordError, match="leads outside"):
        upload(made, company.manifest, Sent(name="memo.txt", data=b"The lamp is green.\n"), WANTED)
    assert list(outside.iterdir()) == []


def test_an_entry_that_is_refused_takes_its_file_with_it(company: Any, made: Parts) -> None:
    wanted = Wanted(leaders=("nobody",), date=date(2026, 5, 6), owner="sam@example.com", added_by="sam@example.com")
    with pytest.raises(OnRecordError, match="expected one of ada-okafor"):
        upload(made, company.manifest, Sent(name="memo.txt", data=b"The lamp is green.\n"), wanted)
    assert list((company.folder / "corpus" / "memos").iterdir()) == []


def test_the_file_of_an_approved_document_is_not_replaced(company: Any, made: Parts) -> None:
    before = company.manifest.read_bytes()
    with pytest.raises(OnRecordError, match="parental is approved"):
        replaced(made, company.manifest, "parental", Sent(name="a.txt", data=b"Two weeks.\n"), "kim@example.com", now())
    assert company.manifest.read_bytes() == before
    assert list((company.folder / "corpus" / "memos").iterdir()) == []


def test_whoever_replaces_a_file_has_added_the_document(company: Any, made: Parts) -> None:
    sent = Sent(name="a.txt", data=b"The canteen serves tea.\n")
    after = replaced(made, company.manifest, "draft", sent, "lee@example.com", now())
    assert (after.added_by, after.path) == ("lee@example.com", "corpus/memos/a.txt")
    code, _, err = company.run("approve", "draft", "--by", "lee@example.com", "--yes")
    assert (code, "is the adder of draft" in err) == (1, True)
    assert "file replaced" in company.manifest.read_text()
    assert (company.folder / "draft.txt").is_file()


def test_of_two_publications_one_is_told_that_the_other_goes_on(company: Any, made: Parts) -> None:
    company.add("late", "late.txt", "Lamps are blue.\n")
    with exclusive(made.workspace / live.LOCK, busy=""), pytest.raises(BusyError, match="is going on"):
        live.begin(made, company.manifest, "lee@example.com", now)
    live.begin(made, company.manifest, "lee@example.com", now).join()
    found = live.state(made)
    assert found is not None
    assert (found.running, found.error, found.report is not None) == (False, None, True)


def test_a_publication_whose_process_is_gone_is_told_as_broken_off(company: Any, made: Parts) -> None:
    begun = live.Publishing(by="lee@example.com", begun_at=now(), running=True)
    with exclusive(made.workspace / live.LOCK, busy=""):
        live.Told(made.workspace / live.FILE, begun).stage("embedding", 12)
        found = live.state(made)
        assert found is not None
        assert (found.running, found.stage, found.total) == (True, "embedding", 12)
    found = live.state(made)
    assert found is not None
    assert (found.running, found.error) == (False, live.BROKEN_OFF)


def test_looking_at_it_never_keeps_it_from_beginning(company: Any, made: Parts) -> None:
    """A look takes the lock for a moment."""
    ended = threading.Event()
    live.Told(made.workspace / live.FILE, live.Publishing(by="lee@example.com", begun_at=now(), running=True))

    def watch() -> None:
        while not ended.is_set():
            live.state(made)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(3):
            live.begin(made, company.manifest, "lee@example.com", now).join()
    finally:
        ended.set()
        watcher.join()
