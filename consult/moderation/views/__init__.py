"""The pages of this feature. `lists`: what waits and what was decided; `desk`: one comment and the
decision on it; `acting`: taking it, letting go, undoing; `bulk`: many at once; `settings`;
`appeals`: what authors ask to be looked at again, and what is decided then; `rules`: what decisions
are based on; `covering`: words that are not shown; `reports`: what readers point out; `ledger`: how
it was all done."""

from consult.moderation import looking
from consult.moderation.views import (
    acting,
    appeals,
    bulk,
    covering,
    ledger,
    lists,
    reports,
    rules,
    settings,
)
from consult.moderation.views.desk import blueprint

__all__ = [
    "acting", "appeals", "blueprint", "bulk", "covering", "ledger", "lists", "looking", "reports",
    "rules", "settings",
]  # fmt: skip
