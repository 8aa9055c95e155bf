"""What the checks of a statement mean in a closed context, where the question brought its own passages.

Every check runs there too. Nobody approved what was brought and it is no leader's words, so those that look at text,
approval, snapshot and speaker compare with what was brought, and say so: none passes for want of anything to compare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.domain import Check
from ingest.standing import Standing

MEANINGS: Mapping[str, str] = {
    "verbatim": "compared with the text that the question brought",
    "snapshot": "one of the passages that the question brought; there is no snapshot of them",
    "permitted": "its text has the hash of the one that the question brought; nobody approved it",
    "attribution": "laid to nobody",
}


def told(checks: Sequence[Check], standing: Standing) -> tuple[Check, ...]:
    """The checks; in a closed context those that have passed with what they were compared with."""
    if standing.brought is None:
        return tuple(checks)
    return tuple(replace(one, detail=MEANINGS.get(one.name, "")) if one.passed else one for one in checks)
