"""The drafting team's pages. Start at `versions`."""

from consult.drafts.views import importing, matches, previewing, translations, waiting
from consult.drafts.views.versions import blueprint

__all__ = ["blueprint", "importing", "matches", "previewing", "translations", "waiting"]
