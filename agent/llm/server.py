"""An OpenAI-compatible server: one request at a time, within a deadline, asked again where that is safe."""

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from agent.llm.exchange import Line, exchange
from agent.llm.faults import ServerTooSlow
from agent.llm.foreign import fault
from agent.llm.retry import retried
from audit.errors import ModelError

if TYPE_CHECKING:
    import ssl

    from openai import OpenAI

T = TypeVar("T")

SENT = frozenset({"host", "accept", "accept-encoding", "connection", "content-type", "content-length", "user-agent"})


class Server:
    """`url` is its address up to `/v1`. Importing the client takes 0.6 s, so it is done within the first request."""

    def __init__(self, url: str, *, api_key: str | None, connect_s: float, retries: int) -> None:
        """Raises ModelError where the address is none, or the client is not installed."""
        self.root = _root(url)
        self.url = f"{self.root}/v1"
        if find_spec("openai") is None:
            raise ModelError(
                "the package openai is not installed.",
                advice="Run: pip install 'onrecord[vllm]', or leave vllm_url out of settings.toml.",
            )
        self._api_key = api_key
        self._connect_s = connect_s
        self._retries = retries

    def ask(
        self, work: "Callable[[OpenAI], Iterable[T]]", deadline: float, *, streamed: bool = False
    ) -> Generator[T, None, None]:
        """What `work` makes of the server's answer, as it comes. Raises one of `agent.llm.faults`.

        `work` runs in a thread of its own, and once more for each retry; none follows its first value.
        """
        return retried(lambda: self._once(work, deadline, streamed), retries=self._retries, deadline=deadline)

    def _once(
        self, work: "Callable[[OpenAI], Iterable[T]]", deadline: float, streamed: bool
    ) -> Generator[T, None, None]:
        def run(line: Line) -> Iterator[T]:
            with self._client(line, deadline) as client:
                yield from work(client)

        def told(error: Exception, line: Line) -> Exception:
            return fault(error, self.url, streaming=streamed and line.answered)

        try:
            yield from exchange(run, deadline, told)
            return
        except TimeoutError:
            pass
        raise ServerTooSlow(self.url)

    def _client(self, line: Line, deadline: float) -> "OpenAI":
        """One client and one connection for each exchange (0.2 ms), so that both end with it."""
        import httpx2
        from openai import OpenAI

        def prepare(request: httpx2.Request) -> None:
            """No header travels but these: the client would add some from OPENAI_* variables, meant for others."""
            for name in set(request.headers) - SENT:
                del request.headers[name]
            if self._api_key is not None:
                request.headers["authorization"] = f"Bearer {self._api_key}"
            request.extensions["trace"] = line.watch

        left = max(0.001, deadline - monotonic())
        http = httpx2.Client(verify=_tls(), event_hooks={"request": [prepare]})
        limits = httpx2.Timeout(left, connect=min(self._connect_s, left))
        return OpenAI(base_url=self.url, api_key="unused", max_retries=0, timeout=limits, http_client=http)


@cache
def _tls() -> "ssl.SSLContext":
    """Reading the certificates takes 60 ms, once in a process."""
    import httpx2

    return httpx2.create_ssl_context()


def _root(url: str) -> str:
    """The address without `/v1`. Raises ModelError, which does not repeat an address that may hold a password."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or "@" in url or parts.query or parts.fragment:
        raise ModelError(
            "vllm_url is not the address of a server: expected one like http://127.0.0.1:8000/v1, without a password.",
            advice="Mend it in settings.toml; a key goes into vllm_api_key.",
        )
    return url.rstrip("/").removesuffix("/v1").rstrip("/")
