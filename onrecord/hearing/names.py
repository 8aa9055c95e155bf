"""The names that a question may well have: those of leaders and of the company, and of what documents tell of.

They are suggested to the recogniser, which knows nobody here. So they come only from what the asker may read at this
moment: a name of another document could come back in what is understood.
"""

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection

from audit.database import reading
from audit.errors import SettingsError
from ingest.catalogue import read
from ingest.catalogue.read import Entry
from ingest.display import folded
from ingest.domain import Leader
from onrecord.access import reach
from onrecord.identity.domain import Identity
from onrecord.parts import Parts, now
from onrecord.speech import lexicon

DOCUMENTS = 1_000  # the latest, whose names are looked at
MOST = 200  # names that are suggested
SHORTEST, LONGEST = 3, 4  # letters of a name's word, and words of a name
_KEPT = 2 * DOCUMENTS  # documents whose names a process keeps
_WORD = re.compile(r"[^\W\d_]+")


class Names:
    """For a workspace; may be asked by several threads."""

    def __init__(self, made: Parts) -> None:
        self._made = made
        self._kept: OrderedDict[str, frozenset[str]] = OrderedDict()  # by a text's SHA-256
        self._lock = threading.Lock()

    def of(self, who: Identity) -> Sequence[str]:
        """The most important first: leaders, the company, what the lexicon says how to speak, then by how many of the
        documents that this asker may read tell of it. Empty where nothing is published, or nothing is theirs."""
        counted = Counter[str]()
        with reading(self._made.engine) as connection:
            state = self._made.kept.published(connection)
            if state is None or not who.audience:
                return ()
            standing, moment = read.standing(connection, state), now()
            readable = [
                one for one in state.entries.values() if one.served and reach(who, one.source, standing, moment).whole
            ]
            readable.sort(key=lambda one: one.source.date, reverse=True)
            for one in readable[:DOCUMENTS]:
                counted.update(self._told(connection, one))
        first = list(_people(state.leaders.values(), state.organisation))
        known = {word for one in first for word in one.casefold().split()}
        said = self._said()
        told = [name for name in counted if not known & set(name.casefold().split())]
        told.sort(key=lambda name: (name.casefold() not in said, -counted[name], name))
        return tuple(dict.fromkeys([*first, *told]))[:MOST]

    def _told(self, connection: Connection, entry: Entry) -> frozenset[str]:
        """The names in a document's text, read once for each text."""
        key = entry.text_sha256 or ""
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = frozenset(names_in(read.document(connection, entry).text))
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return found

    def _said(self) -> Collection[str]:
        """The lexicon's words, their capitals folded. What is wrong with it is told where it is spoken by; here it
        only orders."""
        try:
            return {one.casefold() for one in lexicon.load(self._made.workspace).said}
        except SettingsError:
            return ()


def names_in(text: str) -> Iterator[str]:
    """Words with a capital inside a sentence, as many as stand together, that the text nowhere has without."""
    small = {word for word in _WORD.findall(text) if word.islower()}
    run: list[str] = []
    end = -1  # of the word before
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        behind = text[max(0, start - 2) : start]
        inside = len(behind) == 2 and behind[1] == " " and (behind[0].isalnum() or behind[0] in ",;")
        capital = len(word) >= SHORTEST and word[0].isupper() and not word.isupper()
        if not (run and capital and start == end + 1 and inside):
            yield from _name(run, small)
            run = []
        if capital and inside:
            run.append(word)
        end = match.end()
    yield from _name(run, small)


def _name(run: Sequence[str], small: Collection[str]) -> Iterator[str]:
    if 0 < len(run) <= LONGEST and any(word.lower() not in small for word in run):
        yield " ".join(run)


def _people(leaders: Iterable[Leader], organisation: str) -> Iterator[str]:
    yield from (folded(one.name) for one in leaders)
    if organisation:
        yield folded(organisation)
