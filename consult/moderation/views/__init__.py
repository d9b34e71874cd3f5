"""The pages of this feature. `lists`: what waits and what was decided; `desk`: one comment and the
decision on it; `acting`: taking it, letting go, undoing; `bulk`: many at once; `settings`;
`appeals`: what authors ask to be looked at again, and what is decided then."""

from consult.moderation import looking
from consult.moderation.views import acting, appeals, bulk, lists, settings
from consult.moderation.views.desk import blueprint

__all__ = ["acting", "appeals", "blueprint", "bulk", "lists", "looking", "settings"]
