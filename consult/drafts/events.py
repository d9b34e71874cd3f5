"""What the features above may listen to; listeners run inside the publishing transaction.

A listener takes the published Version, the keyword `previous` (a Version or None), and whatever
was prepared for it before the transaction began.
"""

from blinker import Signal

version_published = Signal("A version of a draft became the current one")
