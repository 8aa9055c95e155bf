"""Parse a file that nobody trusts: in a child process, in bounded time, memory and output.

    with Sandbox() as sandbox:
        parsed = sandbox.parse(data, "corpus/speeches/all-hands.pdf")

Whatever a file does to its parser, what comes out is a `Parsed` that keeps every law of one, or
`SourceRefused`. The API takes bytes and no path: what is parsed is what the caller hashed, and not what lies
there a moment later.

What this bounds: time, memory, output, crashes, terminal output, and what the caller takes from the child (no
pickle, checked on arrival). What it does not: a child runs as the same user, so a parser in which a file gets
to execute code of its own could read what this user can read. Run ingest as a user of its own where that
matters.
"""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

from audit.errors import SourceRefused
from ingest.domain import Parsed
from ingest.parse import wire
from ingest.parse.keeper import End, Ended, Job, Keeper
from ingest.parse.refusals import Unreadable, refused
from ingest.parse.registry import media_of

Result = TypeVar("Result")

_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one file: seconds of wall time; bytes of memory above what the parser takes without a file; bytes of
    the encoded result; bytes of the file."""

    seconds: float = 30.0
    memory_bytes: int = 1024 * _MIB
    output_bytes: int = 64 * _MIB
    input_bytes: int = 128 * _MIB

    def admit(self, name: str, size: int) -> None:
        """Raise `SourceRefused` ("too_large"). For a caller who knows the size before it reads the file."""
        if size > self.input_bytes:
            raise refused(name, "too_large", f"{_mib(size)}, expected at most {_mib(self.input_bytes)}")


class Confined(Generic[Result]):
    """Reads one file at a time in a child, from whatever thread; for two at a time, use two.

    `parser` and `encoder` are `module:function`, called in the child: the one with a media type and bytes, the other
    with what comes of that. `decode` takes the message apart here. The process that starts children is started by the
    first file, so what reads nothing costs nothing.
    """

    def __init__(
        self, limits: Limits | None, *, parser: str, encoder: str, decode: Callable[[bytes], Result], result: str
    ) -> None:
        self._limits = limits or Limits()
        self._parser = parser
        self._encoder = encoder
        self._decode = decode
        self._noun = result
        self._lock = threading.Lock()
        self._keeper: Keeper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that starts children. A later file starts another."""
        with self._lock:
            self._discard()

    def _read(self, media_type: str, data: bytes, name: str) -> Result:
        """Raises `SourceRefused`."""
        try:
            with self._lock:
                ended = self._run(media_type, data)
            return self._result(ended)
        except Unreadable as error:
            raise self._refusal(name, error) from None

    def _run(self, media_type: str, data: bytes) -> Ended:
        limits = self._limits
        job = Job(
            parser=self._parser,
            encoder=self._encoder,
            media_type=media_type,
            seconds=limits.seconds,
            memory=limits.memory_bytes,
            output=limits.output_bytes,
        )
        try:
            self._keeper = self._keeper or Keeper()
            return self._keeper.run(job, data)
        except OSError as error:
            self._discard()
            return Ended(end=End.FAILED, reason=f"the sandbox itself failed ({error})")
        except BaseException:  # a Ctrl-C between question and answer
            self._discard()
            raise

    def _discard(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()

    def _result(self, ended: Ended) -> Result:
        if ended.end is End.DONE:
            try:
                return self._decode(ended.message)
            except wire.Forged as error:
                raise Unreadable("crashed", f"it returned no {self._noun} ({error})") from None
        if ended.end is End.DIED:
            raise Unreadable("crashed", _death(ended.status))
        if ended.end is End.FAILED:
            raise Unreadable("crashed", ended.reason)
        raise Unreadable("timeout" if ended.end is End.TIMEOUT else "output")

    def _refusal(self, name: str, error: Unreadable) -> SourceRefused:
        """The child's word on what it exceeded is not needed: the limits are known here."""
        limits = self._limits
        details = {
            "timeout": f"its parser was stopped after {limits.seconds:g} s",
            "memory": f"its parser needed more than {_mib(limits.memory_bytes)}",
            "output": f"what it yields is larger than {_mib(limits.output_bytes)}",
        }
        return refused(name, error.code, details.get(error.code, error.detail))


class Sandbox(Confined[Parsed]):
    """Parses files. `parser` is `module:function`, called in the child with a media type and bytes."""

    def __init__(self, limits: Limits | None = None, *, parser: str = "ingest.parse.registry:parse") -> None:
        super().__init__(
            limits, parser=parser, encoder="ingest.parse.wire:encode", decode=wire.decode, result="document"
        )

    def parse(self, data: bytes, name: str) -> Parsed:
        """What `data` says. Its type is told by the ending of `name`. Raises `SourceRefused`."""
        self._limits.admit(name, len(data))
        return self._read(media_of(name), data, name)


def _death(status: int) -> str:
    if status == -signal.SIGKILL:
        return "it was killed from outside, most often by the system for want of memory"
    if status < 0:
        try:
            return f"it was ended by {signal.Signals(-status).name}"
        except ValueError:
            return f"it was ended by signal {-status}"
    return f"it ended with code {status} and no result"


def _mib(size: int) -> str:
    return f"{size / _MIB:.4g} MiB"
