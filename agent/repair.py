"""What becomes of a proposed statement before anybody sees it: it passes, becomes its quotes, or goes.

1. every check runs on the proposal (agent/verify.py); a judge, where one counts, is asked only about what passed the
   others, and one that cannot judge has not passed it;
2. what failed is replaced by its own quotes, where those are near enough to the best sentence to answer and were not
   quoted before;
3. else it is left out. Either way the record keeps it, with the checks that it failed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.checks.claim import Claim
from agent.composers.composed import Proposal
from agent.composers.extractive import compose
from agent.composers.selection import answering
from agent.composers.sentences import Candidate
from agent.judges.port import SupportJudge
from agent.verify import Context, Judged, Judgement, claim_of, judged_by, passed, verify
from agent.wording import day
from audit.domain import Became, Statement, Withheld
from audit.errors import ModelError
from ingest.domain import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Jury:
    """A judge that counts: it was measured, and `least` is the probability from which on it finds support."""

    judge: SupportJudge
    least: float


@dataclass(slots=True)
class Repairs:
    """What one answer's proposals have come to. `judgements` is none where no judge counts."""

    documents: Mapping[str, Document]
    ranked: Sequence[Candidate]
    jury: Jury | None
    deadline: float
    judgements: dict[Judged, Judgement] | None = None
    withheld: list[Withheld] = field(default_factory=list)
    said: set[tuple[str, int]] = field(default_factory=set)  # places of sentences that the answer rests on so far

    def __post_init__(self) -> None:
        self.judgements = {} if self.jury is not None else None

    def settle(self, proposal: Proposal, context: Context) -> Iterator[Statement]:
        """The proposal itself, or its quotes, or nothing."""
        checked = self._checked(proposal.statement, context)
        if passed(checked):
            self.said.update(one.place for one in proposal.cited)
            yield proposal.statement
            return
        near = {one.place for one in answering(self.ranked)} - self.said
        chosen = [one for one in proposal.cited if one.place in near]
        self._quoted(chosen)
        became = Became.QUOTES if chosen else Became.NOTHING
        self.withheld.append(Withheld(statement=checked, became=became))
        yield from compose(chosen, self.documents)

    def quotes(self, chosen: Sequence[Candidate], newest_first: bool = False) -> tuple[Statement, ...]:
        """Quotes of those sentences that were not quoted yet."""
        fresh = [one for one in chosen if one.place not in self.said]
        self._quoted(fresh)
        return compose(fresh, self.documents, newest_first)

    def _quoted(self, chosen: Sequence[Candidate]) -> None:
        self.said.update(other.place for one in chosen for other in (one, *one.companions))

    def _checked(self, statement: Statement, context: Context) -> Statement:
        checked = verify([statement], replace(context, judgements=self.judgements))[0]
        open_ = [check.name for check in checked.checks if not check.passed]
        if self.jury is None or self.judgements is None or open_ != ["support"]:
            return checked
        try:
            claim = claim_of(statement, context)
            text = claim.text if statement.citations[0].brought else statement.text  # no quote has a passage's id
            score = self.jury.judge.support(text, read_by(claim), self.deadline)
        except ModelError as error:
            return _unjudged(checked, error.message)
        except Exception as error:  # whatever a judge raises, it has found no support
            return _unjudged(checked, repr(error))
        self.judgements[judged_by(statement)] = Judgement(score=score, least=self.jury.least)
        return verify([statement], replace(context, judgements=self.judgements))[0]


def read_by(claim: Claim) -> list[str]:
    """The quotes as a judge reads them: each with whose words they are and when, since a claim says so too."""
    heads = [
        (", ".join([quote.speaker, *([day(quote.date)] if quote.date else []), f"“{quote.title}”"]) + ": ")
        if quote.speaker
        else ""
        for quote in claim.quotes
    ]
    return [head + quote.words for head, quote in zip(heads, claim.quotes, strict=True)]


def _unjudged(statement: Statement, why: str) -> Statement:
    checks = [
        replace(check, detail=f"could not run: {why}") if check.name == "support" else check
        for check in statement.checks
    ]
    return replace(statement, checks=tuple(checks))


def notice(withheld: Sequence[Withheld]) -> str | None:
    """The line that says something was kept back, or none."""
    quoted = sum(one.became is Became.QUOTES for one in withheld)
    gone = len(withheld) - quoted
    told = []
    if quoted:
        told.append(_counted(quoted, "replaced by its quotes", "replaced by their quotes"))
    if gone:
        told.append(_counted(gone, "left out", "left out"))
    if not told:
        return None
    they = "it" if len(withheld) == 1 else "they"
    return f"Of what the model wrote, {' and '.join(told)}, since {they} did not pass the checks."


def _counted(count: int, one: str, many: str) -> str:
    return f"1 statement was {one}" if count == 1 else f"{count} statements were {many}"
