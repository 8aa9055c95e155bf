"""Past answers as pictures, each with the same figures as a table: outcomes, refusals, latency, support, coverage.

Coverage is of documents, since a topic is on record where a document of it is: which served documents answers cite,
which none cites, and, by leader, in which years the words were said that answers rest on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from audit.database import reading
from audit.ledger.past import Period
from audit.reports.spoken import Week as Heard
from audit.reports.spoken import by_week
from audit.reports.trends import BINS, MOST, Trends, Week, trends
from ingest.catalogue import history, read
from ingest.display import folded
from onrecord.parts import Parts
from onrecord.render import charts, plots
from onrecord.render.citations import shortened
from onrecord.render.past import counted, plainly
from onrecord.room.reporting import catalogue, titles

OUTCOMES = ("answered", "refused", "interrupted")
BARS = 12  # documents with a bar
YEARS = 5  # of the words that were cited, the latest; those before are one column
NAME = 30  # characters beside a bar
FORMS = {
    "quoted": "shown: quotes",
    "composed": "shown: composed, checked",
    "quotes": "withheld: became its quotes",
    "nothing": "withheld: left out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`svg` is markup, everything else plain words; `rows` are the same figures, the first cell of each its name."""

    title: str
    told: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """`uncited` are (id, title) of the documents that are served now and that no counted answer cites."""

    found: Trends
    drawn: tuple[Chart, ...]
    served: int
    uncited: tuple[tuple[str, str], ...]


def drawn(made: Parts, period: Period) -> Charts:
    """Of the newest records of a period."""
    with reading(made.engine) as connection:
        found = trends(connection, period)
        state, title = read.published(connection), titles(connection)
        gone = set(catalogue(connection).withdrawn)
        served = {
            one.source.source_id: folded(one.source.title)
            for one in (state.entries.values() if state is not None else ())
            if one.served and one.source.source_id not in gone
        }
        named = {one.leader_id: folded(one.name) for one in history.leaders(connection)}
        cited = {one: folded(title(one)) for one in found.documents}
        heard = by_week(connection, period, MOST)
    weeks = found.weeks
    all_of_them = [
        *([_outcomes(weeks), _latency(weeks)] if weeks else []),
        *_refusals(found.refused),
        *_confidence(found.confidence),
        *_forms(found.shown, found.withheld),
        *_documents(found.documents, cited),
        *_years(found.years, named),
        *([_coverage(weeks, len(served))] if weeks and found.documents else []),
        *([_heard(heard)] if heard else []),
    ]
    uncited = tuple(sorted((one, served[one]) for one in served.keys() - found.documents.keys()))
    return Charts(found=found, drawn=tuple(all_of_them), served=len(served), uncited=uncited)


def _outcomes(weeks: Sequence[Week]) -> Chart:
    rows = [(one.monday.isoformat(), one.answered, one.refused, one.interrupted) for one in weeks]
    kinds = 3 if any(one.interrupted for one in weeks) else 2
    columns = [
        charts.Column(
            name=f"{one.monday:%-d %b}",
            parts=(one.answered, one.refused, one.interrupted)[:kinds],
            told=f"week from {one.monday}: {one.answered} answered, {one.refused} refused",
        )
        for one in weeks
    ]
    asked, refused = sum(sum(row[1:]) for row in rows), sum(row[2] for row in rows)
    when = f"{counted(asked, 'question')} in {counted(len(weeks), 'week')}"
    told = f"{when}; {refused:,} refused ({_share(refused, asked)})."
    return Chart(
        title="Answers and refusals by week",
        told=told,
        svg=charts.columns(columns, OUTCOMES[:kinds], "Answers and refusals by week", told),
        head=("week from", *OUTCOMES),
        rows=tuple((name, *(f"{count:,}" for count in counts)) for name, *counts in rows),
    )


def _latency(weeks: Sequence[Week]) -> Chart:
    told = "By week, in milliseconds: half of the questions took at most the median, 95 in 100 at most p95."
    series = {"median": [one.median for one in weeks], "p95": [one.p95 for one in weeks]}
    below = [f"{one.monday:%-d %b}" for one in weeks]
    return Chart(
        title="Latency by week",
        told=told,
        svg=charts.lines(series, below, "Latency by week", told, "ms"),
        head=("week from", "median, ms", "p95, ms"),
        rows=tuple((one.monday.isoformat(), _number(one.median), _number(one.p95)) for one in weeks),
    )


def _refusals(refused: Mapping[str, int]) -> list[Chart]:
    if not refused:
        return []
    total = sum(refused.values())
    given = {plainly(one): (count, f"{count:,} ({_share(count, total)})") for one, count in refused.items()}
    return [_bars("Refusals by reason", "Why questions were refused, and the share of all refusals.", "reason", given)]


