"""The pages of this feature. `writing`: a contribution and its receipt; `own`, `receipts` and
`supporting`: what becomes of it afterwards, for its author and for others; `publishing` and
`reviewing`: what the drafting team sees of comments when a version is published."""

from consult.comments.views import own, publishing, receipts, reviewing, supporting
from consult.comments.views.writing import blueprint

__all__ = ["blueprint", "own", "publishing", "receipts", "reviewing", "supporting"]
