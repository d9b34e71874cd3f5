"""The pages of this feature. `desk`: what waits and decisions; `appeals`: what authors ask to be
looked at again, and what is decided then; `rules`: what decisions are based on; `covering`: words
that are not shown; `reports`: what readers point out; `ledger`: how it was all done."""

from consult.moderation.views import appeals, covering, ledger, reports, rules
from consult.moderation.views.desk import blueprint

__all__ = ["appeals", "blueprint", "covering", "ledger", "reports", "rules"]
