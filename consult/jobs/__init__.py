"""Work that takes longer than a request: a row for each job, so that none is lost.

A feature registers a task and enqueues it; start reading there:

    @task("drafts.publish")
    def prepare(report: Report, *, version_id: int) -> Write:
        journey = ...                 # reading, however long it takes; report(done, total)
        return lambda: store(journey) # writing, short; all of it or nothing

    job = enqueue("drafts.publish", version_id=7)

A task has two steps because SQLite has one writer at a time. The first may only read: meanwhile
everybody else writes, and so does the job's own row, where other processes see how far it is.
What it returns is then called in one write transaction, which commits together with the job's
`done`; so a worker that is killed leaves both or neither, and the job is taken up again. The two
steps have a session each: ids and plain values go from one to the other, not rows. Between them
others may have changed something, and a job may run that another has made needless: the second
step looks again before it writes.

`queue` is the way in, `running` what happens to one job, `worker` the process that does them, and
`rounds` what that process looks for from time to time. It knows no feature; arguments are numbers
and short names, and never what somebody wrote.
"""

from flask import Flask

from consult.jobs.models import Job, State
from consult.jobs.queue import Queue, enqueue, try_again, waiting_since
from consult.jobs.rounds import every, is_worker_there
from consult.jobs.running import Report, Write, task

__all__ = [
    "Job", "Report", "State", "Write", "enqueue", "every", "init_jobs", "is_worker_there", "task",
    "try_again", "waiting_since",
]  # fmt: skip


def init_jobs(app: Flask) -> None:
    app.extensions["jobs"] = Queue(app)
