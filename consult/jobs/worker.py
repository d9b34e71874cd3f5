"""The process that does the jobs, one after the other, until it is told to stop."""

import os
import signal
import time

from flask import Flask

from consult.jobs.rounds import Rounds, every, say_alive
from consult.jobs.running import recover

TICK, ROUND = 0.2, 10.0


def work(app: Flask, *, beside: int = 0) -> None:
    """Take jobs from the queue; look for those left behind now and every ten seconds. Told to
    stop, or when the server that it stands `beside` is gone, it finishes the job that it has."""
    queue = app.extensions["jobs"]
    queue.huey.immediate = False
    _ = queue.hand_over  # so that the consumer knows the one task there is
    consumer = queue.huey.create_consumer(workers=1, periodic=False, max_delay=1.0)
    consumer.start()
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, _frame: told.append(signum))
    rounds = Rounds(app)
    while not told and beside in (0, os.getppid()):
        rounds.make()
        time.sleep(TICK)
    consumer.stop(graceful=True)


every(ROUND)(say_alive)
every(ROUND)(recover)
