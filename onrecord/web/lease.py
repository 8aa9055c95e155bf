"""While something sounds, may it go on? An event stream that says so, and fails closed.

1. `may` comes at once, and then every quarter of a second; whoever sounds something and hears no `may` for three of
   them falls silent by themselves.
2. Each time it is looked at anew who listens, by the session or token, and what bars it: a pause, a withdrawal, a
   consent, an erasure. What decides for everybody is looked at once for all who ask within a tenth of a second. Once a
   second it is looked at whether the answer is still theirs to read. `stop` says in one line why not, and is the last
   event. The threads that look are few, and do nothing else: a crowd that listens makes nobody wait who asks.
3. A stream ends by itself after `LONGEST_S`, and when the service is told to end; whoever still sounds something opens
   another.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from fastapi import Request

from audit.errors import OnRecordError
from onrecord.access import Action, Shown, may
from onrecord.identity.domain import Identity
from onrecord.render.events import frame
from onrecord.web.answers import judged, kept
from onrecord.web.faults import said_of
from onrecord.web.service import service_of
from onrecord.web.signin import ENDED, visitor

EVERY_S = 0.25
READ_S = 1.0  # after which it is looked at whether it is theirs to read: what bars a sound is asked more often
LONGEST_S = 20.0

Barred = Callable[[Identity, Shown], str | None]
"""Why somebody may not hear something of an answer now, in a sentence without its full stop; none where they may."""


class _Watch:
    """Over what one stream is for. Reads the answer, which never changes, when it is made; raises NotFound."""

    def __init__(self, request: Request, who: Identity, record_id: str, barred: Barred) -> None:
        self._request, self._who, self._barred = request, who, barred
        self._service, self._read = service_of(request), time.monotonic()
        self._kept = kept(self._service, record_id)
        self._found = judged(self._service, who, *self._kept)

    def why(self) -> str | None:
        """Why it may not go on, in one line; none where it may."""
        try:
            listens = visitor(self._request)
            if listens is None or not may(listens, Action.RECORD):
                return ENDED
            if time.monotonic() - self._read >= READ_S or listens != self._who:
                self._who, self._read = listens, time.monotonic()
                self._found = judged(self._service, listens, *self._kept)
            why = self._barred(self._who, self._found)
        except OnRecordError as error:
            return " ".join(said_of(error)).strip()
        return None if why is None else f"{why}."


async def lease(request: Request, who: Identity, record_id: str, barred: Barred) -> AsyncIterator[str]:
    """The stream. Before its first event it raises TooMany or Overloaded where too many are open, and NotFound for an
    answer that is not theirs."""
    service, loop = service_of(request), asyncio.get_running_loop()
    with service.leases.one(who.person):
        began = loop.time()
        watch = await loop.run_in_executor(service.watching, _Watch, request, who, record_id, barred)
        while True:
            why = await loop.run_in_executor(service.watching, watch.why)
            if why is not None:
                yield frame("stop", {"error": why})
                return
            yield frame("may", {})
            now = loop.time() - began
            if now >= LONGEST_S or request.app.state.ending.is_set():
                return
            await asyncio.sleep(EVERY_S - now % EVERY_S)
