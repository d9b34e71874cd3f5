"""What the measurements share: floors, servers, a load generator, databases full of comments.

A measurement is a module of the folder above; it prints ratios against a floor that it measures
itself, in the same run, turn by turn with what it measures.
"""

import signal
import sys

# A measurement that is told to stop still takes down its servers and its databases.
signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
