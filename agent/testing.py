"""A real HTTP server on loopback that speaks vLLM's protocol from a script: for tests of faults, and of speed.

    with ScriptedServer(['{"statements": []}']) as server:
        VllmModel(server.url)

Its model is called "scripted"; a token is four characters. It counts prompts against its context and replies against
their limit, knows its key and its model's name, and refuses what a vLLM server refuses, in its words.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Event, Lock, Thread

from agent.llm.scripted import Fault, Reply, Request
from agent.llm.scripted_http import Http

__all__ = ["Chances", "Fault", "Reply", "Request", "Script", "ScriptedServer"]

POLL_S = 0.02

Script = Sequence[Reply | str] | Callable[[Request], Reply | str]
Chances = Mapping[str, float] | Callable[[Request], Mapping[str, float]]


class ScriptedServer:
    """A context manager. `url` ends in `/v1`; `requests` is everything it received, `chats` what asked for a reply.

    `replies` answer the requests for text: in order, the last one again and again, or as a function of the request;
    with none, every reply is nonsense that keeps to its schema. Requests for a choice get `chances` instead: the
    probabilities of first tokens, the likeliest of which that begins a choice decides; what they lack of 1 is on
    tokens that are not reported. `fault` befalls the first `times` requests for either (all, where that is None);
    with `everywhere`, those of every path. `tokens_per_second` of None is as fast as can be. `tokenizes` is whether
    there is a `/tokenize`.
    """

    def __init__(
        self,
        replies: Script = (),
        *,
        chances: Chances | None = None,
        fault: Fault | Reply | None = None,
        times: int | None = None,
        everywhere: bool = False,
        tokens_per_second: float | None = None,
        model: str = "scripted",
        context_tokens: int = 4096,
        api_key: str | None = None,
        tokenizes: bool = True,
    ) -> None:
        self.model = model
        self.context_tokens = context_tokens
        self.api_key = api_key
        self.tokenizes = tokenizes
        self.seconds = 1 / tokens_per_second if tokens_per_second else 0.0
        self.requests: list[Request] = []
        self.closing = Event()
        self._replies = replies
        self._chances = chances
        self._fault = Reply(fault=fault) if isinstance(fault, Fault) else fault
        self._times = times
        self._everywhere = everywhere
        self._lock = Lock()
        self._given = 0
        self._http: Http | None = None
        self._port = 0

    def __enter__(self) -> "ScriptedServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def chats(self) -> list[Request]:
        return [request for request in self.requests if request.is_chat]

    def start(self) -> None:
        """Listens; after a `stop` at the same port again."""
        self.closing.clear()
        http = Http(self, self._port)
        self._port = int(http.server_address[1])
        if self._fault is not None and self._fault.fault is Fault.REFUSE:
            http.server_close()
            return
        self._http = http
        Thread(target=http.serve_forever, args=(POLL_S,), name="scripted-server", daemon=True).start()

    def stop(self) -> None:
        """Ends every reply under way, and waits for their threads."""
        self.closing.set()
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def receive(self, request: Request) -> Reply | None:
        """Keeps the request; gives the server's own fault, where it befalls this one."""
        with self._lock:
            self.requests.append(request)
            if self._fault is None or self._times == 0 or not (self._everywhere or request.is_chat):
                return None
            if self._times is not None:
                self._times -= 1
            return self._fault

    def reply(self, request: Request) -> Reply:
        """The script's reply to a request for text, or the choice that its first tokens make."""
        if request.choices:
            ranked = sorted(self.first_tokens(request).items(), key=lambda one: -one[1])
            begun = [choice for token, _ in ranked for choice in request.choices if choice.startswith(token)]
            return Reply(text=begun[0] if begun else request.choices[0])
        if callable(self._replies):
            found = self._replies(request)
        elif self._replies:
            with self._lock:
                found = self._replies[min(self._given, len(self._replies) - 1)]
                self._given += 1
        else:
            found = Reply(fault=Fault.NONSENSE)
        return Reply(text=found) if isinstance(found, str) else found

    def first_tokens(self, request: Request) -> Mapping[str, float]:
        """The probabilities of a choice's first tokens; without `chances` all alike."""
        if self._chances is None:
            return {choice: 1 / len(request.choices) for choice in request.choices}
        return self._chances(request) if callable(self._chances) else self._chances
