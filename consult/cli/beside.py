"""The worker that `consult serve` and `consult demo` start beside the server, so that nobody needs
a second terminal: started with it, again when it dies, and stopped with it.
"""

import os
import subprocess
import sys
import threading

COMMAND = (sys.executable, "-m", "consult.cli", "worker", "--beside")
PAUSE, PATIENCE = 0.5, 60.0


class Beside:
    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self, _server: object = None) -> None:
        self._keeper.start()

    def stop(self, _server: object = None) -> None:
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()

    def _keep(self) -> None:
        while not self._stopping.wait(PAUSE):
            # A session of its own: Ctrl+C is for the server, which then tells the worker.
            worker = subprocess.Popen([*COMMAND, str(os.getpid())], start_new_session=True)
            while worker.poll() is None and not self._stopping.wait(PAUSE):
                pass
            _finish(worker)


def _finish(worker: subprocess.Popen[bytes]) -> None:
    """Let it finish its job; one that takes too long is done again at the next start."""
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
