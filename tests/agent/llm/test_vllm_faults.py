"""Every way in which a server can fail is one typed error, within the deadline, and is asked again only where safe."""

import gc
import importlib
import threading
from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm import faults
from agent.llm.faults import LanguageModelError
from agent.llm.port import Message
from agent.llm.retry import FIRST_S, LONGEST_S, pause_s
from agent.llm.vllm import VllmModel
from agent.testing import Fault, Reply, Request, ScriptedServer
from audit.errors import ModelError

SHORT_S, LONG_S = 0.7, 20.0  # deadlines that are to be missed, and kept
MARGIN_S = 3.0  # for a machine that is busy with other things
KEY = "key-4711"
SECRET = "The plant in Leeds closes."
ASKED = [Message(role="system", content="Answer."), Message(role="user", content=SECRET)]
SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
GOOD = '{"text": "Forty engineers will be hired."}'


@pytest.fixture(scope="module", autouse=True)
def client_is_imported() -> Iterator[None]:
    """Importing the client takes longer than these deadlines leave on a slow machine. What is there by then is kept
    out of the collector's way, which each test here calls."""
    importlib.import_module("openai")
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    before = _threads()  # other files' servers may be there for as long as the session
    yield
    until = monotonic() + MARGIN_S
    while (left := _threads() - before) and monotonic() < until:
        sleep(0.02)
    gc.collect()  # an unclosed socket would be a warning, and so an error
    assert not left


def _threads() -> set[threading.Thread]:
    ours = ("language-model", "scripted-server")
    return {thread for thread in threading.enumerate() if thread.name in ours}


def model(server: ScriptedServer, **settings: Any) -> VllmModel:
    return VllmModel(server.url, **{"model": "scripted", "api_key": KEY, **settings})


def text(made: VllmModel, seconds: float = LONG_S) -> str:
    return "".join(made.stream(ASKED, SCHEMA, 64, monotonic() + seconds))


def choose(made: VllmModel, seconds: float = LONG_S) -> dict[str, float]:
    return made.choose(ASKED, ("yes", "no"), monotonic() + seconds)


def served(made: VllmModel, seconds: float = LONG_S) -> object:
    return made.served(monotonic() + seconds)


def count(made: VllmModel, seconds: float = LONG_S) -> int:
    return made.count_tokens(ASKED, monotonic() + seconds)


EVERY_REPLY = [
    (Fault.REFUSE, faults.ServerUnreachable),
    (Fault.SLOW, faults.ServerTooSlow),
    (Fault.RESET, faults.ServerUnreachable),
    (Fault.TRICKLE, faults.ServerTooSlow),
    (Fault.HANG, faults.ServerTooSlow),
    (Fault.BUSY, faults.ServerBusy),
    (Fault.FAILING, faults.ServerFailed),
    (Fault.CUT, faults.ReplyCut),
    (Fault.WRONG_MODEL, faults.ModelNotServed),
    (Fault.CONTEXT, faults.ContextTooSmall),
    (Fault.NO_SCHEMA, faults.RequestRefused),
]
STREAMS = [
    *EVERY_REPLY,
    (Fault.HALF, faults.StreamBroken),
    (Fault.UNFINISHED, faults.StreamBroken),
    (Fault.UNREADABLE, faults.StreamBroken),
    (Fault.GARBAGE, faults.StreamBroken),
    (Fault.ERROR_EVENT, faults.ServerFailed),
]
CHOICES = [
    *EVERY_REPLY,
    (Fault.HALF, faults.ServerUnreachable),
    (Fault.UNFINISHED, faults.StreamBroken),
    (Fault.UNREADABLE, faults.ReplyMalformed),
    (Fault.GARBAGE, faults.ReplyMalformed),
    (Fault.NONSENSE, faults.ReplyMalformed),
]
LOOKS = [
    (Fault.REFUSE, faults.ServerUnreachable),
    (Fault.SLOW, faults.ServerTooSlow),
    (Fault.RESET, faults.ServerUnreachable),
    (Fault.TRICKLE, faults.ServerTooSlow),
    (Fault.HANG, faults.ServerTooSlow),
    (Fault.BUSY, faults.ServerBusy),
    (Fault.FAILING, faults.ServerFailed),
    (Fault.HALF, faults.ServerUnreachable),
    (Fault.GARBAGE, faults.ReplyMalformed),
]
CASES = [
    *((text, *one, False) for one in STREAMS),
    *((choose, *one, False) for one in CHOICES),
    *((look, *one, True) for look in (served, count) for one in LOOKS),
]


