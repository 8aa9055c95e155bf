"""Why a file is not taken in: every code, what it tells a person, and what to do next.

A parser raises `Unreadable(code, detail)` and knows no file name. The detail comes out of a process that has
read hostile bytes, so nothing of it reaches a terminal unescaped, and the sentences stand here, outside that
process.
"""

from audit.errors import SourceRefused

# code: (what was found and expected, what to do next); both are one line
REFUSALS: dict[str, tuple[str, str]] = {
    "too_large": (
        "{name} is too large: {detail}.",
        "Split it into documents of their own, or leave out pictures, and approve the result.",
    ),
    "unsupported": (
        "{name} is of no type that OnRecord reads: {detail}.",
        "Save it as one of these and approve that.",
    ),
    "mislabelled": (
        "{name} is not what its name says: {detail}.",
        "Give it the right ending or put the right file in its place, and approve that.",
    ),
    "encrypted": (
        "{name} is encrypted; OnRecord reads only files it can open without a password.",
        "Save an unprotected copy and approve that.",
    ),
    "empty": (
        "{name} says nothing: {detail}.",
        "Put the right file in its place and approve that.",
    ),
    "image_only": (
        "{name} has no text, only images: {detail}.",
        "Run OCR on it (for example with ocrmypdf), read the result, and approve that.",
    ),
    "encoding": (
        "{name} is not text in a known encoding: {detail}; OnRecord never guesses one.",
        "Save it as UTF-8 and approve that.",
    ),
    "truncated": (
        "{name} is truncated or damaged: {detail}.",
        "Export or download it again and approve that.",
    ),
    "malformed": (
        "{name} breaks a rule of its format: {detail}.",
        "Correct that place and approve the result.",
    ),
    "bomb": (
        "{name} is built to exhaust its reader: {detail}.",
        "Ask where it came from; export it again from the program that made it.",
    ),
    "timeout": (
        "{name} could not be read in time: {detail}.",
        "Export it again in a simpler form and approve that.",
    ),
    "memory": (
        "{name} could not be read in the memory it is given: {detail}.",
        "Split it, or export it again in a simpler form, and approve that.",
    ),
    "output": (
        "{name} holds more text than a document may: {detail}.",
        "Split it into documents of their own and approve each.",
    ),
    "crashed": (
        "{name} made its parser fail: {detail}.",
        "Export it again and approve that; if it still fails, report it to the makers of OnRecord.",
    ),
}

_LONGEST_DETAIL = 200


class Unreadable(Exception):
    """Bytes that a parser will not take in. `code` is a key of `REFUSALS`, `detail` one short phrase of
    facts.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def one_line(text: str) -> str:
    """`text` with everything that could move a cursor or change a colour written as an escape."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def refused(name: str, code: str, detail: str = "") -> SourceRefused:
    """The refusal of the file `name`, told in one line. An unknown code is a parser's failure."""
    if code not in REFUSALS:
        code, detail = "crashed", f"it refused the file for an unknown reason ({code})"
    found, advice = REFUSALS[code]
    phrase = one_line(detail[:_LONGEST_DETAIL]).strip().rstrip(".")
    message = found.format(name=one_line(name), detail=phrase or "no reason was given")
    return SourceRefused(message, code=code, advice=advice)
