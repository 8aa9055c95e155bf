"""While something sounds, may it go on? An event stream that says so, and fails closed.

1. `may` comes at once, and then every quarter of a second; whoever sounds something and hears no `may` for three of
   them falls silent by themselves.
2. Each time it is looked at anew who listens, by the session or token, and what bars it: a pause, a withdrawal, a
   consent. Once a second the answer itself is read again, which may have been erased, or be shared no longer. `stop`
   says in one line why not, and is the last event.
3. A stream ends by itself after `LONGEST_S`, and when the service is told to end; whoever still sounds something opens
   another.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from audit.errors import OnRecordError
from onrecord.access import Action, Shown, may
from onrecord.identity.domain import Identity
from onrecord.render.events import frame
from onrecord.web.answers import readable
from onrecord.web.faults import said_of
from onrecord.web.service import service_of
from onrecord.web.signin import ENDED, known

EVERY_S = 0.25
READ_S = 1.0  # after which the answer is read again: what bars a sound is asked more often than that
LONGEST_S = 20.0

Barred = Callable[[Identity, Shown], str | None]
"""Why somebody may not hear something of an answer now, in a sentence without its full stop; none where they may."""


async def lease(request: Request, who: Identity, record_id: str, barred: Barred) -> AsyncIterator[str]:
    """The stream. Before its first event it raises Overloaded where too many are open, and NotFound for an answer that
    is not theirs."""
    service, loop = service_of(request), asyncio.get_running_loop()
    with service.leases.one(who.person):
        began = read = loop.time()
        found = await run_in_threadpool(readable, service, who, record_id)
        while True:
            try:
                listens = await known(request)
                if listens is None or not may(listens, Action.RECORD):
                    yield frame("stop", {"error": ENDED})
                    return
                if loop.time() - read >= READ_S or listens != who:
                    who, read = listens, loop.time()
                    found = await run_in_threadpool(readable, service, who, record_id)
                why = await run_in_threadpool(barred, who, found)
            except OnRecordError as error:
                yield frame("stop", {"error": " ".join(said_of(error)).strip()})
                return
            if why is not None:
                yield frame("stop", {"error": f"{why}."})
                return
            yield frame("may", {})
            now = loop.time() - began
            if now >= LONGEST_S or request.app.state.ending.is_set():
                return
            await asyncio.sleep(EVERY_S - now % EVERY_S)
