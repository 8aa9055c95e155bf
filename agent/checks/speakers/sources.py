"""Whom a claim names as the source of what: the leaders in it, and what is laid to each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.checks.claim import Claim
from agent.checks.english.alignment import body, dated
from agent.checks.english.minds import SAYING, mind
from agent.checks.english.opposites import stemmed
from agent.checks.english.words import Word, content, fold, listed, stem, words

_TELLING = listed("said told wrote stated replied answered remarked claimed argued explained admitted")
_SELVES = stemmed("""
    company firm memo letter speech policy address transcript statement leader executive chief officer document report
    note talk organisation business group team
""")
_HELPING = listed("is are was were be been has have had also still very deeply not do does did feel felt")
_FINITE = listed("that which who is are was were will would can could had has have and but")
_PLAIN = stemmed("say tell write reply answer add")
_JOIN = re.compile(r"[\s,]*(?:and|as well as|with)[\s,]*(?:the\s+)?")
_AFTER = re.compile(
    r"(?:['’]s\s+(?:own\s+)?(?:view|opinion|position|words|plan|hope|account|letter|memo|speech|answer|reply)|"
    r"[\s,]*(?:\([^)]*\)|(?:the|then)\s[^,.;]{0,60},|[\s,]|also|both|then|later|earlier|again|once|in turn|has|had|"
    r"have|himself|herself|therefore|in\s[^,.;]{0,40},|on\s[^,.;]{0,30},)*\s*(?P<verb>[\w’']+))"
)
_BEFORE = re.compile(r"(?:according to (?:both )?|in the words of |\bsaid |\bwrote |\bsays |, to quote )$", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at `start` to `end`; `source`, whether as one who says or thinks."""

    person: str
    start: int
    end: int
    source: bool


