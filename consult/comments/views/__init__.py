"""The pages of this feature. `writing`: a contribution and its receipt; `own`, `receipts` and
`supporting`: what becomes of it afterwards, for its author and for others; `signing`: what the
delegates of an organization see of those written in its name; `publishing` and `reviewing`: what
the drafting team sees of comments when a version is published; `identities`: who wrote one, for
two people."""

from consult.comments import listening
from consult.comments.views import own, publishing, receipts, reviewing, signing, supporting
from consult.comments.views.identities import blueprint as identities
from consult.comments.views.writing import blueprint

# To know the feature is to let it hear what happens below.
__all__ = [
    "blueprint", "identities", "listening", "own", "publishing", "receipts", "reviewing", "signing",
    "supporting",
]  # fmt: skip
