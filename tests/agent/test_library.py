"""The published state, held open for questions."""

from pathlib import Path

import pytest

from agent.library import Library
from audit.errors import CatalogueError, IndexFault
from eval.workspace import Text, write_manifest
from ingest.index.edge import EdgeIndex, EdgeReader
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings


def publish(parts: Parts, folder: Path, words: str) -> None:
    """Publish one document that says `words`."""
    said = Text(
        source_id="news", title="News", speaker="Ada Moss", speaker_id="ada-moss", date="2025-03-04", text=words
    )
    manifest = write_manifest(folder, "Moss & Stein", "Director", [said])
    with parts.workshop() as workshop:
        ingest(workshop, manifest)


@pytest.fixture
def empty(tmp_path: Path) -> Parts:
    return Parts(workspace=tmp_path / "ws", settings=Settings(encoder="hashing", reranker="none"))


def said(library: Library) -> set[str]:
    """The passages that catalogue and index agree on."""
    from ingest.catalogue import passages

    with library.view() as view:
        found = passages.confirmed(view.connection, view.reader.contents(), view.state)
        assert found.keys() == view.reader.contents().keys()
        return {passage.text for passage in found.values()}


def test_before_anything_was_published_it_says_what_to_run(empty: Parts) -> None:
    with pytest.raises(CatalogueError, match=r"nothing has been published.*onrecord ingest"):  # noqa: SIM117
        with Library(empty.engine, empty.index).view():
            pass


def test_a_library_that_stays_open_sees_what_is_published_meanwhile(empty: Parts, tmp_path: Path) -> None:
    publish(empty, tmp_path, "We hire.")
    library = Library(empty.engine, empty.index)
    assert said(library) == {"We hire."}
    publish(empty, tmp_path, "We rest.")
    assert said(library) == {"We rest."}
    library.close()


def test_a_view_stays_whole_while_the_next_snapshot_is_published(empty: Parts, tmp_path: Path) -> None:
    publish(empty, tmp_path, "We hire.")
    library = Library(empty.engine, empty.index)
    with library.view() as view:
        before = view.reader.contents()
        publish(empty, tmp_path, "We rest.")
        assert view.reader.contents() == before
    library.close()


def test_one_generation_is_opened_once_for_many_questions(empty: Parts, tmp_path: Path) -> None:
    class Counted(EdgeIndex):
        opened = 0

        def open(self, generation: str) -> EdgeReader:
            self.opened += 1
            return super().open(generation)

    publish(empty, tmp_path, "We hire.")
    index = Counted(empty.workspace / "index")
    library = Library(empty.engine, index)
    for _ in range(3):
        assert said(library) == {"We hire."}
    assert index.opened == 1
    library.close()


def test_a_generation_that_went_between_pointer_and_opening_is_followed_to_the_next(
    empty: Parts, tmp_path: Path
) -> None:
    """An ingest publishes, and removes what nobody reads, just after the pointer was read."""

    class Overtaken(EdgeIndex):
        overtaken = False

        def open(self, generation: str) -> EdgeReader:
            if not self.overtaken:
                self.overtaken = True
                publish(empty, tmp_path, "We rest.")
            return super().open(generation)

    publish(empty, tmp_path, "We hire.")
    library = Library(empty.engine, Overtaken(empty.workspace / "index"))
    assert said(library) == {"We rest."}
    library.close()


def test_an_index_that_is_gone_for_good_is_a_fault_that_says_what_to_run(empty: Parts, tmp_path: Path) -> None:
    import shutil

    publish(empty, tmp_path, "We hire.")
    shutil.rmtree(empty.workspace / "index")
    with pytest.raises(IndexFault, match=r"Run `onrecord ingest`"):
        said(Library(empty.engine, empty.index))
