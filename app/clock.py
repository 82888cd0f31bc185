"""Times the stages of one answer."""

import time


class Clock:
    """Times the stages of one answer, in milliseconds."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self._laps = {"embed": 0.0, "retrieve": 0.0, "answer": 0.0}

    def lap(self, stage: str) -> None:
        """Books the time since the last lap on a stage."""
        now = time.perf_counter()
        self._laps[stage] += now - self._last
        self._last = now

    def milliseconds(self) -> dict[str, float]:
        """Gives the time since the start as ``total``, and that of each stage, in milliseconds."""
        total = time.perf_counter() - self._begun
        return {name: round(value * 1000, 1) for name, value in {"total": total, **self._laps}.items()}
