"""What the features above may listen to; listeners run inside the transaction that sends it."""

from blinker import Signal

# The Comment, and the keyword `appeal`: the Appeal, with its outcome.
appeal_decided = Signal("An appeal was decided")

# The Comment, and the keyword `redaction`: the Redaction.
comment_covered = Signal("Words of a comment were covered")

# The Comments, and the keyword `since`: when the first of the decisions was taken.
decisions_undone = Signal("Decisions were taken back")