def _case(one: object) -> str:
    return getattr(one, "__name__", str(one))


@pytest.mark.parametrize(("call", "fault", "expected", "everywhere"), CASES, ids=_case)
def test_every_fault_is_a_typed_error_within_its_deadline(
    call: Callable[[VllmModel, float], object], fault: Fault, expected: type[LanguageModelError], everywhere: bool
) -> None:
    seconds = SHORT_S if expected is faults.ServerTooSlow else LONG_S
    with ScriptedServer([GOOD], fault=fault, everywhere=everywhere) as server:
        began = monotonic()
        with pytest.raises(expected) as caught:
            call(model(server), seconds)
        assert monotonic() - began < seconds + MARGIN_S
    assert type(caught.value) is expected


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.TRICKLE])
def test_what_came_before_a_hang_was_given_out_at_once_and_nothing_is_asked_again(fault: Fault) -> None:
    with ScriptedServer([GOOD], fault=Reply(fault=fault, tokens=4)) as server:
        deltas = model(server).stream(ASKED, SCHEMA, 64, monotonic() + 2.0)
        assert "".join(next(deltas) for _ in range(4)) == GOOD[:16]
        with pytest.raises(faults.ServerTooSlow):
            next(deltas)
        assert len(server.chats) == 1


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.FAILING, Fault.RESET, Fault.ERROR_EVENT])
def test_what_may_pass_is_asked_again(fault: Fault) -> None:
    with ScriptedServer([GOOD], fault=fault, times=2) as server:
        assert text(model(server)) == GOOD
        assert len(server.chats) == 3


def test_a_connection_lost_before_the_first_words_is_made_again() -> None:
    with ScriptedServer([GOOD], fault=Reply(fault=Fault.HALF, tokens=0), times=1) as server:
        assert text(model(server)) == GOOD
        assert len(server.chats) == 2


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.FAILING, Fault.RESET])
def test_it_gives_up_after_two_more_tries(fault: Fault) -> None:
    with ScriptedServer([GOOD], fault=fault) as server, pytest.raises(LanguageModelError):
        text(model(server))
    assert len(server.chats) == 3


@pytest.mark.parametrize("fault", [Fault.HALF, Fault.UNFINISHED, Fault.UNREADABLE, Fault.CUT])
def test_nothing_is_asked_again_once_words_were_given_out(fault: Fault) -> None:
    with ScriptedServer([GOOD], fault=fault) as server, pytest.raises(LanguageModelError):
        text(model(server))
    assert len(server.chats) == 1


@pytest.mark.parametrize("fault", [Fault.WRONG_MODEL, Fault.CONTEXT, Fault.NO_SCHEMA, Fault.GARBAGE])
def test_what_would_be_the_same_again_is_not_asked_again(fault: Fault) -> None:
    with ScriptedServer([GOOD], fault=fault) as server, pytest.raises(LanguageModelError):
        text(model(server))
    assert len(server.chats) == 1


def test_the_server_says_when_to_come_back_and_is_not_asked_sooner() -> None:
    with ScriptedServer([GOOD], fault=Reply(fault=Fault.BUSY, wait_s=1), times=1) as server:
        began = monotonic()
        assert text(model(server)) == GOOD
        assert monotonic() - began >= 1


def test_a_server_that_wants_more_time_than_there_is_is_not_waited_for() -> None:
    with ScriptedServer([GOOD], fault=Reply(fault=Fault.BUSY, wait_s=60)) as server:
        began = monotonic()
        with pytest.raises(faults.ServerBusy):
            text(model(server))
        assert monotonic() - began < MARGIN_S
        assert len(server.chats) == 1


def test_a_deadline_that_has_passed_sends_nothing() -> None:
    with ScriptedServer([GOOD]) as server, pytest.raises(faults.ServerTooSlow):
        text(model(server), -1.0)
    assert not server.requests


