"""Every answerer that `citecoder eval` can name."""

from collections.abc import Callable

from app.answer import Assistant
from app.chat import ChatModelError
from app.generate import writer_from
from app.settings import Settings
from eval.baseline import ANSWERERS as WITHOUT_CHAT
from eval.run import Answerer
from ingest.library import Library

CHAT = "chat"


def chat(library: Library) -> Answerer:
    """Makes the assistant whose answers the chat model of the settings words.

    Raises:
        ChatModelError: if the settings name none, or it cannot be used.
    """
    writer = writer_from(Settings())
    if writer is None:
        raise ChatModelError("The answerer chat needs a chat model: set CITECODER_CHAT_MODEL.")
    return Assistant(library, writer)


ANSWERERS: dict[str, Callable[[Library], Answerer]] = {**WITHOUT_CHAT, CHAT: chat}
