"""One reading of words for every rule: folded, contractions opened, stemmed, with their places in the text.

A word knows its place (`text[start:end]` is what was written), whether it opens a sentence, and which clause and
sentence it stands in. Clauses end at punctuation and begin anew at conjunctions.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

from agent.checks.english.irregular import BASE, PARTICIPLE


def listed(many: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(many.split())


STOP = listed("""
    a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing down during each either else ever every few for from further had has have
    having he her here hers herself him himself his how however i if in into is it its itself just may me might mine
    more most much must my myself neither no nor not of off on once one only onto or other others ought our ours
    ourselves out over own per quite rather said same say says shall she should since so some such than that the their
    theirs them themselves then there these they this those though through thus to too under until up upon us very was
    we were what when where whether which while who whom whose why will with within without would yet you your yours
    yourself yourselves
""")
CONJUNCTIONS = listed("""
    although and because but if nor or since so than that though unless until whenever when where whereas whether which
    while who whom whose
""")
_ABBREVIATIONS = listed("approx ca co corp dr eg etc fig hon inc jr ltd mr mrs ms prof sr st vs")
_WORD = re.compile(r"\d+(?:[.,:/]\d+)*[^\W\d_]*|[^\W_]+(?:['’‘ʼ][^\W_]+)*")
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")
_BREAK = re.compile(r"[,;:.?!()\[\]…—–\"“”]|\s-+\s|\n\s*\n")
_SENTENCE_END = re.compile(r"[.?!…][)\]'’\"”*_]*(?:\s|$)|\n\s*\n")
_OPENING = re.compile(r":\s|[\"“][\s*_]*$")  # what follows a colon or an opening mark starts with a capital, too
_ENDINGS = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am"}
_WHOLE = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "'tis": ("it", "is"),
}
# "'s" after these is "is" or "has"; after any other word it is taken for a possessive.
_WITH_IS = listed("he how it she that there what when where who why here everyone everybody nobody this")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """`text` is folded and without contraction ("won't" gives "will" and "not", both at its place); `written` is as it
    stands, `text[start:end]`; `clause` and `sentence` count from 0; `first` opens a sentence, a quotation or what
    follows a colon, so that its capital says nothing."""

    text: str
    stem: str
    written: str
    start: int
    end: int
    clause: int
    sentence: int
    first: bool

    @property
    def capital(self) -> bool:
        """Written with a capital for a reason other than its place."""
        return self.written[:1].isupper() and not self.first

    @property
    def content(self) -> bool:
        """Neither a stop word nor a lone letter."""
        return self.text not in STOP and (len(self.text) > 1 or self.text.isdigit())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball stem of a folded word; irregular forms first become their base ("rose" and "rises" are one)."""
    return snowball(BASE.get(word, word))


@lru_cache(maxsize=65536)
def snowball(word: str) -> str:
    """Snowball's English stem of a folded word. A stemmer keeps the word it works on, so each call has its own."""
    return str(stemmer("english").stemWord(word))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """All words and figures of a text in order."""
    return tuple(_words(text))


def content(found: Iterable[Word]) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(word.stem for word in found if word.content)


def fold(written: str) -> str:
    """Case and apostrophes made one."""
    return written.translate(_APOSTROPHES).casefold()


def _words(text: str) -> Iterator[Word]:
    end = clause = sentence = 0
    before = ""
    found = list(_WORD.finditer(text))
    for number, match in enumerate(found):
        gap = text[end : match.start()]
        folded = fold(match[0])
        after = fold(found[number + 1][0]) if number + 1 < len(found) else ""
        opens = number == 0 or (bool(_SENTENCE_END.search(gap)) and not _abbreviated(before, gap))
        if number and (opens or _BREAK.search(gap) or folded in CONJUNCTIONS):
            clause += 1
        sentence += bool(number and opens)
        first = opens or bool(_OPENING.search(gap))
        for part in filter(None, _opened(folded, after)):  # "did n't", as some tools write it, gives no empty word
            yield Word(
                text=part,
                stem=stem(part),
                written=match[0],
                start=match.start(),
                end=match.end(),
                clause=clause,
                sentence=sentence,
                first=first,
            )
        end, before = match.end(), folded


def _abbreviated(before: str, gap: str) -> bool:
    """In "Dr. Moss", "A. Moss", "e.g. this": a full stop that ends no sentence."""
    return gap.startswith(".") and "\n\n" not in gap and (before in _ABBREVIATIONS or len(before) == 1)


def _opened(word: str, after: str) -> tuple[str, ...]:
    """A contraction's words; `after`, the next word, tells "it's been" from "it's so", "we'd seen" from "we'd see"."""
    if "'" not in word:
        return _WHOLE.get(word, (word,))
    if word in _WHOLE:
        return _WHOLE[word]
    if word.endswith("n't"):
        return (word[:-3], "not")
    head, _, _ = word.rpartition("'")
    ending = word[len(head) :]
    if ending in _ENDINGS:
        return (head, _ENDINGS[ending])
    done = after in PARTICIPLE or after.endswith("ed")
    if ending == "'d":
        return (head, "had" if done and after not in ("come", "put", "cut", "let", "set") else "would")
    if ending == "'s":
        return (head, "has" if after in ("been", "got", "had") else "is") if head in _WITH_IS else (head,)
    return (word.replace("'", ""),)