def test_who_stops_listening_ends_the_exchange() -> None:
    with ScriptedServer([GOOD], tokens_per_second=5) as server:
        deltas = model(server).stream(ASKED, SCHEMA, 64, monotonic() + 30)
        next(deltas)
        deltas.close()
        until = monotonic() + MARGIN_S
        while "language-model" in _threads() and monotonic() < until:
            sleep(0.02)
        assert "language-model" not in _threads()


def test_after_a_fault_the_next_question_works() -> None:
    with ScriptedServer([GOOD]) as server:
        made = model(server)
        assert text(made) == GOOD
        server.stop()
        with pytest.raises(faults.ServerUnreachable):
            text(made)
        server.start()
        assert text(made) == GOOD


def test_a_server_that_comes_back_with_another_model_is_noticed() -> None:
    with ScriptedServer([GOOD]) as server:
        made = model(server, model=None)
        assert made.name == "scripted"
        server.model = "larger"
        with pytest.raises(faults.ModelNotServed):
            text(made)
        assert text(made) == GOOD
        assert made.name == "larger"


def test_a_model_that_is_not_served_is_told_with_those_that_are() -> None:
    with ScriptedServer() as server:
        for call in (text, choose, served, count):
            with pytest.raises(faults.ModelNotServed, match=r"vllm_model is other, and it serves scripted\. Mend"):
                call(model(server, model="other"))


def test_a_prompt_that_does_not_fit_names_the_context() -> None:
    with ScriptedServer(context_tokens=10) as server, pytest.raises(faults.ContextTooSmall, match="--max-model-len"):
        text(model(server))


def test_a_reply_that_is_no_json_is_not_whole() -> None:
    with ScriptedServer(["Certainly. Here it is."]) as server, pytest.raises(faults.ReplyMalformed):
        text(model(server))


def test_a_wrong_key_is_refused_and_no_message_holds_a_key_or_a_prompt() -> None:
    def echoes(request: Request) -> str:
        raise AssertionError(request)

    with ScriptedServer(echoes, api_key="another") as server:
        for call in (text, choose, served, count):
            with pytest.raises(faults.RequestRefused, match="vllm_api_key") as caught:
                call(model(server))
            _says_nothing(caught.value)
            assert caught.value.status == 401


@pytest.mark.parametrize("fault", [fault for fault, _ in STREAMS])
def test_a_fault_is_one_line_with_the_address_and_what_to_do(fault: Fault) -> None:
    with ScriptedServer([GOOD], fault=fault) as server, pytest.raises(LanguageModelError) as caught:
        text(model(server), 2.0)
    told = str(caught.value)
    assert server.url in told
    assert "\n" not in told
    assert caught.value.advice
    _says_nothing(caught.value)


def _says_nothing(error: BaseException) -> None:
    """Neither the message nor any error behind it holds the key or the prompt."""
    assert error.__cause__ is None
    assert error.__context__ is None
    assert KEY not in repr(error)
    assert SECRET not in repr(error)


def test_codes_are_of_one_fault_each() -> None:
    kinds = LanguageModelError.__subclasses__()
    assert len({kind.code for kind in kinds} | {LanguageModelError.code}) == len(kinds) + 1


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8000", "ftp://gpu/v1", "http://", "http://gpu:port/v1", f"http://me:{KEY}@gpu/v1", "http://a?b=c"],
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(ModelError, match="vllm_url") as caught:
        VllmModel(url)
    assert KEY not in str(caught.value)


def test_without_the_client_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(importlib.import_module("sys").modules, "openai", None)
    with pytest.raises(ModelError, match=r"onrecord\[vllm\]"):
        VllmModel("http://127.0.0.1:8000")


@given(st.integers(0, 8), st.none() | st.floats(0, 100), st.floats(0, 1))
def test_a_pause_is_a_share_of_a_bounded_span_after_what_the_server_asked_for(
    tries: int, asked_s: float | None, share: float
) -> None:
    pause = pause_s(tries, asked_s, share)
    assert (asked_s or 0) <= pause <= (asked_s or 0) + min(LONGEST_S, FIRST_S * 2**tries) + 1e-9
