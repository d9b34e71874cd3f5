"""The public pages. Start at `text`: the draft; `draft` holds what all of them share."""

from consult.reading.views import contributions, drawing, front, search, text
from consult.reading.views.draft import blueprint

__all__ = ["blueprint", "contributions", "drawing", "front", "search", "text"]
