"""What Prometheus reads at /metrics. Labels are of a few values each; nothing in them is anybody's."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from audit.domain import AnswerRecord
from audit.errors import NotSounded, OnRecordError
from onrecord.recordings.playing import WITHDRAWN
from onrecord.speech import permitted
from onrecord.speech.recorded import ERASED

SECONDS = (0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0, 30.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})  # a client may make up others

STATEMENT, DISCLOSURE, RECORDING = "statement", "disclosure", "recording"  # kinds of what is heard
_BARS = {
    permitted.SWITCHED_OFF: "paused",
    permitted.NO_STATEMENT: "no_statement",
    permitted.UNCHECKED: "unchecked",
    permitted.BROUGHT: "brought",
    permitted.UNREADABLE: "unreadable",
    permitted.CHANGED: "changed",
    permitted.NOT_PARAPHRASED: "consent",
    permitted.NOT_WHOLE: "consent",
    permitted.NO_RECORDING: "no_recording",
    permitted.NOT_APPROVED: "not_approved",
    ERASED: "erased",
    WITHDRAWN: "withdrawn",
    "": "other",
}  # whatever else bars something is the rule of likenesses


class Metrics:
    """Of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "onrecord_requests_total", "Requests by route and status.", ("route", "method", "status"),
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "onrecord_request_seconds", "From a request's arrival to its last byte.", ("route",), buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._answers = Counter(
            "onrecord_answers_total", "Answers and refusals.", ("outcome", "reason", "composer"), registry=self.registry
        )
        self._answer_seconds = Histogram(
            "onrecord_answer_seconds", "From a question to its record.", buckets=SECONDS, registry=self.registry
        )
        self._statements = Counter("onrecord_statements_total", "Statements shown.", ("form",), registry=self.registry)
        self._turned_away = Counter(
            "onrecord_turned_away_total", "Questions that found the queue full.", registry=self.registry
        )
        self._inside = Gauge(
            "onrecord_questions_inside", "Questions that are answered or wait for it.", registry=self.registry
        )
        self._taken = Gauge(
            "onrecord_questions_taken", "Questions, searches and topics taken in since the start.",
            registry=self.registry,
        )  # fmt: skip
        self._utterances = Counter(
            "onrecord_utterances_total", "Statements, disclosures and recordings, given or not, and what barred them.",
            ("kind", "outcome", "reason"), registry=self.registry,
        )  # fmt: skip
        self._sound = Counter(
            "onrecord_sound_seconds_total", "Of sound that was given; of a recording, what was cited.", ("kind",),
            registry=self.registry,
        )  # fmt: skip
        self._speaking = Histogram(
            "onrecord_speaking_seconds", "From an utterance's turn to its place in the log.", buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._recordings = Counter(
            "onrecord_recording_bytes_total", "Of recordings' files that were sent.", registry=self.registry
        )
        self._heard = Counter(
            "onrecord_questions_heard_total", "Spoken questions that were written down or could not be.", ("outcome",),
            registry=self.registry,
        )  # fmt: skip
        self._leases = Gauge("onrecord_leases_open", "Leases of what sounds in pages now.", registry=self.registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        self._requests.labels(route, method if method in METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, record: AnswerRecord, seconds: float) -> None:
        reason = record.refusal.reason.value if record.refusal is not None else ""
        self._answers.labels(record.outcome.value, reason, record.composer.kind).inc()
        self._answer_seconds.observe(seconds)
        for statement in record.statements:
            self._statements.labels(statement.form.value).inc()

    def turned_away(self) -> None:
        self._turned_away.inc()

    def sounded(self, kind: str, sound_s: float) -> None:
        """Something was given out that has so many seconds of sound."""
        self._utterances.labels(kind, "given", "").inc()
        self._sound.labels(kind).inc(sound_s)

    def not_sounded(self, kind: str, error: OnRecordError) -> None:
        """Something was barred, or could not be made."""
        outcome, reason = "failed", ""
        if isinstance(error, NotSounded):
            outcome, reason = "barred", _BARS.get(error.why, "likeness")
        self._utterances.labels(kind, outcome, reason).inc()

    def spoke(self, seconds: float) -> None:
        """An utterance was made, in so long."""
        self._speaking.observe(seconds)

    def sent(self, size: int) -> None:
        """So many bytes of a recording."""
        self._recordings.inc(size)

    def heard(self, *, well: bool) -> None:
        """A spoken question was written down, or could not be."""
        self._heard.labels("heard" if well else "failed").inc()

    def text(self, inside: int, taken: int, leases: int) -> bytes:
        """The text format, as it is at this moment: how many questions are in the queue and were ever taken in, and how
        many leases are open."""
        self._inside.set(inside)
        self._taken.set(taken)
        self._leases.set(leases)
        return generate_latest(self.registry)
