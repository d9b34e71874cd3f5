"""The public pages. Start at `text`: the draft; `draft` holds what all of them share."""

from consult.reading.views import comparing, contributions, drawing, front, search, text
from consult.reading.views.draft import blueprint

__all__ = ["blueprint", "comparing", "contributions", "drawing", "front", "search", "text"]
