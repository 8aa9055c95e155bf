"""When a text's verbs happen: done, going on, or to come, read from the helping words before them."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from agent.checks.english.irregular import PARTICIPLE, PAST
from agent.checks.english.words import STOP, Word, listed, words
from agent.checks.times.expressions import COUNTS


class Time(Enum):
    """`COMING` is told as future or planned, also seen from the past ("would", "was to"); `WOULD` may be only supposed;
    `DONE` has happened ("has opened", "opened"), `WAS` a past state or passive, which reported speech also makes of a
    present one; `USED` is over ("used to"); `PRESENT` is now; `OPEN` is not told by any helping word."""

    COMING = "to come"
    WOULD = "supposed"
    DONE = "done"
    WAS = "past"
    USED = "over"
    PRESENT = "present"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A word with the time that its helping words give it."""

    word: Word
    time: Time


_HELPING = {
    **dict.fromkeys(("will", "shall", "'ll"), "will"),
    "would": "would",
    **dict.fromkeys(("can", "could", "may", "might", "must", "should", "ought"), "may"),
    **dict.fromkeys(("has", "have"), "has"),
    "had": "had",
    **dict.fromkeys(("is", "are", "am"), "is"),
    **dict.fromkeys(("was", "were"), "was"),
    **dict.fromkeys(("be", "been", "being"), "be"),
    **dict.fromkeys(("do", "does"), "do"),
    "did": "did",
}
# With "to" behind them: what follows is to come ("plan to open"), or has the time of these words ("came to believe").
_PLANNING = listed("""
    plan plans planned planning intend intends intended expect expects expected expecting hope hopes hoped hoping aim
    aims aimed aiming want wants wanted agree agrees agreed decide decides decided propose proposes proposed promise
    promises promised undertake undertakes undertook prepare prepares prepared due set about yet going scheduled likely
    sure bound supposed meant arrange arranged
""")
_CARRYING = listed("come comes came begin begins began begun start started continue continues continued go went gone")
_BETWEEN = listed("""
    not never all also already always both each either ever just now only soon still then yet probably certainly once
    again since long almost nearly recently finally
""")
_ARTICLES = listed("a an the its his her their our my your this that these those some any no every another")
_HARD_STOPS = listed("in on at by for from with of into over under until after before during about as than so")


@lru_cache(maxsize=4096)
def timed(text: str) -> tuple[Timed, ...]:
    """Every content word of a text with its time; most words, being no verbs, are `OPEN`."""
    found: list[Timed] = []
    helping: list[str] = []
    clause, article = -1, False
    all_words = words(text)
    for at, word in enumerate(all_words):
        if word.clause != clause:
            helping, article, clause = [], False, word.clause
        following = all_words[at + 1].text if at + 1 < len(all_words) else ""
        if word.text in _HELPING and not (following == "to" and word.text in ("has", "have", "had")):
            helping = helping if word.text in ("be", "been", "being", "have") and helping else []
            helping.append(_HELPING[word.text])
            article = False
        elif word.text == "used" and following == "to":
            helping = ["used"]
        elif word.text in _PLANNING and following == "to":
            found.append(Timed(word=word, time=_time(helping, word, article)))
            helping = ["planned"]
        elif word.text in _CARRYING and following == "to":
            found.append(Timed(word=word, time=_time(helping, word, article)))
            helping = helping or ["did"]
        elif word.text == "to":
            helping = _before_to(helping)
        elif word.text in _ARTICLES or word.text in COUNTS or (word.text.isdigit() and len(word.text) < 4):
            article = True
        elif word.text in _BETWEEN or (word.text == "by" and following in ("then", "now")) or word.text.endswith("ly"):
            continue
        elif word.text in _HARD_STOPS:
            helping = []
        elif word.text not in STOP:
            found.append(Timed(word=word, time=_time(helping, word, article)))
            helping, article = [], False
    supposed = {word.sentence for word in all_words if word.text in ("wish", "rather")}
    return tuple(
        Timed(word=one.word, time=Time.OPEN) if one.time is Time.WAS and one.word.sentence in supposed else one
        for one in found
    )


def _before_to(helping: list[str]) -> list[str]:
    """Sorts out "to": "is to open" and "was to open" are plans; "used to" and "planned to" are known already."""
    if helping and helping[-1] in ("is", "was"):
        return ["planned"]
    return helping if helping and helping[0] in ("used", "planned", "did", "has", "had", "will", "would") else ["to"]


def _time(helping: list[str], word: Word, article: bool) -> Time:
    if not helping:
        return Time.DONE if is_past(word) and not article else Time.OPEN
    if "used" in helping:
        return Time.USED
    if "would" in helping:
        return Time.WOULD if "has" in helping else Time.COMING
    if "will" in helping or "planned" in helping:
        return Time.COMING
    first, owns = helping[0], article and "be" not in helping  # "has a plan" owns, "has been planned" does not
    if first in ("has", "had"):
        if owns and len(helping) == 1:
            return Time.PRESENT if first == "has" else Time.WAS
        return Time.DONE
    return {"is": Time.PRESENT, "was": Time.WAS, "did": Time.DONE}.get(first, Time.OPEN)


def is_past(word: Word) -> bool:
    """Whether the form itself is a past or a participle ("opened", "rose")."""
    text = word.text
    return text in PAST or (text in PARTICIPLE and text != word.stem) or (text.endswith("ed") and word.stem != text)
