"""The pages of this feature. `signing_in`: in and out, and the code of a telephone; `opening`:
making an account, forgotten passwords, and the links that are sent by mail; `own`: one's account;
`factor`: its second factor; `sessions`: where one is signed in; `guessing`: how often one may try.
"""

from consult.accounts.views import factor, opening, own, sessions
from consult.accounts.views.signing_in import blueprint

__all__ = ["blueprint", "factor", "opening", "own", "sessions"]
