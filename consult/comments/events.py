"""What the features above tell about comments when they are asked."""

from blinker import Signal

# A receiver takes a frozenset of comment ids and returns those of them that have an answer.
answered_among = Signal("Which of these comments have been answered?")


def unanswered(comment_ids: frozenset[int]) -> frozenset[int]:
    """Those that nobody has answered."""
    answers = (found for _, found in answered_among.send(comment_ids))
    return comment_ids.difference(*answers)
