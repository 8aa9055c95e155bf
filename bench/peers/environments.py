"""An environment for each peer, made once from its pinned list and used again while the list stays the same."""

import hashlib
import os
import shutil
import subprocess
import venv
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
VARIABLE = "ONRECORD_PEERS"
READY = ".ready"  # holds the SHA-256 of the list that the environment was made from


class EnvironmentFault(Exception):
    """An environment cannot be made; told in one line."""


def home() -> Path:
    """Where the environments are: the folder in ONRECORD_PEERS, or one in the user's cache."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path.home() / ".cache" / "onrecord" / "peers"


def requirements(name: str) -> Path:
    return HERE / f"requirements-{name}.txt"


def python(listed: Path, made: Path, tell: Callable[[str], None]) -> Path:
    """The interpreter of the environment `made` from what `listed` has: as it is there, or made now where it is not, or
    was made from another list. Raises EnvironmentFault."""
    digest = hashlib.sha256(listed.read_bytes()).hexdigest()
    ready = made / READY
    interpreter = made / "bin" / "python"
    if ready.is_file() and ready.read_text(encoding="ascii") == digest:
        return interpreter
    tell(f"making {made} from {listed.name}: about 1.5 GB, some minutes, once")
    shutil.rmtree(made, ignore_errors=True)
    try:
        venv.create(made, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EnvironmentFault(f"{made} cannot be made: {error}. Name another folder in {VARIABLE}.") from error
    command = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(listed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "pip said nothing")
        raise EnvironmentFault(f"{listed.name} cannot be installed into {made}: {last.strip()}")
    ready.write_text(digest, encoding="ascii")
    return interpreter
