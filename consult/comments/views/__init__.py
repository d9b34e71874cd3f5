"""The pages of this feature. `writing`: a contribution and its receipt; `publishing` and
`reviewing`: what the drafting team sees of comments when a version is published; `signing`: what
the delegates of an organization see of those written in its name."""

from consult.comments.views import publishing, reviewing, signing
from consult.comments.views.writing import blueprint

__all__ = ["blueprint", "publishing", "reviewing", "signing"]
