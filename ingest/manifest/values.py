"""One piece of text to one value, or a `ValueError` that says what was expected and what was found."""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TypeVar

from audit.keys.domain import SIGNATURE_BYTES, decoded
from ingest.manifest.faults import expected_one_of, shown

Word = TypeVar("Word", bound=StrEnum)

MAX_TEXT = 2000  # characters of a title, a name, a reason, a path
MAX_ID = 100

_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(?P<zone>[Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
# What YAML 1.2's core schema does not read as text (yaml.org/spec/1.2.2, section 10.3.2).
_TYPED = (
    (re.compile(r"~|null|Null|NULL"), "no value at all"),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), "a truth value"),
    (re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII), "a number"),
    (
        re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"),
        "a number",
    ),
)


def typed_as(plain: str) -> str | None:
    """What YAML takes an unquoted word for, where that is not text."""
    return next((name for pattern, name in _TYPED if pattern.fullmatch(plain)), None)


def line_of_text(text: str) -> str:
    """A title, a name, a reason: one line that shows everything it holds."""
    text = text.strip()
    if not text:
        raise ValueError("is empty; write some text")
    if len(text) > MAX_TEXT:
        raise ValueError(f"is {len(text):,} characters long; write at most {MAX_TEXT:,}")
    for character in text:
        if character in _BIDIRECTIONAL or unicodedata.category(character) in _UNSEEN:
            name = unicodedata.name(character, "a control character").lower()
            raise ValueError(
                f"holds U+{ord(character):04X} ({name}), which hides or reorders text; write one plain line"
            )
    return text


def identifier(text: str) -> str:
    if len(text) > MAX_ID:
        raise ValueError(f"an id has at most {MAX_ID} characters; got {len(text):,}")
    if not re.fullmatch(r"[a-z0-9-]+", text):
        raise ValueError(f"expected lower-case letters, digits and hyphens, such as all-hands-2026; got {shown(text)}")
    return text


def person(text: str) -> str:
    """An e-mail address, NFKC and case-folded: two spellings of one person must not count as two people."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if (
        len(folded) > MAX_TEXT
        or not folded.isprintable()
        or not re.fullmatch(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+", folded)
    ):
        raise ValueError(f"expected an e-mail address such as sam@example.com; got {shown(text)}")
    return folded


def digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError(
            f"expected a SHA-256, 64 lower-case hexadecimal digits; got {len(text)} characters, {shown(text)}"
        )
    return text


def public_key(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError(
            "expected an Ed25519 public key, 64 lower-case hexadecimal digits;"
            f" got {len(text)} characters, {shown(text)}"
        )
    return text


def signature(text: str) -> str:
    try:
        found = decoded(text)
    except ValueError as error:
        raise ValueError(f"expected a signature in base64; {error}: {shown(text)}") from None
    if len(found) != SIGNATURE_BYTES:
        raise ValueError(f"expected a signature of {SIGNATURE_BYTES} bytes in base64; got {len(found)} bytes")
    return text


def relative_path(text: str) -> str:
    """A POSIX path below the manifest's folder, spelled the one way there is to spell it."""
    line_of_text(text)
    if "\\" in text:
        raise ValueError(f"expected forward slashes; got {shown(text)}")
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"expected a path inside the manifest's folder, without '..'; got {shown(text)}")
    if str(path) != text or not path.name:
        raise ValueError(f"expected the plain path of a file such as {shown(str(path))}; got {shown(text)}")
    return text


def day(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no such day as {shown(text)}") from None
    raise ValueError(f"expected a date such as 2026-03-04; got {shown(text)}")


def moment(text: str) -> datetime:
    """A time with its zone, in UTC."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(f"expected a time such as 2026-03-05T09:00:00Z; got {shown(text)}")
    if not found["zone"]:
        raise ValueError(f"the time {shown(text)} has no zone; add Z for UTC, or one such as +01:00")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"there is no such time as {shown(text)}") from None


def day_or_moment(text: str) -> datetime:
    """A date means its midnight in UTC."""
    if _DATE.fullmatch(text):
        return datetime.combine(day(text), time(), UTC)
    try:
        return moment(text)
    except ValueError as error:
        if _TIME.fullmatch(text):
            raise
        raise ValueError(f"expected a date or a time such as 2026-03-05T09:00:00Z; got {shown(text)}") from error


def version(text: str) -> int:
    if text != "1":
        raise ValueError(f"this OnRecord reads version 1, written `version: 1`; got {shown(text)}")
    return 1


def word_of(words: type[Word], text: str) -> Word:
    try:
        return words(text)
    except ValueError:
        raise ValueError(expected_one_of(text, [str(word) for word in words])) from None
