"""Verbs of saying, words of mind and heart, and forecasts of a person."""

import re

from agent.checks.english.opposites import stemmed
from agent.checks.english.words import listed, stem

SAYING = listed("""
    say says said tell tells told state states stated write writes wrote written announce announces announced report
    reports reported explain explains explained note notes noted add adds added promise promises promised confirm
    confirms confirmed argue argues argued acknowledge acknowledges acknowledged admit admits admitted describe
    describes described emphasise emphasised emphasised stress stressed declare declared suggest suggests suggested
    mention mentions mentioned remark remarked observe observed warn warns warned reply replied answer answered insist
    insists insisted reiterate reiterated concede conceded comment commented recall recalled reveal revealed disclose
    disclosed call called ask asks asked set gave put undertook undertake undertakes pledge pledged vow vowed claim
    claims claimed complain complains complained report reported advise advised according maintain maintained predict
    predicted propose proposed recount recounts recounted remarks observes credit credited replies answers
""")
# One group a line: a word of one shows what another says. What nobody's words show, no claim may say.
_GROUPS = """
fear afraid worry worried concern anxious nervous dread scare frighten
believe think view opinion suppose guess reckon consider feel convinced sure certain suspect hold
want wish would like keen rather prefer ask intend mean desire
hope optimistic wish
expect anticipate foresee think suppose
regret sorry apologise apology wrong mistake ashamed embarrass
angry anger furious annoy cross frustrate irritate
proud pride
happy glad pleased delight pleasure joy content cheerful thrilled excite enjoy
unhappy sad disappoint dismay upset sorrow
love like fond adore enjoy favourite
hate dislike loathe detest
doubt sceptical unsure suspect wonder not
admire respect
trust confident confidence faith sure
surprise astonish amaze shock
grateful thank gratitude appreciate
relieve relief
pessimistic gloomy
care matter important
"""
MINDS: dict[str, frozenset[str]] = {}
for _line in _GROUPS.strip().splitlines():
    _stems = stemmed(_line)
    for _one in _stems - stemmed("""
        would like not sure hold ask mean cross matter important content view feel reckon consider
    """):
        MINDS[_one] = MINDS.get(_one, frozenset()) | _stems

FORECAST = re.compile(
    r"(?:['’]d|\s+(?:would|will|may|might|could|can|is likely to|is expected to|is bound to|is sure to|seems to|"
    r"appears to))\s+(?:(?:probably|likely|surely|certainly|undoubtedly|presumably|almost|also|always|never|not|"
    r"no doubt|very|well)\s+)*(?P<verb>[\w’']+)"
)


def mind(word: str) -> bool:
    """Whether a folded word tells of a mind: "believes", "hopes"."""
    return stem(word) in MINDS
