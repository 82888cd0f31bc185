"""Talks to a chat model through LangChain: any provider it knows, within a time limit."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any, TypeVar

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langsmith import tracing_context
from pydantic import ValidationError

from app.claims import Claims, ClaimsError, claims_in

log = logging.getLogger(__name__)

#: Answers of a server that does not take the schema of structured output: asked again in plain words.
REFUSED = frozenset({400, 404, 405, 415, 422, 501})
T = TypeVar("T")


class ChatModelError(Exception):
    """The chat model that was named cannot be used; the message says why."""


class ChatError(Exception):
    """A chat model gave no usable answer this time; the message is for the reader of the page."""


class ChatModel:
    """A chat model that is asked for claims.

    Args:
        name: as in the setting, such as ``ollama:llama3.1``.
        seconds: how long an answer may take in all.
        options: further ones of LangChain's `init_chat_model`, such as ``base_url``.

    Raises:
        ChatModelError: if LangChain does not know it, its package is not installed, or its key is not set.
    """

    def __init__(self, name: str, seconds: float, **options: Any) -> None:
        self.name, self.seconds = name, seconds
        provider = name.split(":", 1)[0]
        waits: dict[str, Any] = {"timeout": seconds, "max_retries": 0}
        if provider == "ollama":
            waits = {"client_kwargs": {"timeout": seconds}}
        try:
            self._model = _make(name, waits | options)
        except Exception as error:  # each provider raises its own
            raise ChatModelError(
                f"The chat model {name!r} (CITECODER_CHAT_MODEL) cannot be used: {error}"
            ) from error
        self._structured = True

    def claims(self, system: str, user: str) -> Claims:
        """Asks for claims.

        Args:
            system: what the model is told to do.
            user: the passages and the question.

        Raises:
            ChatError: if it cannot be reached, takes too long, or answers something else.
        """
        messages: list[BaseMessage] = [SystemMessage(system), HumanMessage(user)]
        begun = time.monotonic()
        try:
            claims = within(self.seconds, lambda: self._ask(messages))
        except TimeoutError as error:
            log.warning("The chat model %s did not answer in %g seconds.", self.name, self.seconds)
            raise ChatError(f"The chat model did not answer in {self.seconds:g} seconds.") from error
        except ClaimsError as error:
            log.warning("%s: %s", self.name, error)
            raise ChatError("What the chat model wrote could not be read.") from error
        except Exception as error:  # each provider raises its own
            log.warning("The chat model %s failed: %s: %s", self.name, type(error).__name__, error)
            raise ChatError(f"The chat model could not be asked ({type(error).__name__}).") from error
        log.debug("%s gave %d claims in %.1f s.", self.name, len(claims.claims), time.monotonic() - begun)
        return claims

    def _ask(self, messages: list[BaseMessage]) -> Claims:
        # LangChain would send runs to LangSmith where its environment variables say so.
        with tracing_context(enabled=False):
            if not self._structured:
                return _read(self._model.invoke(messages))
            try:
                asked = self._model.with_structured_output(Claims.model_json_schema(), include_raw=True)
                given = asked.invoke(messages)
            except Exception as error:
                if not _without_structure(error):
                    raise
                log.info("The chat model %s takes no schema (%s); asked in plain words.", self.name, error)
                claims = _read(self._model.invoke(messages))
                self._structured = False
                return claims
        if not isinstance(given, dict):  # what include_raw promises
            raise ClaimsError(f"The chat model gave a {type(given).__name__} and no message.")
        return _read(given["raw"], given["parsed"])


def _make(name: str, options: dict[str, Any]) -> BaseChatModel:
    model: BaseChatModel = init_chat_model(name, temperature=0, **options)
    if model.profile and model.profile.get("temperature") is False:  # reasoning models refuse one
        model = init_chat_model(name, **options)
    return model


def _without_structure(error: Exception) -> bool:
    """Says whether an error means that the model or its server has no structured output."""
    return isinstance(error, NotImplementedError) or getattr(error, "status_code", None) in REFUSED


def _read(message: AIMessage, parsed: object = None) -> Claims:
    if isinstance(parsed, dict):
        try:
            return Claims.model_validate(parsed)
        except ValidationError:
            log.debug("The structured output is of another form: %s", parsed)
    return claims_in(message.text)


def within(seconds: float, call: Callable[[], T]) -> T:
    """Calls something and waits for it no longer than some seconds.

    The time limits of providers' clients are for each piece of an answer, so an answer that trickles in would
    hold a reader for ever. A call that is given up goes on in its thread until its client gives up as well.

    Raises:
        TimeoutError: if it takes longer.
    """
    future: Future[T] = Future()

    def work() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=work, name="chat model", daemon=True).start()
    return future.result(timeout=seconds)
