"""How a company's own words are said: `lexicon.toml` in the workspace, strictly read.

    [words]
    "Tønsvik" = "Turns vick"
    "HVAC" = "h vack"
    "Oyelaran" = "[[oʊjˈɛlɑɹɑn]]"

A word is one or more words as they are written, found whole and whatever their capitals, the longest first. It is said
as it is spelled here, or by phonemes of the International Phonetic Alphabet between `[[` and `]]`. A number, a date,
and what denies or only allows for something are said as they are written: how a name sounds changes nothing that is
stated.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from unicodedata import category

from audit.errors import Problem, SettingsError
from onrecord.speech.normal import amounts, calendar, money

FILE = "lexicon.toml"
LONGEST = 200  # characters of a word, and of how it is said
_LETTERS = ("Ll", "Lu", "Lt", "Lo")  # and not a mark of stress or length, which alone would be silence
_STATING = re.compile(
    r"[\W\d]+|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|[mb]illion|trillion|dozen|half|third|quarter"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|no|not|never|none|nor|neither|nothing|nobody|without|cannot|can['’]t|won['’]t"
    r"|will|would|shall|should|must|might|can|could",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"\[\[[^\s\[\]][^\[\]]*\]\]|[^\W\d_](?:[^\W\d_]|['’ -])*")


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """`said`: from a word as it is written, with single spaces, to how it is said."""

    said: Mapping[str, str] = field(default_factory=dict)

    def found(self, text: str, place: int) -> tuple[int, str] | None:
        """Where the longest of the words that stand at `place` ends, and how it is said. It may have `'s` behind it."""
        if self._pattern is None:
            return None
        match = self._pattern.match(text, place)
        if match is None:
            return None
        spoken = next(one for place, one in enumerate(self.said.values()) if match[f"w{place}"] is not None)
        return match.end(), _owning(spoken) if match["of"] else spoken

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = sorted(enumerate(self.said), key=lambda one: len(one[1]), reverse=True)
        if not words:
            return None
        spelled = ((place, re.escape(one).replace(r"\ ", r"\s+")) for place, one in words)
        listed = "|".join(f"(?P<w{place}>{one})" for place, one in spelled)
        return re.compile(rf"(?<!\w)(?:{listed})(?P<of>['’]s)?(?!\w)", re.IGNORECASE)


NONE = Lexicon()


def load(workspace: Path) -> Lexicon:
    """What the workspace's file says; nothing where there is none. Raises SettingsError with every problem at once."""
    path = workspace / FILE
    if not path.is_file():
        return NONE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise SettingsError(str(path), (Problem(line=0, path="", message=str(error)),)) from error
    words = found.get("words", {})
    problems = [
        Problem(line=0, path=key, message="unknown key; the file has one table, [words]")
        for key in found
        if key != "words"
    ]
    if not isinstance(words, dict):
        problems.append(Problem(line=0, path="words", message="expected a table: word = how it is said"))
        words = {}
    said: dict[str, str] = {}
    known: set[str] = set()
    for word, spoken in words.items():
        key = " ".join(word.split())
        fault = _fault(key, spoken) or ("the word is here twice" if key.casefold() in known else None)
        if fault is not None:
            problems.append(Problem(line=0, path=f"words.{word}", message=fault))
        else:
            said[key] = spoken.strip()
            known.add(key.casefold())
    if problems:
        raise SettingsError(str(path), tuple(problems))
    return Lexicon(said=said)


def _fault(word: str, spoken: object) -> str | None:
    if not word or not isinstance(spoken, str) or len(word) > LONGEST or len(spoken) > LONGEST:
        return f"expected a word and, as a string, how it is said, each of at most {LONGEST} characters"
    figures = any(one.pattern.fullmatch(word) for one in (*calendar.RULES, *money.RULES, *amounts.RULES))
    if figures or all(_STATING.fullmatch(one) for one in word.split()):
        return "a number, a date, and what denies or only allows for something are said as they are written"
    if _SPOKEN.fullmatch(spoken.strip()) is None or not any(category(one) in _LETTERS for one in spoken):
        return f"expected words in letters, or phonemes between [[ and ]]; got {spoken!r}"
    return None


def _owning(spoken: str) -> str:
    return f"{spoken[:-2]}z]]" if spoken.endswith("]]") else f"{spoken}'s"
