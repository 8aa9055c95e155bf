"""Where a statement speaks of its citations and not of their matter: who said it, when, and in which document.

In "On 4 March 2026, in *Spring letter*, Ada Moss said that ..." the name, the title and the date are the citation's own
and need no quote. Which of its times are days of saying is for `telling`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agent.checks.claim import Claim, Quoted
from agent.checks.english.words import fold, listed

SAID = listed("""
    said says saying told tells stated states wrote writes written announced announces reported reports explained
    explains noted notes added adds promised promises confirmed confirms argued argues acknowledged acknowledges
    admitted admits described describes stressed stresses emphasised emphasized declared declares suggested suggests
    remarked remarks mentioned mentions observed observes warned warns replied replies answered answers insisted
    insists reiterated conceded concedes commented comments recalled recalls recounted recounts revealed reveals
    disclosed granted grants reckoned reckons reminded pointed assured assures expected expects believed believes
    thought thinks estimated estimates asked asks according account thanked put called undertook pledged asserted
    claimed
""")


@lru_cache(maxsize=256)
def named(claim: Claim) -> tuple[tuple[int, int], ...]:
    """The places in a statement of its citations' titles, speakers, roles and of the organisation's name."""
    names = {
        name for quote in claim.quotes for name in _names(quote.title, quote.speaker, quote.role, claim.organisation)
    }
    return tuple(
        sorted(match.span() for name in names for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", claim.text))
    )


def _names(title: str, speaker: str, role: str, organisation: str) -> Iterator[str]:
    """As a statement may give them: whole, a title's part before or after its colon, a surname."""
    yield from (part.strip() for part in (title, *title.split(":")) if len(part.strip()) > 3)
    yield from (part for part in (speaker, role, organisation) if part)
    yield from (part for part in speaker.split() if len(part.strip(".")) > 1)


@lru_cache(maxsize=256)
def bare(claim: Claim) -> str:
    """The statement with those places blank, every other character where it was."""
    text = claim.text
    for start, end in named(claim):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def surnames(quote: Quoted) -> tuple[str, ...]:
    """The folded last part of the speaker's name, if there is one."""
    return tuple(fold(part) for part in quote.speaker.split()[-1:])


def within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the spans."""
    return any(start <= place < end for start, end in spans)


def repeats(claim: Claim) -> bool:
    """Whether the statement is one quote word for word, alone or behind a frame of its own citation's making."""
    text = claim.text.strip()
    for quote in claim.quotes:
        bare = quote.words.strip()
        if text == bare:
            return True
        if quote.date is not None and bare:
            frame = f'On {quote.date:%-d %B %Y}, in *{quote.title}*, {quote.speaker} said: "{bare}"'
            if text == frame:
                return True
    return False
