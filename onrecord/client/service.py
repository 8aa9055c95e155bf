"""`Client`: what a program asks of a running service, one method for each thing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from types import TracebackType
from typing import Any, Literal
from urllib.parse import quote

import httpx2

from audit.domain import Statement
from onrecord.client.domain import Answer, Found, Opened, Source, Verification, WholeSource
from onrecord.client.errors import ClientError, NotUnderstood, ServiceFault, Unreachable, of_status
from onrecord.client.links import Links
from onrecord.client.over_time import Timeline
from onrecord.client.wire import VERSIONS, answer_of, events, parsed, read, timeline_of, verification_of

Opinion = Literal["helpful", "unhelpful", "wrong"]
TIMEOUT_S = 60.0  # for one step of a request: to connect, or from one piece of an answer to the next
EVENTS = "text/event-stream"


class Client:
    """A service at `url`, asked with an API token (of scope `ask`); `leader` is whose words are meant where a call
    names nobody. Several threads may share one; close it, or use it in a `with`. Every method raises ClientError, whose
    branches tell what to do (onrecord/client/errors.py)."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        leader: str | None = None,
        timeout_s: float = TIMEOUT_S,
        http: httpx2.Client | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.url = url.rstrip("/")
        self._leader = leader
        self._http = http or httpx2.Client(timeout=timeout_s)
        self._headers = headers

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def links(self) -> Links:
        return Links(base=self.url)

    def close(self) -> None:
        self._http.close()

    def ask(self, question: str, *, leader: str | None = None, as_of: date | None = None) -> Answer:
        """An answer or a refusal, in the service's ledger. `leader` is an id; `as_of` asks what held on that day."""
        return answer_of(self._send("POST", "/api/answers", _asked(question, leader or self._leader, as_of)))

    def stream(
        self, question: str, *, leader: str | None = None, as_of: date | None = None
    ) -> Iterator[Statement | Answer]:
        """Each statement as soon as it is checked and recorded, then the whole answer."""
        body = _asked(question, leader or self._leader, as_of)
        whole = False
        with self._opened("POST", "/api/answers", body, {"Accept": EVENTS}) as response:
            for name, data in events(response.iter_lines()):
                if name == "statement":
                    yield read(Statement, data["statement"])
                elif name == "record":
                    whole = True
                    yield answer_of(data)
                elif name == "error":
                    raise ServiceFault(str(data.get("error")), advice=str(data.get("advice") or ""))
        if not whole:
            raise NotUnderstood("the stream ended before the answer did.", advice="Ask again.")

    def answer(self, record_id: str) -> Answer:
        """A past answer, as far as it may be read now."""
        return answer_of(self._send("GET", f"/api/answers/{_part(record_id)}"))

    def search(self, query: str, *, leader: str | None = None, as_of: date | None = None, limit: int = 10) -> Found:
        """Passages instead of an answer, the best first."""
        body = {
            "query": query,
            "leader": leader or self._leader,
            "as_of": as_of.isoformat() if as_of else None,
            "limit": limit,
        }
        found: Found = read(Found, self._send("POST", "/api/search", body))
        return found

    def timeline(self, topic: str, *, leader: str | None = None, as_of: date | None = None) -> Timeline:
        """What was said on a topic, in order of date; a few words are enough."""
        chosen = {"leader": leader or self._leader, "as_of": _day(as_of)}
        params = {"topic": topic} | {name: value for name, value in chosen.items() if value is not None}
        return timeline_of(self._send("GET", "/api/timeline", params=params))

    def sources(self) -> tuple[Source, ...]:
        """The documents of which something may be read, the latest first."""
        told = self._send("GET", "/api/sources")
        listed: tuple[Source, ...] = read(tuple[Source, ...], told.get("sources") if isinstance(told, dict) else None)
        return listed

    def source(self, source_id: str) -> WholeSource:
        """One of them, with who says what."""
        found: WholeSource = read(WholeSource, self._send("GET", f"/api/sources/{_part(source_id)}"))
        return found

    def feedback(self, record_id: str, kind: Opinion, *, statement: int = 0, comment: str = "") -> str:
        """Say that a statement (by its number; 0: the answer as a whole) helped, did not, or is wrong. Gives what
        becomes of it, in words."""
        body = {"kind": kind, "statement": statement, "comment": comment}
        told = self._send("POST", f"/api/answers/{_part(record_id)}/feedback", body)
        if not isinstance(told, dict) or not isinstance(told.get("told"), str):
            raise NotUnderstood("the service does not say what becomes of it.", advice=VERSIONS)
        return str(told["told"])

    def open(self, source_id: str, *, start: int = 0, length: int = 4_000) -> Opened:
        """A stretch of a document's text, as far as it may be read."""
        params = {"start": start, "length": length}
        opened: Opened = read(Opened, self._send("GET", f"/api/sources/{_part(source_id)}/text", params=params))
        return opened

    def verify(self, record_id: str) -> Verification:
        """A past answer compared again with the texts that it quoted."""
        return verification_of(self._send("GET", f"/api/answers/{_part(record_id)}/verification"))

    def _send(self, method: str, path: str, body: Any = None, params: Mapping[str, str | int] | None = None) -> Any:
        with self._opened(method, path, body, params=params) as response:
            return parsed(response.read())

    @contextmanager
    def _opened(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> Iterator[httpx2.Response]:
        """A response whose status is one of success, to be read within."""
        sent = {**self._headers, "Accept": "application/json", **(headers or {})}
        try:
            with self._http.stream(method, self.url + path, json=body, headers=sent, params=params) as response:
                if not response.is_success:
                    raise _error(response)
                yield response
        except httpx2.HTTPError as error:
            raise Unreachable(
                f"{self.url} did not answer: {type(error).__name__}.",
                advice="Is the service running, and the URL right?",
            ) from error
        except httpx2.InvalidURL as error:
            raise Unreachable(f"{self.url} is no URL: {error}.") from error


def _asked(question: str, leader: str | None, as_of: date | None) -> dict[str, str | None]:
    return {"question": question, "leader": leader, "as_of": _day(as_of)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _part(text: str) -> str:
    """One segment of a path."""
    return quote(text, safe="")


def _error(response: httpx2.Response) -> ClientError:
    """What a status that is none of success says: the service's own words where it gives them."""
    body = response.read()
    try:
        told = parsed(body)
    except NotUnderstood:
        told = None
    found = told if isinstance(told, dict) else {}
    message = found.get("error") if isinstance(found.get("error"), str) else ""
    advice = found.get("advice") if isinstance(found.get("advice"), str) else ""
    message = message or f"the service answered {response.status_code} {response.reason_phrase}".rstrip() + "."
    return of_status(response.status_code, message, advice or "", response.headers.get("Retry-After"))
