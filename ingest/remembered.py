"""Passages and vectors that were fetched a moment ago, for as long as they stay what they were then.

One answer asks for the same passages up to three times (to rank, to quote, to prove the quote), and the same
rules come up in question after question. To fetch fifty passages takes 2 to 5 ms.
"""

import threading
from collections.abc import Mapping, Sequence

from ingest.catalogue import Catalogue
from ingest.embeddings import Embeddings, text_hash
from ingest.encoder import Vectors
from ingest.entries import Placed

#: Passages that are kept, with what they say and name about 4 kB each, and vectors, of 1.5 kB.
KEPT = 20_000
#: Who asks for more at once goes through the library, and will not ask for them again.
AT_ONCE = 200
#: Passages of codes that are kept: thousands name a common modifier, and it takes 10 ms to find them.
NAMED = 50_000


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
        self._named: dict[str, dict[str, str]] = {}

    def passages(self, ids: Sequence[str], scope: Sequence[str] = ()) -> list[Placed]:
        """Fetches live passages in the order of their ids.

        Args:
            ids: passage ids.
            scope: document names to stay within; empty for all.
        """
        if len(ids) > AT_ONCE:
            return self._catalogue.passages(ids, scope)
        kept, _ = self._of_now()
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

    def with_code(self, code: str) -> dict[str, str]:
        """Finds the live passages that name a code, and their roles, as `Catalogue.with_code` does.

        Args:
            code: which.

        Returns:
            What others get too; it is not to be changed.
        """
        _, named = self._of_now()
        found = named.get(code)
        if found is None:
            found = self._catalogue.with_code(code)
            with self._lock:
                named[code] = found
                while len(named) > 1 and sum(map(len, named.values())) > NAMED:
                    del named[next(iter(named))]  # the oldest
        return found

    def _of_now(self) -> tuple[dict[str, Placed], dict[str, dict[str, str]]]:
        """Gives what is kept of the version that is live now.

        What another thread still fetches for an older version goes into the dictionary of that one.
        """
        version = self._catalogue.version
        with self._lock:
            if version != self._version:
                self._version, self._kept, self._named = version, {}, {}
            return self._kept, self._named


class RememberedVectors:
    """Fetches vectors and keeps them: that of one text by one encoder never changes.

    Args:
        embeddings: where vectors come from.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], Vectors] = {}

    def find(self, hashes: Sequence[str], fingerprint: str) -> dict[str, Vectors]:
        """Fetches the vectors that there are, by text hash; what has none is looked for again next time."""
        kept = {one: self._kept.get((fingerprint, one)) for one in hashes}
        found = {one: vector for one, vector in kept.items() if vector is not None}
        missing = [one for one, vector in kept.items() if vector is None]
        new = self._embeddings.find(missing, fingerprint) if missing else {}
        if len(new) <= AT_ONCE:
            with self._lock:
                self._kept.update({(fingerprint, one): vector for one, vector in new.items()})
                while len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]  # the oldest
        return found | new

    def similarities(
        self, placed: Sequence[Placed], vector: Vectors, fingerprint: str, near: Mapping[str, float]
    ) -> list[float]:
        """Gives the cosine of passages and a question's vector, 0 where a passage has no vector yet.

        Args:
            placed: the passages.
            vector: the question's.
            fingerprint: of the encoder that made the vectors.
            near: cosines that a search has given already, by passage id.
        """
        hashes = {
            p.passage.id: text_hash(p.passage.embedded_text) for p in placed if p.passage.id not in near
        }
        known = self.find(list(hashes.values()), fingerprint)
        far = {one: float(known[its] @ vector) for one, its in hashes.items() if its in known}
        return [near.get(one.passage.id, far.get(one.passage.id, 0.0)) for one in placed]
