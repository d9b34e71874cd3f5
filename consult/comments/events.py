"""What the features above tell about comments when they are asked."""

from blinker import Signal

# A receiver takes a frozenset of comment ids and returns those of them that have an answer.
answered_among = Signal("Which of these comments have been answered?")


def unanswered(comment_ids: frozenset[int]) -> frozenset[int]:
    """Those that nobody has answered."""
    answers = (found for _, found in answered_among.send(comment_ids))
    return comment_ids.difference(*answers)


# Listeners run inside the transaction that sends it.
# The ids of comments that were received, a sequence of int, and the keywords `new`: what they are
# (a NewComment each), so that whom it does not concern need not read them; and `consultation`.
comments_received = Signal("Comments were received")

# The Comment, as it stands now, and the keywords `before` and `after`: its statuses.
status_changed = Signal("A comment was given another status")

# The Comment, whose `revision` is the new one.
comment_corrected = Signal("The author of a comment said it in other words")
