"""From what a sign-in said of somebody to what they may be here, now: worked out at each request, never kept.

So a changed mapping, a withdrawn role or an audience that is no longer published counts with the next request of a
session that began before. Pure, and closed: what nothing maps gives nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audit.errors import Problem, SettingsError
from onrecord.identity.domain import Identity, Role, Way
from onrecord.settings import FILE, Group, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a sign-in has said of somebody. `person` is their e-mail address, case-folded.

    From a provider come `groups`; in the trial mode (`local`) `roles` and `audience` were chosen, which count in that
    mode alone.
    """

    person: str
    name: str
    groups: tuple[str, ...] = ()
    local: bool = False
    roles: frozenset[Role] = frozenset()
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the settings make of claims: the mapping of groups, and whether this is the trial mode."""

    groups: tuple[Group, ...]
    local: bool

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        return cls(groups=settings.groups, local=settings.oidc_issuer is None)


def identity_of(claims: Claims, rules: Rules, audiences: Sequence[str]) -> Identity | None:
    """Who this is, for the `audiences` that are published now; none where nothing gives them a role.

    All mapped roles together, and the widest audience of those mapped: each audience reads what the ones before it may.
    In the trial mode the first audience stands for one that was not chosen, as on the command line.
    """
    if claims.local != rules.local:
        return None
    if claims.local:
        roles = claims.roles
        named = [claims.audience or next(iter(audiences), "")]
    else:
        mapped = [one for one in rules.groups if one.name in claims.groups]
        roles = frozenset(role for one in mapped for role in one.roles)
        named = [one.audience for one in mapped]
    if not roles:
        return None
    audience = widest(named, audiences)
    return Identity(person=claims.person, name=claims.name, roles=roles, audience=audience, way=Way.SESSION)


def widest(named: Sequence[str], audiences: Sequence[str]) -> str:
    """Of the audiences `named` the one that reads most; empty where none of them is published."""
    ranks = [audiences.index(one) for one in named if one in audiences]
    return audiences[max(ranks)] if ranks else ""


def narrower(one: str, other: str, audiences: Sequence[str]) -> str:
    """Of two audiences the one that reads less; empty where either is not published."""
    if one not in audiences or other not in audiences:
        return ""
    return min(one, other, key=audiences.index)


def check_audiences(groups: Sequence[Group], audiences: Sequence[str]) -> None:
    """Raises SettingsError, with every group whose audience is not among those published."""
    known = ", ".join(audiences) or "none, since nothing was ever published"
    problems = tuple(
        Problem(
            line=0,
            path=f"groups: {one.name}",
            message=f"the audience {one.audience!r} is not one of the manifest's; they are {known}",
        )
        for one in groups
        if one.audience and one.audience not in audiences
    )
    if problems:
        raise SettingsError(FILE, problems, advice="Correct settings.toml, or ingest the manifest that has them.")


def to_json(claims: Claims) -> str:
    """Claims as they are kept beside a session or a token of one's own."""
    return json.dumps(
        {
            "person": claims.person,
            "name": claims.name,
            "groups": list(claims.groups),
            "local": claims.local,
            "roles": sorted(claims.roles),
            "audience": claims.audience,
        },
        ensure_ascii=False,
    )


def from_json(text: str) -> Claims:
    """The inverse of `to_json`. Raises ValueError for a role that there is not any more."""
    found: dict[str, Any] = json.loads(text)
    return Claims(
        person=found["person"],
        name=found["name"],
        groups=tuple(found["groups"]),
        local=found["local"],
        roles=frozenset(Role(one) for one in found["roles"]),
        audience=found["audience"],
    )
