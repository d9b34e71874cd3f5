"""The pages of this feature. `desk`: what waits and decisions; `appeals`: what authors ask to be
looked at again, and what is decided then."""

from consult.moderation.views import appeals
from consult.moderation.views.desk import blueprint

__all__ = ["appeals", "blueprint"]
