"""Retrieval alone, without a refusal: a benchmark's question searched for, and the order of its documents measured."""

import time
from collections.abc import Mapping, Sequence

from agent.domain import Evidence, Question
from agent.draft import Agent
from agent.retrieve import rerank, retrieve
from eval.bench import BenchQuestion
from eval.domain import Row
from eval.metrics.ranking import Ranking, measures
from eval.workspace import AUDIENCE

DEEP = 200  # passages, so that a hundred documents are among them; the first ones are the same at any depth


def searched(agent: Agent, one: BenchQuestion, known: Mapping[str, str], turns: bool) -> Row:
    """Retrieval's order and, where there is a reranker, the reranked one; `known` gives the benchmark's own ids.

    In a set with `turns` the same with the history before the question: for a first turn it is the question alone, so
    that both figures rest on the same questions.
    """
    values: dict[str, float] = {}
    timings: dict[str, float] = {}
    if one.relevant:
        values = _arms(agent, one.text, one.relevant, known, timings)
        if turns:
            whole = " ".join((*one.history, one.text))
            told = _arms(agent, whole, one.relevant, known, {}) if one.history else values
            values = {**values, **{f"history.{name}": value for name, value in told.items()}}
    return Row(id=one.id, question=one.text, values=values, timings_ms=timings)


def _arms(
    agent: Agent, text: str, relevant: Sequence[str], known: Mapping[str, str], timings: dict[str, float]
) -> dict[str, float]:
    at = agent.now()
    question = Question(text=text, audience=AUDIENCE, as_of=at.date(), asked_at=at)
    began = time.perf_counter()
    with agent.library.view() as view:
        evidence = retrieve(question, (), view, agent.encoder, kept=DEEP)
    timings["retrieve"] = round((time.perf_counter() - began) * 1000, 3)
    plain = measures(Ranking(relevant=tuple(relevant), ranked=documents(evidence, known)))
    if agent.reranker is None or not agent.rerank_depth:
        return plain
    began = time.perf_counter()
    reranked = rerank(text, (), evidence, agent.reranker, agent.rerank_depth)
    timings["rerank"] = round((time.perf_counter() - began) * 1000, 3)
    found = measures(Ranking(relevant=tuple(relevant), ranked=documents(reranked, known)))
    return {**found, **{f"retrieved.{name}": value for name, value in plain.items()}}


def documents(evidence: Sequence[Evidence], known: Mapping[str, str]) -> tuple[str, ...]:
    """The benchmark's ids in the order of their best passages."""
    return tuple(dict.fromkeys(known[one.source.source_id] for one in evidence))
