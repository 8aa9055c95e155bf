"""While something sounds, may it go on? An event stream that says so, and fails closed.

1. `may` comes at once, and then every quarter of a second; whoever sounds something and hears no `may` for three of
   them falls silent by themselves.
2. Each time everything is looked at anew: the session or token, whether the answer is still theirs to read, and what
   `Speaking.barred` says of each statement. `stop` says in one line why not, and is the last event.
3. A stream ends by itself after `LONGEST_S`, so that a service which is told to end is not kept; whoever still sounds
   something opens another.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from audit.errors import OnRecordError
from onrecord.access import Action, may
from onrecord.identity.domain import Identity
from onrecord.render.events import frame
from onrecord.web.faults import said_of
from onrecord.web.service import Service, service_of
from onrecord.web.signin import known

EVERY_S = 0.25
LONGEST_S = 20.0
ENDED = "Your visit has ended; sign in again."

Barred = Callable[[Identity], str | None]
"""Why somebody may not hear it now, in a sentence without its full stop; none where they may."""


async def lease(request: Request, who: Identity, barred: Barred) -> AsyncIterator[str]:
    """The stream. Raises Overloaded before its first event where too many are open."""
    service, loop = service_of(request), asyncio.get_running_loop()
    with service.leases.one(who.person):
        began = loop.time()
        while True:
            why = await _why(request, service, barred)
            if why is not None:
                yield frame("stop", {"error": why})
                return
            yield frame("may", {})
            now = loop.time() - began
            if now >= LONGEST_S or request.app.state.ending.is_set():
                return
            await asyncio.sleep(EVERY_S - now % EVERY_S)


async def _why(request: Request, service: Service, barred: Barred) -> str | None:
    try:
        who = await known(request)
        if who is None or not may(who, Action.RECORD):
            return ENDED
        why = await run_in_threadpool(barred, who)
    except OnRecordError as error:
        return " ".join(said_of(error)).strip()
    return None if why is None else f"{why}."
