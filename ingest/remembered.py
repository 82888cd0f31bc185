"""Passages that were fetched a moment ago, for as long as the library stays what it was then.

One answer asks for the same passages up to three times (to rank, to quote, to prove the quote), and the same
rules come up in question after question. To fetch fifty passages takes 2 to 5 ms.
"""

import threading
from collections.abc import Sequence

from ingest.catalogue import Catalogue
from ingest.entries import Placed

#: Passages that are kept; with what they say and name, about 4 kB each.
KEPT = 4000
#: Who asks for more at once goes through the library, and will not ask for them again.
AT_ONCE = 200


class Remembered:
    """Fetches passages, and keeps them until the version of the library changes.

    The version is read with every call, and it changes in the transaction that changes what is live, so no
    passage is given that a later version took out.

    Args:
        catalogue: where passages come from.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._version = ""
        self._kept: dict[str, Placed] = {}

    def passages(self, ids: Sequence[str], scope: Sequence[str] = ()) -> list[Placed]:
        """Fetches live passages in the order of their ids.

        Args:
            ids: passage ids.
            scope: document names to stay within; empty for all.
        """
        if len(ids) > AT_ONCE:
            return self._catalogue.passages(ids, scope)
        kept = self._of_now()
        # another thread may put some out meanwhile
        found = {one: placed for one in ids if (placed := kept.get(one)) is not None}
        missing = [one for one in ids if one not in found]
        new = {one.passage.id: one for one in self._catalogue.passages(missing)} if missing else {}
        with self._lock:
            kept.update(new)
            while len(kept) > KEPT:
                del kept[next(iter(kept))]  # the oldest
        found |= new
        return [found[one] for one in ids if one in found and (not scope or found[one].entry.name in scope)]

    def _of_now(self) -> dict[str, Placed]:
        """Gives what is kept of the version that is live now.

        What another thread still fetches for an older version goes into the dictionary of that one.
        """
        version = self._catalogue.version
        with self._lock:
            if version != self._version:
                self._version, self._kept = version, {}
            return self._kept
