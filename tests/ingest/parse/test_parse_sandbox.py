"""Whatever a parser does, its owner goes on: it gets a document or a refusal, in bounded time."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from audit.errors import SourceRefused
from ingest.domain import Parsed
from ingest.parse.sandbox import Limits, Sandbox

Hostile = Callable[..., Sandbox]
Refusal = Callable[..., SourceRefused]


def _alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_good_parser_is_heard(hostile: Hostile) -> None:
    assert hostile("good").parse(b"", "a.txt").text == "Words."


def test_all_bytes_arrive(hostile: Hostile) -> None:
    sandbox = hostile("echo", memory_bytes=256 << 20)
    assert sandbox.parse(b"x" * 50_000_000, "a.txt").text == "bytes 50000000"


@pytest.mark.parametrize("function", ["spin", "sleep_deaf"])
def test_a_parser_without_end_is_stopped(hostile: Hostile, refusal: Refusal, function: str) -> None:
    sandbox = hostile(function, seconds=0.4)
    began = time.monotonic()
    assert "0.4 s" in refusal(sandbox, b"x", "a.txt", "timeout").message
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("function", ["hog", "hog_and_swallow"])
def test_a_parser_that_takes_too_much_memory_is_stopped(hostile: Hostile, refusal: Refusal, function: str) -> None:
    assert "64 MiB" in refusal(hostile(function), b"x", "a.txt", "memory").message


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("segfault", "SIGSEGV"),
        ("abort", "SIGABRT"),
        ("leave", "code 7"),
        ("be_killed", "want of memory"),
        ("fail", "KeyError"),
        ("leave_politely", "no result"),
        ("kill_forker", "sandbox itself"),
        ("promise_more", "no result"),
        ("wrong_pages", "no document"),
        ("nowhere_to_be_found", "AttributeError"),
    ],
)
def test_a_crash_is_a_refusal(hostile: Hostile, refusal: Refusal, function: str, told: str) -> None:
    assert told in refusal(hostile(function, seconds=2.0), b"x", "a.txt", "crashed").message


def test_a_recursion_without_end_is_a_bomb(hostile: Hostile, refusal: Refusal) -> None:
    refusal(hostile("recurse"), b"x", "a.txt", "bomb")


@pytest.mark.parametrize("function", ["long_text", "flood"])
def test_more_output_than_allowed_is_refused(hostile: Hostile, refusal: Refusal, function: str) -> None:
    assert "1 MiB" in refusal(hostile(function), b"x", "a.txt", "output").message


def test_the_next_file_is_read_after_each_of_them(hostile: Hostile, tmp_path: Path) -> None:
    for function in ("segfault", "spin", "kill_forker"):
        sandbox = hostile(function, seconds=0.3)
        for _ in range(2):
            with pytest.raises(SourceRefused):
                sandbox.parse(b"x", "a.txt")


def test_a_forged_result_is_refused(hostile: Hostile, refusal: Refusal) -> None:
    forged = b'{"parser":"x","pages":[[1,0,99]],"voices":[],"cues":[],"furniture":[]}\nWords.'
    refusal(hostile("forge"), forged, "a.txt", "crashed")
    told = refusal(hostile("forge"), b'{"refused":"bomb","detail":"\\u001b[31m\\n\\r{name}"}\n', "a.txt", "bomb")
    assert "\\x1b[31m" in told.message
    refusal(hostile("forge"), b'{"refused":"you win","detail":""}\n', "a.txt", "crashed")


def test_a_pickle_is_not_loaded(hostile: Hostile, refusal: Refusal, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    refusal(hostile("forge_pickle"), str(trap).encode(), "a.txt", "crashed")
    assert not trap.exists()


def test_nothing_reaches_the_terminal(hostile: Hostile, capfd: pytest.CaptureFixture[str]) -> None:
    assert hostile("talk").parse(b"", "a.txt").text == "Words."
    assert capfd.readouterr() == ("", "")


def test_a_child_writes_no_file(hostile: Hostile, refusal: Refusal, tmp_path: Path) -> None:
    refusal(hostile("write_file"), str(tmp_path / "x").encode(), "a.txt", "crashed")
    assert not (tmp_path / "x").exists() or (tmp_path / "x").read_bytes() == b""


def test_a_child_sees_no_secret_and_loads_nothing_of_its_owner(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_TOKEN", "secret")
    assert hostile("loaded").parse(b"", "a.txt").text == "heavy [] secrets []"


def test_a_child_is_stopped_with_all_that_it_started(hostile: Hostile, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused) as caught:
        hostile("orphan", seconds=1.0).parse(str(tmp_path).encode(), "a.txt")
    started = [int(file.name) for file in tmp_path.iterdir()]
    # Only root's children may start a process; anybody else's fail when they try.
    assert (len(started), caught.value.code) in ((2, "timeout"), (0, "crashed"))
    assert not [pid for pid in started if _alive(pid)]


def test_closing_leaves_no_process_behind(hostile: Hostile) -> None:
    before = _children()
    sandbox = hostile("good")
    sandbox.parse(b"", "a.txt")
    assert len(_children()) == len(before) + 1
    sandbox.close()
    assert _children() == before
    assert sandbox.parse(b"", "a.txt").text == "Words.", "and it can be used again"


def test_a_killed_ingest_takes_its_child_with_it() -> None:
    script = (
        f"import sys; sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path.cwd())!r}]\n"
        "from ingest.parse.sandbox import Sandbox\n"
        "Sandbox(parser='hostile_parsers:sleep_deaf').parse(b'x', 'a.txt')\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", script])
    started = _eventually(lambda: (forkers := _children(owner.pid)) and [*forkers, *_children(int(*forkers))], 2)
    owner.kill()
    owner.wait()
    assert len(started) == 2
    assert _eventually(lambda: [pid for pid in started if not _alive(int(pid))], 2) == started


def _eventually(found: Callable[[], Sequence[str]], least: int) -> Sequence[str]:
    until = time.monotonic() + 10
    while len(last := found()) < least and time.monotonic() < until:
        time.sleep(0.02)
    return last


def _children(pid: int | str = "self") -> set[str]:
    """A process's children, of all its threads."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {child for task in tasks for child in (task / "children").read_text().split()}


