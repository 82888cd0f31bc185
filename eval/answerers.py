"""Every answerer that `citecoder eval` can name."""

from collections.abc import Callable

from app.answer import Assistant
from app.chat import ChatModelError
from app.generate import writer_from
from app.opening import open_reranker
from app.settings import Settings
from eval.baseline import ANSWERERS as BASELINES
from eval.run import Answerer
from ingest.library import Library

CHAT = "chat"
EXTRACTIVE = "extractive"


def chat(library: Library) -> Answerer:
    """Makes the assistant whose answers the chat model of the settings words.

    Raises:
        ChatModelError: if the settings name none, or it cannot be used.
    """
    writer = writer_from(Settings())
    if writer is None:
        raise ChatModelError("The answerer chat needs a chat model: set CITECODER_CHAT_MODEL.")
    return _prepared(Assistant(library, writer, open_reranker()))


def extractive(library: Library) -> Answerer:
    """Makes the assistant as the settings have it, without a chat model."""
    return _prepared(Assistant(library, reranker=open_reranker()))


def _prepared(assistant: Assistant) -> Assistant:
    """Reads what the first questions would wait for, so that their times are those of a server."""
    assistant.prepare()
    return assistant


ANSWERERS: dict[str, Callable[[Library], Answerer]] = {**BASELINES, EXTRACTIVE: extractive, CHAT: chat}
