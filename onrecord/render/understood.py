"""How a question was understood, in one line, and what lifts it."""

from agent.wording import day, said
from audit.domain import AnswerRecord
from audit.understood import By
from ingest.display import folded
from onrecord.render.citations import Surroundings
from onrecord.render.lines import Line, Span, Style, line


def meant(record: AnswerRecord, around: Surroundings) -> list[Line]:
    """One line where the question's own words limited its answer, else none: what the asker chose, they know."""
    understood = record.understood
    if understood is None:
        return []
    found, lifts = [], []
    leaders = [one for one in understood.leaders if one.by is not By.CHOICE]
    if leaders:
        names = [
            around.leaders[one.leader_id][0] if one.leader_id in around.leaders else one.leader_id for one in leaders
        ]
        found.append(f"words of {' and '.join(names)}")
        lifts.append("--leader anyone")
    if understood.period is not None and understood.period.words is not None:
        found.append(said(understood.period))
        lifts.append("--any-time")
    if understood.as_of is not None:
        found.append(f"as of {day(understood.as_of.day)}")
        lifts.append(f"--as-of {record.asked_at.date().isoformat()}")
    if not found:
        return []
    told = f"Understood: {'; '.join(found)}. To lift: {', '.join(lifts)}."
    return [line(Span(folded(told), Style.DIM))]