def test_threads_may_share_one(hostile: Hostile) -> None:
    sandbox, found = hostile("echo"), []
    threads = [
        threading.Thread(target=lambda n=n: found.append((n, sandbox.parse(b"x" * n, "a.txt").text))) for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(n, f"bytes {n}") for n in range(12)]


def test_a_file_that_is_too_large_is_refused_before_anything_is_started(refusal: Refusal) -> None:
    before = _children()
    with Sandbox(Limits(input_bytes=10)) as sandbox:
        refusal(sandbox, b"x" * 11, "a.txt", "too_large")
        refusal(sandbox, b"x" * 11, "a.exe", "too_large")
        refusal(sandbox, b"x" * 10, "a.exe", "unsupported")
        assert _children() == before


def test_the_size_of_a_file_can_be_refused_before_it_is_read() -> None:
    Limits().admit("a.txt", 128 << 20)
    with pytest.raises(SourceRefused, match=r"a\.txt is too large: 200 MiB, expected at most 128 MiB"):
        Limits().admit("a.txt", 200 << 20)


def test_it_works_whatever_the_working_folder_becomes(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = hostile("good")
    monkeypatch.chdir(tmp_path)
    assert isinstance(sandbox.parse(b"", "a.txt"), Parsed)


@pytest.mark.skipif(sys.flags.optimize > 0, reason="times are told of a common interpreter")
def test_a_small_file_costs_little_after_the_first(sandbox: Sandbox) -> None:
    sandbox.parse(b"Words.", "a.txt")
    times = []
    for _ in range(9):
        began = time.perf_counter()
        sandbox.parse(b"Words.", "a.txt")
        times.append(time.perf_counter() - began)
    assert min(times) < 0.025
