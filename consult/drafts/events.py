"""What the features above may listen to; listeners run inside the publishing transaction.

A listener of `version_published` takes the published Version, the keyword `previous` (a Version
or None), and whatever was prepared for it before the transaction began.
"""

from blinker import Signal

version_published = Signal("A version of a draft became the current one")
# A receiver takes a Version and returns whether it must not be discarded now.
still_needed = Signal("Is something being done with this version?")
