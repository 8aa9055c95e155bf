"""Steps 1 and 5: what is no bundle, and what a bundle must hold."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.bundles.archive import pack
from audit.bundles.bundle import BundleError, read_bundle, read_hashes
from audit.canonical import canonical_json, read_json
from audit.verify_bundle import verify
from audit.verify_report import Verdict
from tests.audit.bundles.world import World, only_failure

Files = dict[str, bytes]


def contents(**other: Any) -> Callable[[Files], None]:
    """A change of bundle.json; what is set to `...` is taken out."""

    def change(files: Files) -> None:
        made = {**read_json(files["bundle.json"]), **other}
        files["bundle.json"] = canonical_json({key: value for key, value in made.items() if value is not ...})

    return change


def put(path: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.__setitem__(path, data)


def drop(beginning: str) -> Callable[[Files], None]:
    return lambda files: files.pop(next(one for one in files if one.startswith(beginning)))  # type: ignore[func-returns-value]


def spaced(path: str) -> Callable[[Files], None]:
    return lambda files: files.__setitem__(path, files[path].replace(b",", b", "))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (drop("bundle.json"), "no bundle.json"),
        (spaced("bundle.json"), "bundle.json is not canonical JSON"),
        (put("bundle.json", b"\xff"), "not readable as JSON"),
        (put("bundle.json", b"[]"), "expected an object"),
        (put("bundle.json", b'{"v":1,"v":1}'), "stands twice"),
        (contents(more=1), "unknown key 'more'"),
        (contents(size=...), "size"),
        (contents(size="11"), "expected int"),
        (contents(size=True), "expected int"),
        (contents(v=2), "version 2"),
        (contents(leaves=[1, 0]), "not indices in their order"),
        (contents(leaves=[0, 0, 1]), "not indices in their order"),
        (contents(leaves=[-1, 0]), "not indices in their order"),
        (contents(answers=["1"]), "not ids of records"),
        (contents(answers=[f"{1:032x}", f"{1:032x}"]), "not ids of records"),
    ],
)
def test_what_is_no_bundle(world: World, change: Callable[[Files], None], message: str) -> None:
    files = world.files()
    change(files)
    failure = only_failure(verify(pack(files), world.policy()))
    assert (failure.code, failure.step) == ("bundle", 1)
    assert message in failure.detail


def test_bytes_around_an_archive_are_no_bundle(world: World) -> None:
    assert only_failure(verify(world.bundle() + b"\n", world.policy())).code == "bundle"
    assert only_failure(verify(b"", world.policy())).code == "bundle"


@pytest.mark.parametrize(
    ("change", "code", "step"),
    [
        (contents(size=9), "size", 3),
        (contents(origin="onrecord/other"), "origin", 3),
        (contents(checkpoint="0" * 64), "checkpoint", 3),
        (contents(leaves=[0, 1]), "empty", 6),
        (contents(leaves=list(range(9))), "incomplete", 6),
        (contents(leaves=list(range(11))), "missing", 5),
        (contents(older=5), "missing", 5),
        (contents(answers=[]), "answers", 7),
        (contents(answers=[f"{1:032x}"]), "answers", 7),
        (contents(answers=[f"{2:032x}", f"{1:032x}", f"{3:032x}"]), "answers", 7),
        (contents(answers=[f"{1:032x}", f"{2:032x}", f"{3:032x}", f"{4:032x}"]), "answers", 7),
        (contents(closing=8), "answers", 7),
        (contents(range=None), "range", 7),
        (contents(range=[1, 2]), "range", 7),
        (contents(range=[1]), "range", 7),
        (drop("checkpoint"), "missing", 3),
        (drop("leaves/0."), "missing", 5),
        (drop("proofs/3."), "missing", 5),
        (drop("sections/"), "missing", 7),
        (drop("texts/"), "missing", 9),
        (drop("layouts/"), "missing", 9),
        (drop("raw/"), "missing", 9),
        (drop("consent/"), "missing", 8),
        (drop("annotations/"), "missing", 9),
        (put("note.txt", b""), "extra", 1),
        (put("older", b""), "extra", 1),
        (put("texts/" + "0" * 64 + ".txt", b""), "extra", 1),
        (put("leaves/10.json", b""), "extra", 1),
        (spaced("proofs/3.json"), "inclusion", 5),
        (put("proofs/3.json", b"[]"), "inclusion", 5),
        (put("proofs/3.json", b'["00"]'), "inclusion", 5),
        (put("proofs/3.json", b"[1]"), "inclusion", 5),
        (put("proofs/3.json", b"{}"), "inclusion", 5),
        (put("proofs/3.json", canonical_json(["0" * 64] * 4)), "inclusion", 5),
        (put("leaves/3.json", b"{}"), "inclusion", 5),
    ],
)
def test_one_change_of_a_bundle(world: World, change: Callable[[Files], None], code: str, step: int) -> None:
    assert len(world.leaves) == 10
    files = world.files()
    change(files)
    report = verify(pack(files), world.policy())
    assert report.verdict is Verdict.FAILED
    assert (report.failures[0].code, report.failures[0].step) == (code, step)


def test_files_that_are_swapped_are_found(world: World) -> None:
    files = world.files()
    files["leaves/7.json"], files["leaves/8.json"] = files["leaves/8.json"], files["leaves/7.json"]
    assert only_failure(verify(pack(files), world.policy())).code == "inclusion"


@pytest.mark.parametrize("folder", ["sections", "texts", "layouts", "raw", "consent"])
def test_a_file_under_a_hash_has_that_hash(world: World, folder: str) -> None:
    files = world.files()
    path = next(one for one in files if one.startswith(f"{folder}/"))
    files[path] += b" "
    failure = only_failure(verify(pack(files), world.policy()))
    assert failure.code == "hash"
    assert (failure.expected, len(failure.found or "")) == (path.split("/")[1].split(".")[0], 64)


def test_an_answer_that_closes_the_count_is_named(world: World) -> None:
    files = world.files(f"{1:032x}")
    assert read_json(files["bundle.json"])["closing"] == 9
    for other in (None, 8):
        contents(closing=other)(files)
        assert only_failure(verify(pack(files), world.policy())).code == "answers"


def test_a_part_of_what_a_record_said_does_not_pass_for_all_that_there_is(world: World) -> None:
    """Without the last answer's leaf nothing says that none is missing behind the first."""
    files = world.files(f"{1:032x}")
    contents(leaves=[*range(8)], closing=None)(files)
    del files["leaves/9.json"], files["proofs/9.json"]
    assert only_failure(verify(pack(files), world.policy())).code == "incomplete"


def test_hashes_are_read_strictly() -> None:
    assert read_hashes(b"[]", "proof") == []
    with pytest.raises(BundleError, match="64 hexadecimal digits"):
        read_hashes(canonical_json(["A" * 64]), "proof")


def test_a_bundle_is_read_as_it_was_written(world: World) -> None:
    bundle = read_bundle(world.bundle(older=4))
    assert (bundle.contents.size, bundle.contents.older, bundle.contents.range) == (10, 4, (1, 3))
    assert bundle.contents.leaves == tuple(range(10))
    assert pack(bundle.files) == world.bundle(older=4)
