"""Whole answers with a chat model: of the assistant, the command line and the evaluation."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from app.answer import Assistant
from app.chat import ChatModel
from app.citations import Answer
from app.generate import Writer
from eval.cli import main
from tests.app.chat_server import ChatServer, claims, serving

QUESTION = "What documentation supports 63102?"


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with serving(ChatServer(copies_the_first_sentence)) as server:
        yield server


def passages(prompt: str) -> dict[int, str]:
    found = re.findall(r'<passage number="(\d+)" from=[^\n]*>\n(.*?)\n</passage>', prompt, re.DOTALL)
    return {int(number): text for number, text in found}


def copies_the_first_sentence(prompt: str) -> dict[str, Any]:
    """A model that does as it is told: it copies the first sentence of the first passage."""
    said = re.split(r"(?<=\.)\s", passages(prompt)[1])[0]
    return claims((said, 1, said))


def asked(starter: Assistant, chat: ChatServer) -> Answer:
    model = ChatModel("openai:scripted", 60, base_url=f"{chat.url}/v1", api_key="none")
    answer = Assistant(starter.library, Writer(model)).ask(QUESTION)
    shown = [*answer.citations, *answer.nearest]
    assert all(c.passage[c.start : c.end] == c.quote for c in shown)
    assert len({c.n for c in shown}) == len(shown)
    return answer


def test_an_answer_of_a_chat_model_says_so(starter: Assistant, chat: ChatServer) -> None:
    answer = asked(starter, chat)
    assert (answer.answerer, answer.chat_model) == ("chat", "openai:scripted")
    assert len(answer.sentences) == 1
    assert answer.answer == f"{answer.sentences[0].text} [1]"
    assert answer.sentences[0].text in passages(chat.prompts[0])[1]
    assert not answer.dropped
    assert not answer.abstained


@pytest.mark.parametrize(
    ("script", "words", "count"),
    [
        (lambda prompt: "no idea", "could not be read", 0),
        (lambda prompt: claims(("63102 is covered by Aetna.", 1, passages(prompt)[1])), "Nothing", 1),
    ],
)
def test_where_nothing_of_a_model_stands_the_answer_is_quoted_and_a_note_says_so(
    starter: Assistant, chat: ChatServer, script: Any, words: str, count: int
) -> None:
    chat.script = script
    answer, quoted = asked(starter, chat), starter.ask(QUESTION)
    assert (answer.answerer, answer.chat_model) == ("extractive", None)
    assert (answer.answer, answer.citations) == (quoted.answer, quoted.citations)
    assert words in answer.notes[-1]
    assert len(answer.dropped) == count


def test_a_model_that_finds_no_answer_makes_an_abstention(starter: Assistant, chat: ChatServer) -> None:
    chat.script = lambda prompt: {"not_in_material": True, "claims": []}
    answer = asked(starter, chat)
    assert (answer.abstained, answer.reason, answer.answerer) == (True, "not_in_library", "chat")
    assert answer.nearest
    assert not answer.citations


def test_a_question_that_is_not_answered_is_not_sent_to_a_model(starter: Assistant, chat: ChatServer) -> None:
    model = ChatModel("openai:scripted", 60, base_url=f"{chat.url}/v1", api_key="none")
    assert Assistant(starter.library, Writer(model)).ask("What is the global period of 63109?").abstained
    assert not chat.requests


def test_the_command_line_answers_with_the_chat_model_of_the_settings(
    starter: Assistant, chat: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{chat.url}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("CITECODER_CHAT_MODEL", "openai:scripted")
    folder = str(starter.library.folder)
    result = CliRunner().invoke(main, ["ask", QUESTION, "--json", "--library", folder])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["chat_model"] == "openai:scripted"


def test_a_chat_model_that_cannot_be_used_is_a_wrong_call(
    starter: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECODER_CHAT_MODEL", "nobody:some")
    result = CliRunner().invoke(main, ["ask", QUESTION, "--library", str(starter.library.folder)])
    assert result.exit_code == 2
    assert "CITECODER_CHAT_MODEL" in result.stderr
