"""A log that grows or is forked, and witnesses: the rules alone, and real processes over loopback."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.checkpoints import Checkpoint, sign_checkpoint
from audit.merkle import consistency_proof, leaf_hash, new_nodes, root
from audit.notes import NoteKey, NoteSigner, SignatureType, read_vkey
from audit.witness.client import RemoteWitness
from audit.witness.wire import Submission

ORIGIN = "onrecord/0123456789abcdef"
ROOT = Path(__file__).parents[3]


def made_signer(name: str, seed: int, kind: SignatureType) -> NoteSigner:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = private.public_key().public_bytes_raw()
    return NoteSigner(key=NoteKey(name=name, type=kind, public=public), sign=private.sign)


class Log:
    """Leaves that are told apart by number; from `fork_at` on they are others, under the same key."""

    def __init__(self, *, size: int = 40, fork_at: int | None = None, name: str = "fork", seed: int = 1) -> None:
        self.signer = made_signer(ORIGIN, seed, SignatureType.ED25519)
        self.nodes: dict[tuple[int, int], bytes] = {}
        for index in range(size):
            forked = fork_at is not None and index >= fork_at
            leaf = leaf_hash(f"{name if forked else 'entry'} {index}".encode())
            for level, position, found in new_nodes(index, leaf, self.node):
                self.nodes[level, position] = found

    def node(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(origin=ORIGIN, size=size, root=root(size, self.node))

    def note(self, size: int) -> str:
        return sign_checkpoint(self.checkpoint(size), self.signer)

    def proof(self, old: int, new: int) -> list[bytes]:
        return consistency_proof(old, new, self.node)

    def body(self, old: int, new: int) -> bytes:
        return Submission(old=old, proof=tuple(self.proof(old, new)), note=self.note(new)).encode()


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
    def remote(self) -> RemoteWitness:
        return RemoteWitness(url=self.url, key=read_vkey(self.vkey))

    @property
    def told(self) -> str:
        return self.said.read_text()

    def end(self, signal: int) -> int:
        self.running.send_signal(signal)
        return self.running.wait(20)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def fork() -> Callable[..., Log]:
    return Log


@pytest.fixture
def signed() -> Callable[[str, int, SignatureType], NoteSigner]:
    return made_signer


@contextmanager
def started(folder: Path, vkey: str) -> Iterator[Callable[..., Process]]:
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


@pytest.fixture
def start(tmp_path: Path, log: Log) -> Iterator[Callable[..., Process]]:
    with started(tmp_path, log.signer.key.vkey) as run:
        yield run


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """One process for the tests that leave nothing behind in it."""
    with started(tmp_path_factory.mktemp("shared"), Log(size=0).signer.key.vkey) as run:
        yield run()
