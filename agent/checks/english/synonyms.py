"""Common verbs and adjectives of English that may stand for each other, in groups, by stem."""

from agent.checks.english.opposites import stemmed

_GROUPS = """
stay remain keep continue; spend cost pay; hold own have possess belong; allow permit let entitle free may can;
need require must oblige; seek look want search; see regard view consider think hold; spot notice see find discover;
grateful thank gratitude; review reconsider look examine check; resemble like; forbid ban prohibit not bar; arise come
appear emerge; able can; reach get arrive; swap exchange replace change substitute; discard scrap throw; recount tell
count; hang put; free nothing; secure sign get; choose pick decide select prefer rather; hand give pass; send post ship;
buy purchase acquire; build make manufacture produce; help assist support; show demonstrate prove; use employ apply;
begin start open launch; end finish close stop; big large; small little; ask request invite; answer reply respond;
leave depart go quit resign; hire recruit take employ fill; raise lift increase put; move transfer shift go; fix repair
mend correct; try attempt test; plan intend mean; get receive obtain; lend loan; learn discover find hear; carry bear
take; work function run operate; happen occur; ready willing prepared; single one; missing lose; set fix agree; hear
listen; speak talk; visit come; share divide split; belong own; expect think; praise thank admire; preferred rather
sooner prefer; unfinished finish; close shut; travel go fly; join come; wait until; earn make get; cut reduce; add
include; name call
"""
_TABLE: dict[str, frozenset[str]] = {}
for _group in _GROUPS.split(";"):
    _stems = stemmed(_group)
    for _one in _stems:
        _TABLE[_one] = _TABLE.get(_one, frozenset()) | _stems


def synonyms(stem: str) -> frozenset[str]:
    """The stems that may stand for a stem, itself among them; none where no group has it."""
    return _TABLE.get(stem, frozenset())
