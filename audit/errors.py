"""The tree of errors that a person may see. Each message is one line: what, where, expected, what next.

OnRecordError                 anything the command line reports in one line, exit code 1
├── UsageError                the command's words are wrong, exit code 2
├── ManifestError             the manifest cannot be used; carries every problem found
├── SourceRefused             one document cannot be taken in; the others go on
├── NotReviewed               a document hides something, and nobody was asked about it; carries the findings
├── CatalogueError            the workspace's database cannot be read or written
│   └── DatabaseFault         the database itself has failed: it is locked, full, gone or damaged
├── IndexFault                the vector index is missing, damaged or differs from the catalogue
├── BusyError                 another process holds what this one needs
│   └── Overloaded            more is being asked of this process than it can answer soon
├── ModelError                a model is missing, differs from its hash, was not measured, or cannot be used now
│                             (a language model's server: its own branch, in agent/llm/faults.py)
├── KeyFault                  a key is missing, readable by others, or not the one that is needed
└── RecordError               a record is unknown, or differs from what was stored
    └── Erased                a record's content was erased, and the log says so
"""

from dataclasses import dataclass


class OnRecordError(Exception):
    """A fault told to a person in one line; `advice` is the next command to run, or empty."""

    joint = " "  # between message and advice

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}{self.joint}{self.advice}".strip()


class UsageError(OnRecordError):
    """The command's words are wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a hand-edited file: `path` is where in its structure, `line` counts from 1 (0: the whole file)."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class ManifestError(OnRecordError):
    """The manifest cannot be used. `problems` holds everything found, in the order of the file."""

    joint = "\n"

    def __init__(self, file: str, problems: tuple[Problem, ...], *, advice: str = "") -> None:
        self.file = file
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
        super().__init__(f"{file}: {count}:\n{lines}", advice=advice)


class SettingsError(ManifestError):
    """A workspace's settings.toml, or a variable that stands for one of its keys, cannot be used."""


class SourceRefused(OnRecordError):
    """One document cannot be taken in. `code` is a short stable word for reports and tests."""

    def __init__(self, message: str, *, code: str, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.code = code


class NotReviewed(OnRecordError):
    """A document in which a reader would not see everything was to be approved without a reader. `findings` are plain
    JSON."""

    def __init__(self, message: str, *, findings: list[dict[str, object]], advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.findings = findings


class CatalogueError(OnRecordError):
    """The workspace's database cannot be read or written."""


class DatabaseFault(CatalogueError):
    """The database itself has failed: it is locked, full, gone or damaged. The message names it, and what it said."""


class IndexFault(OnRecordError):
    """The vector index is missing, damaged or differs from the catalogue."""


class BusyError(OnRecordError):
    """Another process holds what this one needs."""


class Overloaded(BusyError):
    """More is being asked than can be answered soon. `retry_after_s` is when to ask again, in whole seconds."""

    def __init__(self, message: str, *, retry_after_s: int, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.retry_after_s = retry_after_s


class ModelError(OnRecordError):
    """A model is missing, differs from its hash, was not measured, or cannot be used now."""


class NotSounded(OnRecordError):
    """Something may not be read aloud or played now; the message says why. `why` is what bars it, a sentence of
    `onrecord.speech.permitted`; empty where it is something else."""

    def __init__(self, message: str, *, advice: str = "", why: str = "") -> None:
        super().__init__(message, advice=advice)
        self.why = why


class KeyFault(OnRecordError):
    """A key is missing, readable by others, or not the one that is needed."""


class RecordError(OnRecordError):
    """A record is unknown, or differs from what was stored."""


class Erased(RecordError):
    """A record's content was erased, and the log says so."""
