"""What a quote reports of somebody else ("customers tell us that ...") keeps its source in a claim."""

import re
from collections.abc import Iterator

from agent.checks.claim import Claim
from agent.checks.english.alignment import Reading, aligned
from agent.checks.english.minds import SAYING
from agent.checks.english.opposites import stemmed
from agent.checks.english.words import Word, listed, words

_OWN = listed("i we me us my our mine ours myself ourselves")
_SECOND = listed("you your yours yourself yourselves")
_THIRD = listed("he she they it his her their")
_REPORTS = stemmed("say tell write claim argue think believe complain report insist suggest")
_HELPING = listed("is are was were be been has have had also still very deeply not do does did feel felt")


def reported(claim: Claim, plain: str) -> str | None:
    """Words that a quote gives as another's ("customers tell us that ...") are not the speaker's own."""
    found = aligned(claim)
    for q, quote in enumerate(found.quotes):
        for i, subject in _others_words(quote):
            governed = _rest_of_sentence(quote, i)
            rests = [at for j in governed for at in found.matched(q, j)]
            enough = len(set(rests)) >= 3 or 2 * len(set(rests)) >= max(len(governed), 4)
            if _unnamed(claim, subject) and rests and 2 * len(set(rests)) >= len(governed):
                return f"the quote gives it as what {subject[0].written} “{quote.words[i].written}”"
            if not enough or _keeps_source(claim, plain, quote, i, subject):
                continue
            shown = quote.words[i].written
            return f"the quote gives it as what somebody else “{shown}”"
    return None


def _unnamed(claim: Claim, subject: tuple[Word, ...]) -> bool:
    """Whether the subject is a leader on record, other than the speaker, whom the claim does not name."""
    speakers = {part.text for one in claim.quotes for part in words(one.speaker)}
    people = {part.text: person for person in claim.people for part in words(person) if part.text not in speakers}
    named = {people[one.text] for one in subject if one.text in people and one.written[:1].isupper()}
    mentioned = {people[one.text] for one in words(claim.text) if one.text in people}
    return bool(named - mentioned) and not any(one.text in _THIRD for one in subject)


def _others_words(quote: Reading) -> Iterator[tuple[int, tuple[Word, ...]]]:
    """Verbs of saying or thinking whose subject is neither "I" nor "we", with the words before them."""
    for i, word in enumerate(quote.words):
        if word.stem not in _REPORTS or not _reports(quote, i):
            continue
        before = tuple(quote.words[j] for j in quote.scope(quote.scopes[i]) if j < i)[-6:]
        texts = [one.text for one in before]
        if not before or texts[-1] in (
            "to",
            "a",
            "the",
            "of",
            "not",
            "this",
            "that",
            "will",
            "would",
            "is",
            "as",
            "be",
        ):
            continue
        if _OWN.intersection(texts) or _SECOND.intersection(texts) or set(texts) & {"what", "which"}:
            continue
        if texts[-1] == "it" or not any(one.content or one.text in _THIRD for one in before):
            continue
        yield i, before


def _reports(quote: Reading, i: int) -> bool:
    """Whether "that", a colon or an opening mark follows: what somebody says, and not what they ask or tell of."""
    after = quote.words[i + 1 : i + 5]
    gap = quote.text[quote.words[i].end : after[0].start] if after else ""
    return any(one.text == "that" for one in after) or ":" in gap or bool(re.search(r"[“\"]", gap))


def _rest_of_sentence(quote: Reading, i: int) -> list[int]:
    sentence = quote.words[i].sentence
    return [j for j, one in enumerate(quote.words) if j > i and one.sentence == sentence and one.content]


def _keeps_source(claim: Claim, plain: str, quote: Reading, i: int, subject: tuple[Word, ...]) -> bool:
    """Whether the claim names whose words they are, or at least that they are a report."""
    claimed = words(plain)
    stems = {one.stem for one in claimed}
    if any(one.content and one.stem in stems for one in subject) or quote.words[i].stem in stems - {"say"}:
        return True
    speakers = {part.text for one in claim.quotes for part in words(one.speaker)}
    pronoun = bool(_THIRD & {one.text for one in subject})  # then a pronoun keeps it, behind a frame of the speaker's
    framed = False
    for j, one in enumerate(claimed):
        k = j - 1
        while k > 0 and claimed[k].text in _HELPING:
            k -= 1
        if one.text not in SAYING or k < 0:
            continue
        who = claimed[k]
        if who.text in _THIRD and pronoun and framed:
            return True
        if who.text not in speakers | _THIRD and (who.content or who.capital):
            return True
        framed = framed or who.text in speakers
    return False