def mentioned(claim: Claim, plain: str) -> Iterator[Mention]:
    """Everybody on record named in the claim, in order, by whole name or surname."""
    people = dict.fromkeys((*(quote.speaker for quote in claim.quotes if quote.speaker), *claim.people))
    speakers = {quote.speaker for quote in claim.quotes}
    found: list[tuple[int, int, str]] = []
    for person in people:
        names = {person, person.split()[-1], f"{person.split()[0]} {person.split()[-1]}"} if person.split() else set()
        names |= {person.split()[0]} if len(person.split()) > 1 else set()
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        if pattern:
            found += [(one.start(), one.end(), person) for one in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", plain)]
    for start, end, person in _resolved(found, speakers):
        after = _AFTER.match(plain, end)
        verb = after["verb"] if after is not None else None
        says = after is not None and (verb is None or mind(fold(verb)) or fold(verb) in SAYING)
        yield Mention(person, start, end, bool(says or _BEFORE.search(plain, 0, start)))


def _resolved(found: list[tuple[int, int, str]], speakers: set[str]) -> Iterator[tuple[int, int, str]]:
    """One person for each place: the longest name there, and of those who share it the one who speaks; nobody
    where two of them do."""
    whole = [
        one for one in found if not any(a <= one[0] and one[1] <= b and b - a > one[1] - one[0] for a, b, _ in found)
    ]
    for start, end in sorted({one[:2] for one in whole}):
        people = list(dict.fromkeys(person for a, b, person in whole if (a, b) == (start, end)))
        spoke = [person for person in people if person in speakers]
        if len(people) > 1 and len(spoke) > 1:
            continue
        yield start, end, (spoke or people)[0]


def strangers(claim: Claim, mentions: tuple[Mention, ...]) -> str | None:
    speakers = {quote.speaker for quote in claim.quotes}
    for mention in mentions:
        if mention.person in speakers or not any(speakers):
            continue
        named = any(part in _texts(quote.words) for quote in claim.quotes for part in _name_parts(mention.person))
        if not named:
            return f"{mention.person} said none of the cited words"
        if mention.source and not _reported_of(claim, mention):
            return f"{mention.person} said none of the cited words"
        if mention.source and dated(claim) and not any(one.person in speakers for one in mentions):
            return f"the date is not that of {mention.person}'s words, which another reports"
    return None


def _reported_of(claim: Claim, mention: Mention) -> bool:
    """Whether a quote says that this person said or thought so, by the claim's own verb or another plain one."""
    parts = _name_parts(mention.person)
    following = words(claim.text[mention.end :])[:5]
    verbs = {one.stem for one in following if _says(one)} or _PLAIN
    wanted = verbs | (_PLAIN if verbs & _PLAIN else set())
    for quote in claim.quotes:
        found = words(quote.words)
        for i, word in enumerate(found):
            if word.text in parts and any(one.stem in wanted for one in found[max(0, i - 6) : i + 7]):
                return True
    return False


def nobody(claim: Claim, plain: str) -> str | None:
    """ "The interviewer had said", "by the council's account": who is given as a source is a speaker or in a quote."""
    known = frozenset(
        one.stem for quote in claim.quotes for text in (quote.words, quote.speaker, quote.role) for one in words(text)
    )
    known |= {stem("".join(one.text[:1] for one in words(quote.role))) for quote in claim.quotes if quote.role}
    found = words(plain)
    for i, word in enumerate(found):
        subject = _subject(plain, found, i)
        if not subject or any(one.stem in known or one.stem in _SELVES for one in subject):
            continue
        if word.text in _TELLING or (
            word.text == "account" and any(one.text == "by" for one in found[max(0, i - 5) : i])
        ):
            return f"no quote has anything of “{' '.join(one.written for one in subject)}”"
    return None


def _subject(plain: str, found: tuple[Word, ...], i: int) -> list[Word]:
    """The content words of a noun phrase with its article directly before a verb, or nothing."""
    subject: list[Word] = []
    j = i - 1
    while j >= 0 and found[j].text in _HELPING:
        j -= 1
    if j < 0 or not found[j].content:
        return []
    for k in range(j, max(-1, j - 6), -1):
        if plain[found[k].end : found[k + 1].start].strip("'’s "):
            return []
        if found[k].text in ("a", "an", "the", "one") and subject and (k == 0 or found[k - 1].text not in ("of", "in")):
            return subject[::-1]
        if found[k].text in _FINITE:
            return []
        if found[k].content:
            subject.append(found[k])
    return []


def apart(claim: Claim, plain: str, mentions: tuple[Mention, ...]) -> str | None:
    """Where quotes are of several speakers, each part must rest on the quotes of the one it is laid to."""
    own: dict[str, frozenset[str]] = {}
    for quote in claim.quotes:
        own[quote.speaker] = own.get(quote.speaker, frozenset()) | content(words(quote.words))
    if len(own) < 2:
        return None
    sources = [one for one in mentions if one.source and one.person in own]
    for people, part in _laid(plain, sources, body(claim)):
        stems = content(words(part)) & frozenset().union(*own.values())
        for person in people:
            others = frozenset().union(*(stem for other, stem in own.items() if other not in people))
            mine, theirs = len(stems & own[person] - others), len(stems & others - own[person])
            enough = len(people) == 1 or 2 * len(stems & own[person]) >= len(stems)
            if theirs > mine or not enough or (stems and not stems & own[person]):
                return f"{person} did not say what is laid to them"
    return None


def _laid(plain: str, sources: list[Mention], left: str) -> Iterator[tuple[list[str], str]]:
    """Stretches of the claim with those they are laid to: from a source to the next, or, where a sentence ends in its
    source, the sentence up to it."""
    i = 0
    while i < len(sources):
        people, last = [sources[i].person], i
        while last + 1 < len(sources) and _JOIN.fullmatch(plain, sources[last].end, sources[last + 1].start):
            last += 1
            people.append(sources[last].person)
        end = sources[last + 1].start if last + 1 < len(sources) else len(plain)
        after = left[sources[last].end : end]
        start = sources[i - 1].end if i else 0
        stops = [one.end() for one in re.finditer(r"[.;]\s", plain[start : sources[i].start])]
        before = left[start + stops[-1] if stops else start : sources[i].start]
        alone = re.match(r"[^.;]*[.;]", after)
        trailing = len(content(words(alone[0] if alone else after))) <= 1
        yield people, before if trailing else after
        i = last + 1


def _says(word: Word) -> bool:
    return word.text in SAYING or mind(word.text)


def _texts(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(word.text for word in words(text))


def _name_parts(person: str) -> frozenset[str]:
    return frozenset(word.text for word in words(person) if len(word.text) > 1)
