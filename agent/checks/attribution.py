"""Who is said to have said it, did; nobody else's words become theirs; and a report stays a report.

1. Third person: no "I" or "we", no "you", outside a verbatim quotation; words in quotation marks are verbatim.
2. No forecast of what a speaker would say or want, and no state of mind that their words do not show.
3. A leader named as the source speaks in a quote, and the part of the claim that is laid to them rests on their quotes
   more than on another's.
4. What a quote reports of somebody else ("customers tell us that ...") keeps its source.
"""

import re

from agent.checks.claim import Claim
from agent.checks.english.minds import FORECAST, MINDS
from agent.checks.english.opposites import stemmed
from agent.checks.english.words import Word, listed, words
from agent.checks.speakers.governed import governed
from agent.checks.speakers.holders import held
from agent.checks.speakers.parts import exchanged
from agent.checks.speakers.quotations import borrowed, invented, unquoted
from agent.checks.speakers.reports import reported
from agent.checks.speakers.sources import Mention, apart, mentioned, nobody, strangers

_FIRST = listed("i we me us my our mine ours myself ourselves")
_SECOND = listed("you your yours yourself yourselves")
_WISHING = listed("like prefer rather sooner love")
_WISHES = stemmed("want wish like hope prefer rather sooner desire")
_HELPING = listed("is are was were be been has have had also still very deeply not do does did feel felt")


def attribution(claim: Claim) -> str | None:
    """The first words laid at the wrong door, or none."""
    plain = unquoted(claim)
    people = tuple(mentioned(claim, plain))
    return (
        invented(claim)
        or _person(plain)
        or _forecast(claim, plain, people)
        or strangers(claim, people)
        or nobody(claim, plain)
        or apart(claim, plain, people)
        or reported(claim, plain)
        or governed(claim)
        or borrowed(claim)
        or exchanged(claim)
        or held(claim)
    )


def _person(plain: str) -> str | None:
    for word in words(plain):
        if word.text in _FIRST and not (word.text == "us" and word.written.isupper()):
            return f"“{word.written}” is the first person"
        if word.text in _SECOND:
            return f"“{word.written}” speaks to the reader"
    return None


def _forecast(claim: Claim, plain: str, mentions: tuple[Mention, ...]) -> str | None:
    """ "Moss would support" and "Moss fears" need the speaker's own word for it."""
    quoted = {word.stem for quote in claim.quotes for word in words(quote.words)}
    for mention in mentions:
        following = plain[mention.end : mention.end + 80]
        forecast = FORECAST.match(following)
        if forecast is not None:
            verb = words(forecast["verb"])
            if (
                verb
                and verb[0].content
                and verb[0].stem not in quoted
                and not (MINDS.get(verb[0].stem, set()) & quoted)
                and not (verb[0].text in _WISHING and quoted & _WISHES)
                and not _foretold(claim, mention)
            ):
                return f"no quote says what {mention.person} would {verb[0].text}"
        for word in words(following)[:4]:
            support = MINDS.get(word.stem)
            if support is not None and _direct(following, word) and not support & quoted:
                return f"no quote shows that {mention.person} “{word.written}”"
    return None


def _foretold(claim: Claim, mention: Mention) -> bool:
    """Whether a quote says itself what this person would do: "Lind would say"."""
    names = "|".join(re.escape(part) for part in mention.person.split())
    own = r"|\bI" if any(quote.speaker == mention.person for quote in claim.quotes) else ""
    said = re.compile(rf"(?:\b(?:{names}){own})(?:['’]d|\s+(?:would|will|may|might|could|can))\b")
    return any(said.search(quote.words) for quote in claim.quotes)


def _direct(following: str, word: Word) -> bool:
    """Whether only helping words stand between the name and this one."""
    between = words(following[: word.start])
    return (
        all(one.text in _HELPING or one.text.endswith("ly") for one in between) and "," not in following[: word.start]
    )


_HELPING = listed("is are was were be been has have had also still very deeply not do does did feel felt")
