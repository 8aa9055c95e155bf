"""Evidence for a question: retrieved, filtered inside the query, confirmed against the catalogue, reranked."""

from collections.abc import Sequence
from dataclasses import replace

from agent import reading
from agent.domain import Evidence, Question
from agent.library import View
from agent.rerankers.port import Reranker
from audit.errors import IndexFault
from ingest.catalogue import read
from ingest.display import folded
from ingest.domain import Leader
from ingest.encoders.port import Encoder
from ingest.index.port import Window, dated
from ingest.sparse import query_weights
from ingest.standing import Moment, denied

KEPT = 30  # passages kept as evidence, or as many as are reranked


def moment_of(question: Question, audiences: Sequence[str]) -> Moment:
    return Moment(now=question.asked_at, as_of=question.as_of, rank=audiences.index(question.audience))


def retrieve(
    question: Question, leaders: Sequence[str], view: View, encoder: Encoder, *, kept: int = KEPT
) -> tuple[Evidence, ...]:
    """At most `kept` passages that this asker may read now, best first; `leaders` empty means anybody's words.

    What was said outside the question's period is no part of it. Sources that no one may read now are excluded inside
    the query, so that they take no place in its ranks; what the catalogue does not confirm all the same is dropped
    (law 8). Raises IndexFault where the index is of another encoder, or too old to be searched by a period.
    """
    _same_encoder(view, encoder)
    period = question.period
    if period is not None and not dated(view.state.generation):
        raise IndexFault(
            "the index was made by an earlier version of OnRecord and cannot be searched by when things were said.",
            advice="Run `onrecord ingest`, which makes it anew, or ask with --any-time.",
        )
    moment = moment_of(question, view.state.audiences)
    whole, words = _hidden(view, moment)
    window = Window(
        audience=moment.rank,
        as_of=question.as_of.toordinal(),
        leaders=list(leaders) or None,
        hidden=whole,
        hidden_words=words,
        said_from=period.said_from.toordinal() if period and period.said_from else None,
        said_until=period.said_until.toordinal() if period and period.said_until else None,
    )
    text = folded(question.text)
    hits = view.reader.search(encoder.query(text), query_weights(text), window, 2 * kept)
    passages = read.passages(view.connection, [hit.passage_id for hit in hits], view.state)
    found: list[Evidence] = []
    for hit in hits:
        passage = passages.get(hit.passage_id)
        if passage is None or (leaders and passage.leader_id not in leaders):
            continue
        source = view.state.entries[passage.source_id].source
        if period is not None and not period.holds(source.date):
            continue
        if denied(source, passage.leader_id, view.standing, moment) is not None:
            continue
        found.append(
            Evidence(
                key=f"e{len(found) + 1}",
                passage=passage,
                source=source,
                leader=view.state.leaders[passage.leader_id],
                rank=len(found) + 1,
                score=hit.score,
                dense=hit.dense,
                sparse=hit.sparse,
                rerank=None,
            )
        )
    return tuple(found[:kept])


def _same_encoder(view: View, encoder: Encoder) -> None:
    """Vectors of two models say nothing to each other, even where their sizes agree."""
    snapshot = view.state.snapshot
    if snapshot.encoder_sha256 != encoder.weights_sha256:
        same_name = snapshot.encoder == encoder.name
        raise IndexFault(
            f"the index was made with the encoder {snapshot.encoder}, "
            f"and the settings name {'other weights of it' if same_name else encoder.name}.",
            advice="Run `onrecord ingest`, which makes it anew, or name the former encoder in settings.toml.",
        )


def _hidden(view: View, moment: Moment) -> tuple[list[str], list[tuple[str, str]]]:
    """Served sources of which this asker may read nobody's words, and the (source, leader) barred alone."""
    whole, words = [], []
    for source_id, entry in view.state.entries.items():
        if entry.served:
            barred = [one for one in entry.source.leaders if denied(entry.source, one, view.standing, moment)]
            if len(barred) == len(entry.source.leaders):
                whole.append(source_id)
            else:
                words += [(source_id, one) for one in barred]
    return whole, words


def rerank(
    question: str, about: Sequence[Leader], evidence: Sequence[Evidence], reranker: Reranker, depth: int
) -> tuple[Evidence, ...]:
    """The first `depth` passages in the order of the reranker's reading, the rest behind them as they were.

    `about` are the leaders that the question is limited to.
    """
    head = list(evidence[:depth])
    scores = reading.scores(question, about, [(one.leader, folded(one.passage.text)) for one in head], reranker)
    ordered = sorted(zip(head, scores, strict=True), key=lambda pair: (-pair[1], pair[0].rank))
    first = [replace(one, rerank=score) for one, score in ordered]
    return tuple(replace(one, rank=i + 1) for i, one in enumerate([*first, *evidence[depth:]]))
