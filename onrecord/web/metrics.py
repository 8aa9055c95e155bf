"""What Prometheus reads at /metrics. Labels are of a few values each; nothing in them is anybody's."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from audit.domain import AnswerRecord

SECONDS = (0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0, 30.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})  # a client may make up others


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

    def text(self, inside: int, taken: int) -> bytes:
        """The text format, with the queue at this moment: how many are in it, and were ever taken in."""
        self._inside.set(inside)
        self._taken.set(taken)
        return generate_latest(self.registry)
