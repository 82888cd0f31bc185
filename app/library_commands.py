"""``citecoder library``: what is in it, where it comes from, and taking out."""

import sys
from pathlib import Path

import click

from app.opening import json_option, library_option, open_library


@click.group()
def library() -> None:
    """Look into the library, and take documents out."""


@library.command("list")
@json_option
@library_option
def list_documents(as_json: bool, library_folder: Path | None) -> None:
    """List the documents."""
    from app.show import entries_json, entries_text

    entries = open_library(library_folder).documents()
    click.echo(entries_json(entries) if as_json else entries_text(entries))


@library.command()
@click.argument("document")
@json_option
@library_option
def show(document: str, as_json: bool, library_folder: Path | None) -> None:
    """Show the passages of DOCUMENT, in reading order."""
    from app.show import passages_json, passages_text

    opened = open_library(library_folder)
    placed = opened.catalogue.of_document(document)
    if not placed:
        raise click.UsageError(
            f"The library has no document {document!r}. 'citecoder library list' names them."
        )
    click.echo(passages_json(placed) if as_json else passages_text(placed))


@library.command()
@click.argument("document")
@library_option
def remove(document: str, library_folder: Path | None) -> None:
    """Take DOCUMENT out of the library for good; its file stays where it is."""
    from ingest.library import LibraryError

    try:
        open_library(library_folder).remove(document)
    except LibraryError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{document} is no longer in the library.")


@library.command()
@library_option
def verify(library_folder: Path | None) -> None:
    """Prove that catalogue, full text and vectors agree."""
    from ingest.library import LibraryError

    opened = open_library(library_folder)
    try:
        problems = opened.verify()
    except LibraryError as error:
        raise click.ClickException(str(error)) from error
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo(f"{len(opened.documents())} documents verified: catalogue, full text and vectors agree.")


@library.command()
@json_option
@library_option
def sources(as_json: bool, library_folder: Path | None) -> None:
    """List the files and folders that a refresh looks at."""
    from app.show import sources_json, sources_text
    from ingest.refresh import registered

    found = registered(open_library(library_folder))
    click.echo(sources_json(found) if as_json else sources_text(found))


@library.command()
@click.argument("source")
@library_option
def forget(source: str, library_folder: Path | None) -> None:
    """Look at SOURCE no more; documents that came from it stay as they are."""
    from ingest.refresh import registered

    opened = open_library(library_folder)
    known = {one.path for one in registered(opened)}
    path = source if source in known else str(Path(source).resolve())
    if path not in known:
        raise click.UsageError(f"{source} is no source. 'citecoder library sources' names them.")
    opened.sources.forget(path)
    click.echo(f"{path} is no longer refreshed; 'citecoder library remove' takes its documents out.")


@library.command()
@library_option
def prune(library_folder: Path | None) -> None:
    """Drop the vectors of embedding models that the library no longer uses."""
    from ingest.library import LibraryError
    from ingest.reembed import prune as drop_old

    try:
        dropped, freed = drop_old(open_library(library_folder))
    except LibraryError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{dropped:,} vectors of other models dropped, {freed / 1e6:,.1f} MB freed.")
