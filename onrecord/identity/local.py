"""The trial mode, for whoever has no identity provider at hand: people say who they are, without a password.

So it is for one machine alone. It binds to loopback and nowhere else, and answers only where it was asked for by a name
of loopback: a page elsewhere whose name was made to point here (DNS rebinding) reads nothing.
"""

import ipaddress
import socket
from collections.abc import Sequence

from audit.errors import UsageError
from ingest.manifest import values
from onrecord.identity.domain import Role
from onrecord.identity.groups import Claims

NOTICE = "Trial mode: whoever opens this page may be anybody. It answers on this machine alone."


def refuse_elsewhere(host: str) -> None:
    """Raises UsageError where the host that is to be bound is not loopback, by every address that it has."""
    if not _addresses(host) or not all(_loopback(one) for one in _addresses(host)):
        raise UsageError(
            f"--host {host}: without an identity provider OnRecord answers on loopback alone (127.0.0.1, ::1).",
            advice="Set oidc_issuer in settings.toml to serve others.",
        )


def asked_for_here(header: str) -> bool:
    """Whether a Host header names loopback: an address of it, or `localhost`. Names are not looked up."""
    host = header.strip().casefold()
    if host.startswith("["):
        host, bracket, port = host[1:].partition("]")
        if not bracket or (port and not _port(port)):
            return False
        return _loopback(host)
    host, colon, port = host.partition(":")
    if colon and not _port(":" + port):
        return False
    return host == "localhost" or _loopback(host)


def claims(email: str, roles: Sequence[str], audience: str, audiences: Sequence[str]) -> Claims:
    """What somebody has chosen to be. Raises UsageError for what there is not."""
    try:
        person = values.person(email.strip())
        chosen = frozenset(Role(one) for one in roles)
    except ValueError as error:
        raise UsageError(f"{error}.") from None
    if not chosen:
        raise UsageError("choose a role at least.")
    if audience and audience not in audiences:
        raise UsageError(f"there is no audience {audience!r}; they are {', '.join(audiences) or 'none yet'}.")
    return Claims(person=person, name=person.partition("@")[0], local=True, roles=chosen, audience=audience)


def _addresses(host: str) -> set[str]:
    try:
        return {str(one[4][0]) for one in socket.getaddrinfo(host, None)} if host else set()
    except (OSError, UnicodeError):
        return set()


def _loopback(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def _port(text: str) -> bool:
    return text[0] == ":" and text[1:].isascii() and (text[1:].isdecimal() or text == ":")
