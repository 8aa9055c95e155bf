"""Fixtures that several packages' tests share."""

import contextlib
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


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
