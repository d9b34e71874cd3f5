"""What the features above may listen to; listeners run inside the publishing transaction.

A listener takes the published Version and the keyword `previous` (a Version or None).
"""

from blinker import Signal

version_published = Signal("A version of a draft became the current one")
