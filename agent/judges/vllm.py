"""The served language model as a judge: yes or no, by the probability that it gives to yes."""

import time
from collections.abc import Sequence
from functools import cached_property

from agent import prompts
from agent.llm.port import LanguageModel
from audit.errors import ModelError

YES, NO = "Yes", "No"
SECONDS = 10.0  # for asking the server which model it serves


class ServerJudge:
    """Its name is that of the model served when it was first asked for; another does not judge under it."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    @cached_property
    def name(self) -> str:
        """SERVED_MODEL@REVISION / the prompt's version. Raises ModelError without a server, or without a revision."""
        return self._named(time.monotonic() + SECONDS)

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        """See `SupportJudge`. The whole prompt must fit the server's context: nothing is cut."""
        if not quotes:
            raise ModelError("a judge needs at least one quote.")
        expected = self.name
        found = self._model.choose(prompts.judge_messages(claim, quotes), (YES, NO), deadline)
        serving = self._named(deadline)
        if serving != expected:
            raise ModelError(f"the server exchanged the judge {expected} for {serving}.", advice="Ask again.")
        support = found.get(YES, -1.0)
        if not 0 <= support <= 1:
            raise ModelError(f"{expected} gave {support} as the probability of {YES}, where 0 to 1 was expected.")
        return support

    def _named(self, deadline: float) -> str:
        served = self._model.served(deadline)
        if served.revision is None:
            raise ModelError(
                f"{served.name} cannot be a judge: which revision of its weights is served is not named, and a "
                "measurement belongs to weights.",
                advice="Set vllm_revision in settings.toml.",
            )
        return f"{served.name}@{served.revision} / {prompts.JUDGE_VERSION}"
