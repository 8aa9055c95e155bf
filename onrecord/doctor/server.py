"""The language model's server: up, serving the model that is meant, and able to keep to a schema."""

from collections.abc import Iterator
from time import monotonic

from onrecord.doctor.finding import Finding, fail, ok, warn
from onrecord.parts import Parts

NAME = "language model"


def language_model(made: Parts) -> Iterator[Finding]:
    """Asks the server for its model and for one tiny constrained reply, within the time of one answer."""
    model, settings = made.language_model, made.settings
    if model is None and settings.composer == "vllm":
        yield fail(NAME, "composer is vllm, and no server is named", "Set vllm_url in settings.toml.")
        return
    if model is None:
        yield ok(NAME, "none; answers are verbatim quotes")
        return
    deadline = monotonic() + settings.vllm_deadline_s
    served = model.served(deadline)
    told = f"{model.url} serves {served.name} with {served.context_tokens} tokens of context"
    if settings.vllm_answer_tokens >= served.context_tokens:
        advice = f"Serve it with a larger --max-model-len, or set it below {served.context_tokens} in settings.toml."
        yield fail(NAME, f"{told}, which vllm_answer_tokens = {settings.vllm_answer_tokens} leaves no room in", advice)
    else:
        yield ok(NAME, told)
    if model.supports_structured_output(deadline):
        yield ok(NAME, "it supports structured output")
    else:
        detail = "it does not support structured output, so no reply of it can be used"
        yield fail(NAME, detail, "Serve the model with vLLM and its structured outputs.")
    if served.revision is None:
        detail = f"vllm_revision is not set: records will not say which weights of {served.name} wrote an answer"
        yield warn(NAME, detail, "Name the weights' revision in settings.toml.")
    else:
        yield ok(NAME, f"its weights' revision is {served.revision}, as settings.toml says")
