"""One thing that was looked at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.errors import ManifestError, OnRecordError

LISTED = 5


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`advice` is what to do about it, empty where nothing is."""

    name: str
    level: Level
    detail: str
    advice: str = ""


def ok(name: str, detail: str) -> Finding:
    return Finding(name=name, level=Level.OK, detail=detail)


def warn(name: str, detail: str, advice: str) -> Finding:
    return Finding(name=name, level=Level.WARN, detail=detail, advice=advice)


def fail(name: str, detail: str, advice: str) -> Finding:
    return Finding(name=name, level=Level.FAIL, detail=detail, advice=advice)


def looked_at(name: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What `look` finds. What keeps it from looking is itself a finding; the other looks go on."""
    found: list[Finding] = []
    try:
        for one in look():
            found.append(one)
    except ManifestError as error:
        first = error.problems[0]
        more = f", and {len(error.problems) - 1} more" if len(error.problems) > 1 else ""
        found.append(fail(name, f"{error.file}: {first}{more}", error.advice or "Mend it."))
    except OnRecordError as error:
        found.append(fail(name, error.message, error.advice))
    except ModuleNotFoundError as error:
        found.append(
            fail(name, f"the package {error.name} is not installed", "pip install 'onrecord[agent,offline-models]'")
        )
    except OSError as error:
        found.append(fail(name, f"{error.filename or name} cannot be used: {error.strerror or error}", ""))
    return found


def listed(items: Sequence[str]) -> str:
    """The first few, and how many more."""
    rest = len(items) - LISTED
    return ", ".join(items[:LISTED]) + (f" and {rest} more" if rest > 0 else "")
