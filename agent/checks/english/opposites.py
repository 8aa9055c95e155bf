"""Words that mean a direction, in pairs of opposites, by stem.

Each entry of the table, ended by a semicolon, holds two families, apart by a stroke: words of one family may stand for
each other, words of the two families never.
"""

from functools import lru_cache

from agent.checks.english.words import stem

_TABLE = """
rise grow growth increase more high higher above exceed outrun expand larger bigger greater raise lift gain climb jump
soar surge extend widen strengthen up upward upwards lengthen dearer costlier double triple swell mount boost | fall
drop decrease decline reduce reduction low lower less fewer below shrink smaller shed slump halve lessen narrow cut
dip sink weaken downward downwards down dwindle plunge diminish shorten cheaper slide slip;
earlier sooner ahead early advance forward | later behind late delay postpone overdue;
before | after;
faster quicker fast quick quickly speed accelerate | slower slow slowly;
longer long lengthen | shorter short shorten;
better best improve improvement | worse worst worsen deteriorate deterioration;
open reopen | close shut closure;
start begin launch commence introduce resume | stop end finish cease halt discontinue conclude pause suspend;
continue persist resume | stop cease discontinue halt end;
win victory | lose defeat;
gain profit surplus | loss lose deficit;
strengthen strong stronger | weaken weak weaker;
buy purchase acquire | sell sale dispose;
hire recruit | dismiss fire redundancy;
accept approve adopt agree | reject refuse decline disagree oppose;
cheaper cheap cheapest | dearer dear expensive costlier costly;
inside indoors internal | outside outdoors external;
first | last;
most maximum highest largest biggest | least minimum lowest smallest fewest;
top | bottom;
join arrive enter | leave depart quit exit;
lend | borrow;
include inclusion | exclude exclusion;
allow permit | forbid ban prohibit prevent;
right correct | wrong incorrect mistaken;
same identical | different;
permanent permanently | temporary temporarily;
public | private confidential;
heavier heavy | lighter light;
keep retain remain stay | abandon discard scrap remove abolish;
easier easy | harder hard difficult;
warmer hot | colder cold cooler;
newer new newest | older old oldest;
remember | forget;
succeed success | fail failure;
import | export;
agree | disagree;
safer safe | dangerous unsafe;
present | absent;
centralise central | decentralise local;
voluntary optional | compulsory mandatory obligatory;
support favour | oppose against;
push | pull;
nearer near closer | farther further far;
full | empty;
all every everyone everybody | none nobody
"""


def stemmed(line: str) -> frozenset[str]:
    """The stems of a list that is written as one text."""
    return frozenset(map(stem, line.split()))


FAMILIES = tuple((stemmed(one), stemmed(other)) for one, _, other in (row.partition("|") for row in _TABLE.split(";")))


@lru_cache(maxsize=8192)
def alike(word: str) -> frozenset[str]:
    """The stems that may stand for a stem; none where it means no direction."""
    return frozenset().union(*(half for pair in FAMILIES for half in pair if word in half))


@lru_cache(maxsize=8192)
def opposite(word: str) -> frozenset[str]:
    """The stems that mean the contrary of a stem, less those that also stand for it."""
    pairs = [pair for pair in FAMILIES if word in pair[0] or word in pair[1]]
    other = [one for pair in pairs for one, half in ((pair[1], pair[0]), (pair[0], pair[1])) if word in half]
    return frozenset().union(*other) - alike(word)
