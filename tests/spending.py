"""How long something takes a processor, whatever the rest of the suite does.

Only this thread counts: others serve pages to a browser. And the least of up to three times is
taken, because going through all that earlier tests left in memory now and then is not its work.
"""

import time
from collections.abc import Callable


def spent(work: Callable[[], object], within: float) -> float:
    """Seconds, at best; no more is tried once it was `within`."""
    least = float("inf")
    for _time in range(3):
        begun = time.thread_time()
        work()
        least = min(least, time.thread_time() - begun)
        if least < within:
            break
    return least
