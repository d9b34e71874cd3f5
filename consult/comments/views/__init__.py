"""The pages of this feature. `writing`: a contribution and its receipt; `publishing` and
`reviewing`: what the drafting team sees of comments when a version is published; `identities`:
who wrote one, for two people."""

from consult.comments.views import publishing, reviewing
from consult.comments.views.identities import blueprint as identities
from consult.comments.views.writing import blueprint

__all__ = ["blueprint", "identities", "publishing", "reviewing"]
