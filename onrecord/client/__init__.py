"""A typed client of a running service: `Client`, on httpx2 and the standard library alone.

Read domain, then errors, wire, service. It needs `pip install 'onrecord[client]'` and none of the stack.
"""

from onrecord.client.domain import Answer, Found, Hit
from onrecord.client.errors import ClientError, NotAllowed, NotFound, NotSignedIn, Overloaded, Unreachable, Unusable
from onrecord.client.service import Client

__all__ = [
    "Answer", "Client", "ClientError", "Found", "Hit", "NotAllowed", "NotFound", "NotSignedIn", "Overloaded",
    "Unreachable", "Unusable",
]  # fmt: skip
