"""What composing costs beside the server's own time: `python bench/composing.py FOLDER`, the addresses' folder.

A scripted server streams two statements at a fixed rate, each of which repeats a sentence it was shown. The floor is
the rate: the tokens of the first statement at that many a second. Beside it stands the time until the first checked and
recorded statement, from the moment at which the server had the request, and from the question.
"""

import json
import re
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.ask import stream
from agent.composers.composed import Writer
from agent.domain import Question
from agent.draft import Agent
from agent.llm.vllm import VllmModel
from agent.testing import Request, ScriptedServer
from audit.domain import AnswerRecord, Form, Statement
from eval import speeches
from eval.workspace import AUDIENCE
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings

RATES = (20, 60)  # tokens a second
TOKEN = 4  # characters of the scripted server's token
QUESTIONS = 12
LONGEST = 150  # characters of a sentence that is repeated, so that a statement is about a line


def main(data: Path) -> None:
    with TemporaryDirectory() as name:
        manifest = speeches.build(data, Path(name))
        parts = Parts(workspace=Path(name) / "ws", settings=Settings())
        with parts.workshop() as workshop:
            ingest(workshop, manifest)
        (parts.workspace / "calibration.json").write_text(_answers_all(parts), encoding="utf-8")
        questions = [case.question for case in speeches.cases(data)][:QUESTIONS]
        print("a composed answer, over a scripted server that streams at a fixed rate:")
        for rate in RATES:
            _rate(parts, questions, rate)


def _answers_all(parts: Parts) -> str:
    """A calibration that refuses nothing: refusals are fast, and not what is measured."""
    from agent.confidence import FEATURES
    from agent.draft import reranker_name

    agent = parts.agent()
    size = len(FEATURES)
    entry = {
        "encoder": agent.encoder.name,
        "reranker": reranker_name(agent),
        "features": list(FEATURES),
        "means": [0.0] * size,
        "scales": [1.0] * size,
        "weights": [0.0] * size,
        "bias": 5.0,
        "threshold": 0.5,
    }
    agent.library.close()
    return json.dumps({"version": 1, "calibrations": [entry]})


class _Script:
    """Repeats the first short sentences of the prompt, each in a frame; notes when it was asked, and for how much."""

    def __init__(self) -> None:
        self.asked = 0.0
        self.tokens = 0

    def __call__(self, request: Request) -> str:
        self.asked = time.perf_counter()
        prompt = request.body["messages"][-1]["content"]
        rows, frame = [], ""
        for line in prompt.splitlines():
            head = re.fullmatch(r"(.+), “(.+)”, (\d+ \w+ \d{4})", line)
            if head is not None:
                frame = f"On {head[3]}, {head[1]} said: “"
            found = re.fullmatch(rf"(\d+): (.{{20,{LONGEST}}}[.])", line)
            if found is not None and frame and len(rows) < 2:
                rows.append({"citations": [int(found[1])], "text": f"{frame}{found[2]}”."})
        text = json.dumps({"statements": rows}, ensure_ascii=False)
        self.tokens = -(-(text.find("}") + 1) // TOKEN)
        return text


def _rate(parts: Parts, questions: list[str], rate: int) -> None:
    script = _Script()
    with ScriptedServer(script, tokens_per_second=rate) as server:
        model = VllmModel(server.url, revision="scripted")
        agent = replace(parts.agent(), writer=Writer(model=model, answer_tokens=512, deadline_s=60.0))
        _first(agent, questions[0], script, rate)
        rows = [row for text in questions if (row := _first(agent, text, script, rate)) is not None]
        agent.library.close()
    own = [script_s for script_s, *_ in rows]
    served, asked = ([row[i] / row[0] for row in rows] for i in (1, 2))
    checks = [row[3] for row in rows]
    print(
        f"  {rate} tokens a second, {len(rows)} of {len(questions)} answers composed: first checked statement after "
        f"{statistics.median(served):.2f} times the server's own {statistics.median(own):.2f} s (at most "
        f"{max(served):.2f}), {statistics.median(asked):.2f} from the question on; checks "
        f"{statistics.median(checks):.1f} ms a statement, at most {max(checks):.1f}"
    )


def _first(agent: Agent, text: str, script: _Script, rate: int) -> tuple[float, float, float, float] | None:
    """The floor, the time from request and from question to the first statement, in seconds; checks of a statement, in
    milliseconds. None where nothing composed was shown."""
    now = datetime.now(UTC)
    began = time.perf_counter()
    first: tuple[Statement, float] | None = None
    record: AnswerRecord | None = None
    for event in stream(agent, Question(text=text, audience=AUDIENCE, as_of=now.date(), asked_at=now)):
        if isinstance(event, AnswerRecord):
            record = event
        elif isinstance(event, Statement) and first is None:
            first = (event, time.perf_counter())
    if first is None or record is None or first[0].form is not Form.COMPOSED:
        return None
    proposed = len(record.withheld) + sum(one.form is Form.COMPOSED for one in record.statements)
    spent = record.timings_ms["check"] + record.timings_ms["verify"]
    at = first[1]
    return script.tokens / rate, at - script.asked, at - began, spent / proposed


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python bench/composing.py FOLDER, the folder with the inaugural addresses")
    main(Path(sys.argv[1]))
