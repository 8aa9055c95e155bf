"""What a language model is sent: fences that no text can end, no tools, and nothing above the asker's audience."""

import re
from typing import Any

from audit.canonical import sha256_hex

SECRET_ID = "leadership-paper"
SECRET_WORDS = ("halcyon", "bristol", "412")
TOOLS = ("tools", "tool_choice", "functions", "function_call")


def test_no_document_ends_its_fence_and_none_above_the_askers_audience_is_sent(attack: Any, quoting: Any) -> None:
    _, (seen,) = quoting.answer(attack)
    assert not [word for word in SECRET_WORDS if re.search(rf"\b{word}\b", (seen.system + seen.content).casefold())]
    assert not set(TOOLS) & set(seen.request.body)
    assert [one["role"] for one in seen.request.body["messages"]] == ["system", "user"]
    fences = seen.fences
    assert fences[-1][0].startswith("question ")
    for name, text in fences:
        assert name.split()[1] == sha256_hex(text.encode())[:12], "the first end that could be one is the fence's own"
        assert seen.content.count(f"<<<{name}\n") == seen.content.count(f"\n{name}>>>") == 1
    numbers = [one[0] for one in seen.lines]
    assert numbers == list(range(1, len(numbers) + 1)), "only code numbers sentences"
    allowed = seen.request.schema["properties"]["statements"]["items"]["properties"]["citations"]["items"]["enum"]
    assert allowed == numbers


def test_the_leadership_may_read_what_every_attack_is_denied(attack: Any, extractive: Any) -> None:
    """So that the tests above would notice: the paper is found by each attack's topic."""
    assert SECRET_ID not in extractive.found(attack, "employees")
    assert SECRET_ID in extractive.found(attack, "leadership")
