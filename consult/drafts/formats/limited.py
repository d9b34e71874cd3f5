"""Reading a file that may be hostile, in a process that can neither harm nor outlive its limits.

The process gets the bytes and an empty environment: no secret, no database, no file of ours.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer

from consult.drafts.formats import refuse_large
from consult.drafts.formats.child import SECONDS
from consult.drafts.messages import DraftError
from consult.drafts.raw import RawDraft, load

CHILD = Path(__file__).with_name("child.py")
# Plain text comes back twice, as text and as HTML, with its marks around it.
LARGEST_ANSWER = 48 * 1024 * 1024


def read_limited(data: bytes, kind: str) -> RawDraft:
    """Read a file of a format of `formats.READERS`. Raises DraftError."""
    refuse_large(data)
    answer = _ask(data, kind)
    if b"\n" not in answer:
        error = json.loads(answer)
        raise DraftError(error["error"], **error["values"])
    return load(answer)


def _ask(data: bytes, kind: str) -> bytes:
    with _start(kind) as child:
        assert child.stdin is not None and child.stdout is not None
        late = Timer(SECONDS, child.kill)
        late.start()
        try:
            with suppress(BrokenPipeError):
                child.stdin.write(data)
                child.stdin.close()
            answer = child.stdout.read(LARGEST_ANSWER + 1)
            if len(answer) > LARGEST_ANSWER:
                raise DraftError("too_heavy")
            stopped = child.wait()
        finally:
            late.cancel()
            child.kill()
    if stopped:
        slow = -stopped in (signal.SIGKILL, signal.SIGXCPU)
        raise DraftError("too_slow", limit=SECONDS) if slow else DraftError("unreadable")
    return answer


def _start(kind: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", str(CHILD), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
        cwd="/",
    )
