"""Evidence for a question: retrieved, filtered inside the query, confirmed against the catalogue, reranked."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from agent import reading
from agent.domain import Evidence, Question
from agent.leaders import topic
from agent.library import View
from agent.rerankers.port import Reranker
from audit.errors import IndexFault
from ingest.catalogue import passages
from ingest.catalogue.read import Published
from ingest.display import folded
from ingest.domain import Leader, Passage
from ingest.encoders.port import Encoder
from ingest.index.port import Hit, Window, dated
from ingest.sparse import query_weights
from ingest.standing import Moment, denied

KEPT = 30  # passages kept as evidence, or as many as are reranked
RERANK_SHARE = 0.3  # of the order of what is reranked; the rest is retrieval's
LOGIT_RANGE = 12.0  # of a cross-encoder's logits, either way


def moment_of(question: Question, audiences: Sequence[str]) -> Moment:
    return Moment(
        now=question.asked_at,
        as_of=question.as_of,
        rank=audiences.index(question.audience),
        expired=question.expired,
    )


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
    access = view.access(moment)
    window = Window(
        audience=moment.rank,
        as_of=question.as_of.toordinal(),
        leaders=list(leaders) or None,
        hidden=access.hidden,
        hidden_words=access.hidden_words,
        said_from=period.said_from.toordinal() if period and period.said_from else None,
        said_until=period.said_until.toordinal() if period and period.said_until else None,
        expired=question.expired,
    )
    # Every passage of a leader has the name before it: in the dense vector it would only drown what is asked.
    asked = folded(topic(question.text, [view.state.leaders[one] for one in leaders]))
    hits = view.reader.search(encoder.query(asked), query_weights(folded(question.text)), window, 2 * kept)
    owners = passages.owners(view.connection, [hit.passage_id for hit in hits], view.state)

    def readable(hit: Hit) -> bool:
        owner = owners.get(hit.passage_id)
        if owner is None or (leaders and owner[1] not in leaders):
            return False
        source = view.state.entries[owner[0]].source
        if period is not None and not period.holds(source.date):
            return False
        return denied(source, owner[1], view.standing, moment) is None

    first = list(islice(filter(readable, hits), kept))  # texts are read for what is kept only
    found = passages.confirmed(view.connection, [hit.passage_id for hit in first], view.state, view.document)
    return tuple(_evidence(hit, found[hit.passage_id], rank, view.state) for rank, hit in enumerate(first, 1))


def _evidence(hit: Hit, passage: Passage, rank: int, state: Published) -> Evidence:
    return Evidence(
        key=f"e{rank}",
        passage=passage,
        source=state.entries[passage.source_id].source,
        leader=state.leaders[passage.leader_id],
        rank=rank,
        score=hit.score,
        dense=hit.dense,
        sparse=hit.sparse,
        rerank=None,
    )


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


def rerank(
    question: str, about: Sequence[Leader], evidence: Sequence[Evidence], reranker: Reranker, depth: int
) -> tuple[Evidence, ...]:
    """The first `depth` passages anew, in the order of what retrieval and the reranker say together; the rest behind
    them as they were.

    A cross-encoder alone orders worse than retrieval where a question is far from what it was trained on, and better
    where it is near; the two together nowhere worse (docs/measurements.md, Retrieval). `about` are the leaders that
    the question is limited to.
    """
    head = list(evidence[:depth])
    logits = reading.scores(question, about, [(one.leader, folded(one.passage.text)) for one in head], reranker)
    read = [replace(one, rerank=x, score=_together(one.score, x)) for one, x in zip(head, logits, strict=True)]
    read.sort(key=lambda one: (-one.score, one.rank))
    return tuple(replace(one, rank=i + 1) for i, one in enumerate([*read, *evidence[depth:]]))


def _together(fused: float, logit: float) -> float:
    """Above 1, where what was not reranked does not reach; the logit is brought to the fused score's range."""
    return round(2 + (1 - RERANK_SHARE) * fused + RERANK_SHARE * max(-LOGIT_RANGE, min(LOGIT_RANGE, logit)) / 10, 6)
