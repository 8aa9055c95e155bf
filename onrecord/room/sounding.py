"""What was read aloud or played of one answer, and whether it might be: judged again by the log."""

from dataclasses import dataclass
from datetime import datetime

from audit.database import reading
from audit.ledger import utterances
from audit.records.wire import to_json
from audit.reports.spoken import Judgement, history_of, judgements
from audit.signed.uttered import Model
from onrecord.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """One utterance: `what` was heard, by which `means`, at the leaf that says so. `wrong` is why it should not have
    been; where it was not `judged`, why nobody can tell."""

    leaf: int
    at: datetime
    audience: str
    what: str
    means: str
    judged: bool
    wrong: str | None

    @property
    def bad(self) -> bool:
        return self.judged and self.wrong is not None


def soundings(made: Parts, record_id: str) -> tuple[Sounding, ...]:
    """In the order of the log; `record_id` is whole. Raises RecordError where a leaf cannot be read."""
    with reading(made.engine) as connection:
        found = utterances.of_record(connection, record_id)
        if not found:
            return ()
        return tuple(map(_sounding, judgements(connection, history_of(connection), found)))


def facts(found: tuple[Sounding, ...]) -> list[dict[str, object]]:
    """As JSON."""
    return [to_json(one) for one in found]


def _sounding(judgement: Judgement) -> Sounding:
    one, said = judgement.one, judgement.one.said
    if said.recording is not None:
        what = f"citation {said.recording.citation} of statement {said.statement} played"
        means = f"recording of {said.recording.source_id}, {_short(said.recording.sha256)}"
    else:
        what = f"statement {said.statement} read aloud" if said.statement else "disclosure read aloud"
        models = (("voice", said.voice), ("avatar", said.avatar))
        means = "; ".join(f"{name} {_model(model)}" for name, model in models if model is not None)
    return Sounding(
        leaf=one.index,
        at=one.at,
        audience=said.audience,
        what=what,
        means=means,
        judged=judgement.judged,
        wrong=judgement.wrong,
    )


def _model(model: Model) -> str:
    return f"of {model.leader_id or 'nobody'}, {_short(model.sha256)}"


def _short(sha256: str) -> str:
    return f"sha256 {sha256[:16]}…"
