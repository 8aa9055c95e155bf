"""Fixtures that several packages' tests share."""

import contextlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.kept import keep

ROOT = Path(__file__).parents[1]

# What a test draws is the same each time, so that a change is judged by what it changed. `make explore` draws anew, and
# more of it; what it finds becomes a test's own example.
examples = os.environ.get("ONRECORD_TEST_EXAMPLES")
settings.register_profile("same", derandomize=True, deadline=None)  # what takes how long is told by `make bench`
settings.register_profile(
    "anew", derandomize=False, deadline=None, max_examples=int(examples or 1000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
settings.load_profile("anew" if examples else "same")

if "PYTEST_XDIST_WORKER" in os.environ:  # the workers share the cores: a model of each with a thread a core is slower
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files with the longest tests begin first: none of them is what everything waits for at the end."""
    given: dict[Path, float] = {}
    for item in items:
        mark = item.get_closest_marker("timeout")
        given[item.path] = max(given.get(item.path, 0), mark.args[0] if mark is not None else 0)
    items.sort(key=lambda item: -given[item.path])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """A file system in memory of so many MiB, or the test is skipped where none may be mounted."""
    mounted: list[Path] = []

    def mount(mib: int, options: str = "") -> Path:
        path = tmp_path / f"disk{len(mounted)}"
        path.mkdir()
        settings = f"size={mib}m" + (f",{options}" if options else "")
        command = ["mount", "-t", "tmpfs", "-o", settings, "onrecord-test", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("there is no mount command here")
        if done.returncode != 0:
            pytest.skip(f"a tmpfs cannot be mounted here: {done.stderr.strip()}")
        mounted.append(path)
        return path

    yield mount
    for path in mounted:
        with contextlib.suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "--lazy", str(path)], check=True, capture_output=True)


@pytest.fixture
def fill() -> Callable[..., Path]:
    """Fill a disk but for `leave_mib`; gives the file to remove to have the space again."""

    def run(disk: Path, *, leave_mib: float = 0) -> Path:
        import os
        import shutil

        path = disk / "filler"
        size = shutil.disk_usage(disk).free - int(leave_mib * 2**20)
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
        return path

    return run


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A workspace of the sample corpus, ingested once with the real models, to be copied; and the ingest's report."""
    from ingest.run import ingest
    from onrecord.parts import Parts
    from onrecord.settings import Settings

    made, kept = (
        Parts(workspace=tmp_path_factory.mktemp("sample"), settings=Settings()),
        tmp_path_factory.mktemp("kept"),
    )
    with made.workshop() as workshop:
        report = ingest(workshop, ROOT / "corpus_manifest.yaml")
    made.engine.dispose()
    keep(made.workspace, kept / "ws")
    return kept / "ws", report


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind: a file, and a schema of its own on the server that is named."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.db'}"
        return
    from sqlalchemy import create_engine, make_url, text

    url = os.environ.get("ONRECORD_TEST_POSTGRES_URL")
    if not url:
        pytest.skip("ONRECORD_TEST_POSTGRES_URL names no server")
    schema = f"test_{secrets.token_hex(8)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()


@dataclass
class Process:
    """`onrecord witness`, listening on a free port of loopback."""

    state: Path
    running: "subprocess.Popen[str]"
    said: Path
    url: str = ""
    vkey: str = ""
    logs: list[str] = field(default_factory=list)

    @property
    def remote(self) -> Any:
        from audit.signed.notes import read_vkey
        from audit.witness.client import RemoteWitness

        return RemoteWitness(url=self.url, key=read_vkey(self.vkey))

    @property
    def told(self) -> str:
        return self.said.read_text()

    def end(self, signal: int) -> int:
        self.running.send_signal(signal)
        return self.running.wait(20)


@contextlib.contextmanager
def _witnesses(folder: Path, vkey: str) -> Iterator[Callable[..., Process]]:
    """Start witness processes on this state folder, or on another one; all are ended with the block."""
    made: list[Process] = []

    def run(state: Path | None = None, *more: str) -> Process:
        state = state or folder / "state"
        said = folder / f"stderr{len(made)}"
        command = [sys.executable, "-m", "onrecord", "--json", "witness", "--state", str(state)]
        command += ["--listen", "127.0.0.1:0", "--log", vkey, *more]
        with said.open("w") as stderr:
            running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True)
        process = Process(state=state, running=running, said=said)
        made.append(process)
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line, process.told
        found: dict[str, Any] = json.loads(line)
        process.url, process.vkey, process.logs = found["url"], found["vkey"], found["logs"]
        return process

    try:
        yield run
    finally:
        for one in made:
            one.running.kill()
            one.running.wait(20)
            assert one.running.stdout is not None
            one.running.stdout.close()


@pytest.fixture(scope="session")
def witnessing() -> Callable[..., Any]:
    """`with witnessing(folder, vkey) as start:` and then `start()` for each process; vkey is the log's."""
    return _witnesses
