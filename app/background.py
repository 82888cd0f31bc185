"""Makes the vectors that sentences and rows still wait for, while the chat answers without them."""

import logging
import threading
import time

from app.code_sets import make_missing
from app.warming import warm
from ingest.library import Library, LibraryError

log = logging.getLogger(__name__)

#: Passages and rows embedded in one go, and the pause after it that leaves the processors to the answers.
STEP = 2048
PAUSE_SECONDS = 0.5
#: How often a library that waits for nothing is looked at again.
IDLE_SECONDS = 30.0


def embed_in_background(library: Library) -> threading.Thread:
    """Starts a thread that ends with the process; what it made is kept, and it goes on at the next start.

    Args:
        library: the library that is being served.

    Returns:
        The thread.
    """
    thread = threading.Thread(target=_work, args=(library,), name="vectors", daemon=True)
    thread.start()
    return thread


def _warm(library: Library) -> None:
    try:
        warm(library)
    except Exception:
        log.exception("What the first questions wait for could not be read before them.")


def _work(library: Library) -> None:
    _warm(library)
    looked = ""
    while True:
        try:
            done = library.embed_waiting(most=STEP)
            if not done and looked != (version := library.version):
                done = make_missing(library)  # reads every table that may be a code set: once a version
                _warm(library)
                looked = version
        except LibraryError as error:  # another process writes; it may take its time
            log.info("Vectors of sentences and rows wait: %s", error)
            done = 0
        except Exception:
            log.exception("Vectors of sentences and rows could not be made; trying again.")
            done = 0
        time.sleep(PAUSE_SECONDS if done else IDLE_SECONDS)
