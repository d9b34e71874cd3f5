"""What the features above may listen to; listeners run inside the transaction that sends it."""

from blinker import Signal

# A listener takes the published Version, the keyword `previous` (a Version or None), and whatever
# was prepared for it before the transaction began.
version_published = Signal("A version of a draft became the current one")

# A listener takes the Version that waits, and the keywords `before` and `after`: ids of Sections.
section_renamed = Signal("A section of a version turned out to be another one, or new")

# A receiver takes a Version and returns whether it must not be discarded now.
still_needed = Signal("Is something being done with this version?")
