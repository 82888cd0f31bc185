"""A chat model over real HTTP, in the protocols of OpenAI and Ollama."""

import json
import logging
import threading
import time

import pytest

from app.chat import ChatError, ChatModel, ChatModelError, within
from app.claims import ClaimsError, claims_in
from tests.app.chat_server import ChatServer, claims, serving

SAID = claims(("Report 63103.", 1, "Report 63103."))


def openai(chat: ChatServer, seconds: float = 60) -> ChatModel:
    return ChatModel("openai:scripted", seconds, base_url=f"{chat.url}/v1", api_key="none")


def test_claims_are_asked_for_with_a_schema_and_temperature_0() -> None:
    with serving(ChatServer(lambda prompt: SAID)) as chat:
        given = openai(chat).claims("system words", "user words")
    assert given.claims[0].quotes[0].quote == "Report 63103."
    (asked,) = chat.requests
    assert asked["temperature"] == 0
    assert asked["response_format"]["type"] == "json_schema"
    assert [one["content"] for one in asked["messages"]] == ["system words", "user words"]


def test_a_model_of_ollama_is_asked_as_ollama_is() -> None:
    with serving(ChatServer(lambda prompt: SAID)) as chat:
        given = ChatModel("ollama:scripted", 60, base_url=chat.url).claims("system", "user")
    assert given.claims[0].sentence == "Report 63103."
    assert chat.requests[0]["format"]["properties"]["claims"]


def test_a_server_without_structured_output_is_asked_in_plain_words_from_then_on() -> None:
    with serving(
        ChatServer(lambda prompt: f"Sure!\n```json\n{json.dumps(SAID)}\n```", refuses_schema=True)
    ) as chat:
        model = openai(chat)
        for _ in range(2):
            assert model.claims("s", "u").claims[0].sentence == "Report 63103."
    assert ["response_format" in one for one in chat.requests] == [True, False, False]


def test_a_reasoning_model_that_takes_no_temperature_is_given_none() -> None:
    with serving(ChatServer(lambda prompt: SAID)) as chat:
        ChatModel("openai:o3", 60, base_url=f"{chat.url}/v1", api_key="none").claims("s", "u")
    assert "temperature" not in chat.requests[0]


@pytest.mark.parametrize(
    "rubbish", ["", "I think 63103.", '{"claims": 3}', "{" * 5000, "[]", '{"a": {"b": 1}}']
)
def test_rubbish_is_an_error_for_the_reader(rubbish: str) -> None:
    with (
        serving(ChatServer(lambda prompt: rubbish)) as chat,
        pytest.raises(ChatError, match="could not be read"),
    ):
        openai(chat).claims("s", "u")


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_server_that_fails_is_an_error_for_the_reader_and_in_the_log(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with (
        serving(ChatServer(lambda prompt: SAID, status=status)) as chat,
        pytest.raises(ChatError, match="could not be asked"),
    ):
        openai(chat).claims("s", "u")
    assert "scripted failure" in caplog.text


def test_a_server_that_is_not_there_is_an_error_for_the_reader() -> None:
    with serving(ChatServer(lambda prompt: SAID)) as gone:
        pass
    with pytest.raises(ChatError, match="could not be asked"):
        openai(gone).claims("s", "u")


def test_an_answer_that_trickles_in_is_given_up_at_the_time_limit() -> None:
    enough = threading.Event()
    with serving(ChatServer(lambda prompt: SAID, trickle=enough)) as chat:
        with pytest.raises(ChatError, match=r"0\.5 seconds"):
            openai(chat, seconds=0.5).claims("s", "u")
        enough.set()


@pytest.mark.parametrize("name", ["nobody:model", "llama", "ollama_:x", "anthropic:claude"])
def test_a_model_that_cannot_be_made_is_said_by_name(name: str) -> None:
    with pytest.raises(ChatModelError, match=name):
        ChatModel(name, 5)


def test_a_key_that_is_not_set_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ChatModelError, match="OPENAI_API_KEY"):
        ChatModel("openai:gpt-4o-mini", 5)


def test_questions_are_not_traced_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ChatServer(lambda prompt: SAID)) as chat, serving(ChatServer(lambda p: {})) as tracer:
        for name, value in {"TRACING": "true", "API_KEY": "x", "ENDPOINT": tracer.url}.items():
            monkeypatch.setenv(f"LANGSMITH_{name}", value)
        openai(chat).claims("s", "u")
        time.sleep(1)  # LangSmith sends in the background
    assert not tracer.paths


def test_what_a_call_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_claims_are_found_after_prose_with_braces() -> None:
    assert claims_in(f"As {{you}} asked: {json.dumps(SAID)} Bye {{}}.").claims[0].sentence == "Report 63103."
    with pytest.raises(ClaimsError, match="no claims"):
        claims_in("{}")
