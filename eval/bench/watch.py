"""How much of the machine other processes took while the bench ran."""

import time
from contextlib import suppress

import psutil


class Watch:
    """Counts from when it is made; processes that the bench started are its own."""

    def __init__(self) -> None:
        self._begun, self._all, self._own = time.perf_counter(), _busy(), _own()

    def seconds(self) -> float:
        """Gives how long it has watched."""
        return time.perf_counter() - self._begun

    def others(self) -> float:
        """Gives how many cores were busy for other processes, on average."""
        return max(0.0, (_busy() - self._all) - (_own() - self._own)) / self.seconds()


def _busy() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0))


def _own() -> float:
    """Gives the seconds of this process and of all that it started, whether they have ended or not."""
    own = psutil.Process()
    spent = 0.0
    for one in (own, *own.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # it has ended meanwhile, and counts for its parent now
            times = one.cpu_times()
            spent += times.user + times.system + times.children_user + times.children_system
    return spent