def _confidence(bins: Sequence[tuple[int, int]]) -> list[Chart]:
    if not any(map(sum, bins)):
        return []
    names = [f"{i / BINS:.1f}–{(i + 1) / BINS:.1f}" for i in range(BINS)]
    columns = [
        charts.Column(name=f"{i / BINS:.1f}", parts=pair, told=f"{names[i]}: {pair[0]} answered, {pair[1]} refused")
        for i, pair in enumerate(bins)
    ]
    told = "How probable it was held that the evidence answers the question, where evidence was looked at."
    return [
        Chart(
            title="Support: the confidence of answers and refusals",
            told=told,
            svg=charts.columns(columns, OUTCOMES[:2], "Confidence", told),
            head=("confidence", "answered", "refused"),
            rows=tuple((name, f"{one:,}", f"{other:,}") for name, (one, other) in zip(names, bins, strict=True)),
        )
    ]


def _forms(shown: Mapping[str, int], withheld: Mapping[str, int]) -> list[Chart]:
    counts = {**shown, **withheld}
    total = sum(counts.values())
    given = {
        told: (counts[one], f"{counts[one]:,} ({_share(counts[one], total)})")
        for one, told in FORMS.items()
        if one in counts
    }
    told = "Statements by how they came to their words; what a language model wrote and no check bore out was withheld."
    return [_bars("Support: statements", told, "statements", given)] if given else []


def _documents(documents: Mapping[str, int], cited: Mapping[str, str]) -> list[Chart]:
    given = {}
    for one, count in list(documents.items())[:BARS]:
        name = cited[one] if len(cited[one]) <= NAME else shortened(one, NAME)
        given[name if name not in given else one] = (count, counted(count, "answer"))
    told = f"{counted(len(documents), 'document')} cited; the {len(given)} that most answers cite."
    return [_bars("Coverage: documents cited most", told, "document", given)] if given else []


def _years(years: Mapping[tuple[str, int], int], named: Mapping[str, str]) -> list[Chart]:
    if not years:
        return []
    every = sorted({year for _, year in years})
    late = every[-YEARS:]
    before = len(every) > len(late)
    head = (*((f"to {late[0] - 1}",) if before else ()), *(str(year) for year in late))
    rows: dict[str, list[int]] = {}
    for leader_id, own in groupby(sorted(years), key=lambda one: one[0]):
        counts = {year: years[leader_id, year] for _, year in own}
        row = [counts.get(year, 0) for year in late]
        earlier = sum(count for year, count in counts.items() if year < late[0])
        name = named.get(leader_id, leader_id)
        rows[name if name not in rows else leader_id] = [earlier, *row] if before else row
    told = "Answers by whose words they cite and the year in which these were said: where the record is old, or silent."
    return [
        Chart(
            title="Coverage: whose words, said when",
            told=told,
            svg=charts.grid({shortened(one, 24): row for one, row in rows.items()}, head, "Words cited by year", told),
            head=("leader", *head),
            rows=tuple((name, *(f"{count:,}" for count in row)) for name, row in rows.items()),
        )
    ]


def _coverage(weeks: Sequence[Week], served: int) -> Chart:
    told = f"Documents that were cited by then at least once, since the first week shown; {served:,} are served today."
    below = [f"{one.monday:%-d %b}" for one in weeks]
    series = {"documents cited so far": [float(one.documents) for one in weeks]}
    return Chart(
        title="Coverage over time",
        told=told,
        svg=charts.lines(series, below, "Documents cited so far, by week", told),
        head=("week from", "documents cited so far"),
        rows=tuple((one.monday.isoformat(), f"{one.documents:,}") for one in weeks),
    )


def _heard(weeks: Sequence[Heard]) -> Chart:
    rows = tuple((one.monday.isoformat(), f"{one.read:,}", f"{one.played:,}") for one in weeks)
    columns = [
        charts.Column(
            name=f"{one.monday:%-d %b}",
            parts=(one.read, one.played),
            told=f"week from {one.monday}: {one.read} read aloud, {one.played} played",
        )
        for one in weeks
    ]
    read, played = sum(one.read for one in weeks), sum(one.played for one in weeks)
    told = (
        f"{counted(read, 'statement')} read aloud, {counted(played, 'citation')} played as recorded; "
        "`onrecord audit report` tells by which voices, and whether each was covered."
    )
    names = ("read aloud", "played")
    return Chart(
        title="Read aloud and played by week",
        told=told,
        svg=charts.columns(columns, names, "Read aloud and played by week", told),
        head=("week from", *names),
        rows=rows,
    )


def _bars(title: str, told: str, what: str, given: Mapping[str, tuple[int, str]]) -> Chart:
    spans = [
        plots.Span(name=name, value=count, low=None, high=None, told=said) for name, (count, said) in given.items()
    ]
    most = max(count for count, _ in given.values())
    rows = tuple((name, said) for name, (_, said) in given.items())
    return Chart(title=title, told=told, svg=plots.bars(spans, title, most, told), head=(what, "count"), rows=rows)


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.0f} %" if of else "-"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
