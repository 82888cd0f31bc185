"""What the commands of the command line share: options, and how a library is opened."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.settings import Settings

if TYPE_CHECKING:
    from app.cross_encoder import Reranker
    from app.generate import Writer
    from ingest.encoder import Encoder
    from ingest.library import Library

library_option = click.option(
    "--library",
    "library_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The library folder (default: CITECODER_LIBRARY, else the platform's user data folder).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def open_library(folder: Path | None, *, any_model: bool = False) -> "Library":
    """Opens the library that the option or the settings name, with the model that it was made with.

    Args:
        folder: the option.
        any_model: as in `Library`.

    Raises:
        click.UsageError: if it cannot be opened (exit status 2).
    """
    from ingest.library import Library, LibraryError

    settings = Settings()
    try:
        return Library(folder or settings.library, _asked_for(settings), any_model=any_model)
    except LibraryError as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def log_level(level: int) -> Iterator[list[logging.Logger]]:
    """Sets the level of the product's loggers, gives them, and puts the old levels back."""
    loggers = [logging.getLogger(name) for name in ("app", "ingest")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(level)
    try:
        yield loggers
    finally:
        for one, old in zip(loggers, levels, strict=True):
            one.setLevel(old)


def open_writer() -> "Writer | None":
    """Makes the writer of the chat model that the settings name; None where they name none.

    Raises:
        click.UsageError: if it cannot be used (exit status 2).
    """
    settings = Settings()
    if not settings.chat_model:
        return None
    from app.chat import ChatModelError  # LangChain takes two seconds to import
    from app.generate import writer_from

    try:
        return writer_from(settings)
    except ChatModelError as error:
        raise click.UsageError(str(error)) from error


def open_reranker() -> "Reranker | None":
    """Loads the cross-encoder that the settings name; None where they name none.

    Raises:
        click.UsageError: if it cannot be used (exit status 2).
    """
    settings = Settings()
    if not settings.reranker:
        return None
    from app.cross_encoder import CrossEncoderError, Reranker

    reranker = Reranker(settings.reranker)
    try:
        reranker.prepare()
    except CrossEncoderError as error:
        raise click.UsageError(str(error)) from error
    return reranker


def _asked_for(settings: Settings) -> "Encoder | None":
    """Makes the encoder that the environment names; without one, the library's own is used."""
    from ingest.encoder import Encoder

    return Encoder(settings.model) if "model" in settings.model_fields_set else None
