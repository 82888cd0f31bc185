"""Which embedding model a library was made with; vectors of two are never mixed."""

import logging
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.embeddings import Embeddings
from ingest.encoder import Encoder
from ingest.trouble import LibraryError

log = logging.getLogger(__name__)


def noted(catalogue: Catalogue, embeddings: Embeddings, encoder: Encoder) -> str:
    """Gives the fingerprint of a library's vectors; a new library gets the encoder's.

    Args:
        catalogue: the library's.
        embeddings: the library's.
        encoder: the one that it is opened with.
    """
    fingerprint, model = catalogue.noted("fingerprint"), catalogue.noted("model")
    if not fingerprint:  # a new library, or one of a release that noted the model only
        known = embeddings.fingerprints() if model else set()
        fingerprint = min(known) if known and encoder.fingerprint not in known else encoder.fingerprint
        catalogue.note("model", model or encoder.model)
        catalogue.note("fingerprint", fingerprint)
    return fingerprint


def check(folder: Path, catalogue: Catalogue, encoder: Encoder) -> None:
    """Refuses an encoder that did not make the library's vectors.

    Raises:
        LibraryError: it is another model, another release of it, or the passages were made by other rules.
    """
    model = catalogue.noted("model")
    if model != encoder.model:
        raise LibraryError(
            f"The library {folder} was made with the embedding model {model}, not {encoder.model}: vectors"
            f" of two models cannot be mixed. Set CITECODER_MODEL to {model}, use another library, or"
            f" change its model with 'citecoder refresh --reembed {encoder.model}'."
        )
    if Path(model).is_absolute() and not Path(model).is_dir():
        raise LibraryError(
            f"The library {folder} was made with the embedding model in {model}, and that folder is not"
            " there. Put it back, or change the model with 'citecoder refresh --reembed MODEL'."
        )
    if catalogue.noted("fingerprint") != encoder.fingerprint:
        raise LibraryError(
            f"The library {folder} was made with another release of {model}, or of the rules by which"
            " documents become passages, and their vectors cannot be mixed. Make them anew with"
            f" 'citecoder refresh --reembed {model}'."
        )


def encoder_of(folder: Path, catalogue: Catalogue) -> Encoder:
    """Gives the encoder of the model that another process changed a library to.

    Raises:
        LibraryError: that release of it is not installed here.
    """
    encoder = Encoder(catalogue.noted("model"))
    check(folder, catalogue, encoder)
    log.info("The library's embedding model is %s now.", encoder.model)
    return encoder
