"""Python and the packages. Imports nothing but the standard library: it must run where half is missing."""

import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from onrecord.doctor.finding import Finding, fail, ok, warn

OLDEST = (3, 11)
TOLD = ("qdrant-edge-py", "qdrant-client", "sqlalchemy", "sentence-transformers", "torch", "onnxruntime", "pypdf")
NEEDED_BY = {  # extras that most do without, and by what they are needed
    "offline-models": "the default encoder and reranker",
    "hearing": "questions by voice",
    "offline-recogniser": "questions by voice without a model of your own",
    "calibrate": "`onrecord eval calibrate`",
    "postgres": "a `database_url` of PostgreSQL",
}
_REQUIREMENT = re.compile(
    r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?(?P<versions>[^;]*)(?:;.*extra == ['\"](?P<extra>[\w-]+)['\"])?"
)


def python() -> Iterator[Finding]:
    found = platform.python_version()
    if sys.version_info < OLDEST:
        yield fail("python", f"{found}; at least 3.11 is needed", "Install a newer Python and onrecord in it.")
    else:
        yield ok("python", f"{found}, onrecord {version('onrecord')}")


def packages() -> Iterator[Finding]:
    told = [f"{name} {found}" for name in TOLD if (found := _installed(name))]
    if told:
        yield ok("packages", ", ".join(told))


def extras() -> Iterator[Finding]:
    """Of the extras: what is missing, or has a version that was not meant."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for one in requires("onrecord") or []:
        found = _REQUIREMENT.match(one)
        if found is not None and found["extra"] not in (None, "dev"):
            wanted.setdefault(found["extra"], []).append((found["name"], found["versions"].strip()))
    there = {name: _installed(name) for needs in wanted.values() for name, _ in needs}
    for extra, needs in sorted(wanted.items()):
        missing = [name for name, _ in needs if there[name] is None]
        odd = [f"{name} {there[name]} (wanted {want})" for name, want in needs if not _fits(there[name], want)]
        install = f"pip install 'onrecord[{extra}]'"
        if missing and extra == "agent":
            yield fail(f"extra {extra}", f"missing: {', '.join(missing)}; nothing can be ingested or asked", install)
        elif missing:
            what = NEEDED_BY.get(extra, "what it is named for")
            yield warn(f"extra {extra}", f"missing: {', '.join(missing)}; needed by {what}", install)
        elif odd:
            yield warn(f"extra {extra}", f"another version than wanted: {', '.join(odd)}", install)
        else:
            yield ok(f"extra {extra}", "installed")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _fits(found: str | None, wanted: str) -> bool:
    """Whether the installed version is among those wanted; told only where `packaging` is there to tell."""
    try:
        from packaging.specifiers import SpecifierSet
    except ModuleNotFoundError:
        return True
    return found is None or SpecifierSet(wanted).contains(found, prereleases=True)
