"""As much of CSS as it takes to see that it hides text: declarations, simple rules, colours and lengths.

No browser: of the cascade only the order counts, and of media queries only `screen` and `all`. What is not understood
hides nothing and shows nothing: it is left out.
"""

import re
from collections.abc import Iterator

from ingest.review.colours import WHITE, Rgb, from_hex

Declarations = dict[str, str]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", re.IGNORECASE)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_LENGTH = re.compile(r"(-?[0-9]*\.?[0-9]+)([a-z%]*)")
_FUNCTION = re.compile(r"rgba?\(([^)]*)\)")
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "rem": 12.0, "": 0.0}
_NAMES = {"white": WHITE, "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
          "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255)}  # fmt: skip
_FAINTEST = 0.1  # opacity


def rules(sheet: str) -> Iterator[tuple[str, Declarations]]:
    """Selector and declarations, in order."""
    plain = _AT_RULE.sub("", _SCREEN.sub(r"\1", _COMMENT.sub("", sheet)))
    for rule in _RULE.finditer(plain):
        yield rule.group(1).strip(), declarations(rule.group(2))


def declarations(style: str) -> Declarations:
    """Property to value, both in lower case; of two for one property the last."""
    found = {}
    for one in _COMMENT.sub("", style).split(";"):
        name, colon, value = one.partition(":")
        if colon:
            found[name.strip().lower()] = value.lower().replace("!important", "").strip()
    return found


def points(value: str, around: float) -> float | None:
    """A length; `em` and `%` are of `around`."""
    match = _LENGTH.fullmatch(value.strip())
    if match is None:
        return None
    number, unit = float(match.group(1)), match.group(2)
    if unit in ("em", "%"):
        return number * around / (100 if unit == "%" else 1)
    return number * _POINTS[unit] if unit in _POINTS else None


def clear(value: str) -> bool:
    """Whether a colour is (nearly) transparent."""
    numbers = _numbers(value)
    alpha = _LENGTH.fullmatch(numbers[3]) if len(numbers) > 3 else None
    return value == "transparent" or (alpha is not None and float(alpha.group(1)) < _FAINTEST)


def colour(value: str) -> Rgb | None:
    """The first colour that `value` names, if it is one of those known here."""
    if _FUNCTION.search(value):
        whole = [int(part) for part in _numbers(value)[:3] if part.isascii() and part.isdigit() and len(part) < 4]
        return (whole[0], whole[1], whole[2]) if len(whole) == 3 else None
    for word in value.split():
        known = from_hex(word[1:]) if word.startswith("#") else _NAMES.get(word)
        if known is not None:
            return known
    return None


def _numbers(value: str) -> list[str]:
    function = _FUNCTION.search(value)
    return [part for part in re.split(r"[,/\s]+", function.group(1)) if part] if function else []
