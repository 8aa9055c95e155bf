"""The whole text: at each place the first rule that knows what stands there, else the word as it is."""

import re
import unicodedata

from onrecord.speech.domain import Said
from onrecord.speech.lexicon import NONE, Lexicon
from onrecord.speech.normal import abbreviations, amounts, calendar, codes, money, signs
from onrecord.speech.normal.numbers import FIGURES, digits

RULES = (
    *calendar.RULES, *money.RULES, *amounts.RULES, *abbreviations.RULES, *codes.ADDRESSES, *signs.RULES, *codes.RULES,
)  # fmt: skip
_WORD = re.compile(rf"[^\W\d_{FIGURES}]+(?:['’][^\W\d_{FIGURES}]+)*['’]?")
_APART = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*'?")
_BEGINS = re.compile(r"\S")
_SAID = re.escape("".join(signs.SIGNS))
_MARKS = re.compile(rf"[^\w\s{_SAID}]*(?:\s+(?:[–—|-]|\[(?:…|\.\.\.)\])(?=\s))*")  # and a dash, a cell, an omission
_DECIMAL = re.compile(r"[.,]\d")
_OPENS = re.compile(r"\s*[(\[]|\s+(?:including|excluding|such as|because|although|whereas)\b")  # a breath before


def said(text: str, lexicon: Lexicon = NONE) -> tuple[Said, ...]:
    """In their order, none overlapping another; behind each word the pause that follows it, as a mark."""
    found: list[Said] = []
    place = 0
    while (begins := _BEGINS.search(text, place)) is not None:
        place = begins.start()
        end, words = _at(text, place, lexicon)
        if words:
            found.append(Said(start=place, end=end, words=words + _pause(text, end)))
        place = end
    return tuple(found)


def _at(text: str, place: int, lexicon: Lexicon) -> tuple[int, str]:
    """Where what stands here ends, and how it is said; nothing for a mark that is not said."""
    own = lexicon.found(text, place)
    if own is not None:
        return own
    if signs.to(text, place):
        return place + 1, "to"
    for one in RULES:
        match = one.pattern.match(text, place)
        if match is not None and match.end() > place and (words := one.say(match)) is not None:
            return match.end(), words
    word = _WORD.match(text, place)
    if word is None:
        return place + 1, ""
    return word.end(), _plain(word[0])


def _plain(word: str) -> str:
    """Letters alone: what Unicode has as one character (`ﬁ`, `②`) is taken apart."""
    plain = unicodedata.normalize("NFKC", word).replace("’", "'")
    if plain.isalnum() and word[0].isalpha() and not plain.isalpha():
        return codes.mixed(plain)  # `CO₂`
    parts = _APART.findall(plain)
    return " ".join(digits(one) if one.isdecimal() else one for one in parts)


def _pause(text: str, end: int) -> str:
    """The longest pause that the marks behind a word ask for."""
    marks = _MARKS.match(text, end)
    behind = marks[0] if marks is not None else ""
    if signs.to(text, end) or _DECIMAL.match(text, end):
        return ""
    for mark in "?!":
        if mark in behind:
            return mark
    if "." in behind or "…" in behind:
        return "," if text[end + len(behind) :].lstrip()[:1].islower() else "."
    for mark in ";:,":
        if mark in behind:
            return mark
    parted = any(one in behind for one in "–—|)]") or behind.endswith(" -")
    return "," if parted or _OPENS.match(text, end) else ""
