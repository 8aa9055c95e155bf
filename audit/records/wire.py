"""An answer record as JSON and back. The JSON is the command line's, the API's and the ledger's alike."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from audit.canonical import canonical_json, sha256_hex
from audit.domain import AnswerRecord, Receipt
from audit.errors import RecordError


def to_json(value: Any) -> Any:
    """Plain JSON values: dates and times in ISO 8601 (times in UTC with Z), enumerations by value."""
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    named = _named(value.__class__)
    if named is not None:
        pairs = ((name, left_out, getattr(value, name)) for name, left_out in named)
        return {name: to_json(found) for name, left_out, found in pairs if found is not None or not left_out}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, frozenset | set):
        return sorted(to_json(item) for item in value)
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


_AS_THEY_ARE = frozenset({str, int, float, bool})


@cache
def _named(kind: type) -> tuple[tuple[str, bool], ...] | None:
    """The fields of a dataclass, and whether each is left out where it is none; none for any other type."""
    if not is_dataclass(kind):
        return None
    return tuple((one.name, bool(one.metadata.get("left_out_when_none", False))) for one in fields(kind))


def for_reader(record: AnswerRecord, receipt: Receipt | None = None) -> dict[str, Any]:
    """The record as the asker may have it: of what was withheld only which checks failed, never its words; of the
    passages that the question brought, ids and hashes. The receipt is no part of the record that was hashed; it is none
    for a record that is older than the log."""
    found: dict[str, Any] = to_json(record)
    found["withheld"] = [
        {"became": one.became.value, "failed": [check.name for check in one.statement.checks if not check.passed]}
        for one in record.withheld
    ]
    if record.closed_context is not None:
        found["closed_context"] = [{"id": one.id, "text_sha256": one.text_sha256} for one in record.closed_context]
    if receipt is not None:
        found["receipt"] = to_json(receipt)
    return found


def from_json(kind: Any, value: Any) -> Any:
    """The inverse of `to_json` for the frozen types. Raises RecordError for what is missing, unknown or ill-typed."""
    try:
        return _read(kind, value)
    except (TypeError, ValueError, KeyError) as error:
        raise RecordError(f"not a valid {getattr(kind, '__name__', kind)}: {error}") from error


def _read(kind: Any, value: Any) -> Any:
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What reads a value of this type; looked up once a type, since a document has thousands of values."""
    origin = get_origin(kind)
    if origin is UnionType:
        optional = NoneType in get_args(kind)
        of_arm = _reader(next(arm for arm in get_args(kind) if arm is not NoneType))
        return lambda value: None if value is None and optional else of_arm(value)
    if origin in (tuple, frozenset):
        return _list_reader(origin, _reader(get_args(kind)[0]))
    if origin is dict:
        of_item = _reader(get_args(kind)[1])
        return lambda value: {str(key): of_item(item) for key, item in value.items()}
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _plain_reader(kind)


def _list_reader(made: Any, of_item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise TypeError(f"expected a list, got {type(value).__name__}")
        return made(map(of_item, value))

    return read


def _plain_reader(kind: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
        return value

    return read


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise TypeError(f"expected an object, got {type(value).__name__}")
        unknown = value.keys() - readers.keys()
        if unknown:
            raise KeyError(f"unknown key {sorted(unknown)[0]!r} in {kind.__name__}")
        return kind(**{key: readers[key](item) for key, item in value.items()})

    return read


def record_sha256(record: AnswerRecord) -> str:
    """The hash kept beside a record: SHA-256 over the RFC 8785 encoding of its JSON."""
    return sha256_hex(canonical_json(to_json(record)))
