"""Word to people: mail about what happened, as each of them wants it, sent once.

What happens below is heard in `hearing`, in the transaction that it happens in: the notice of it
is stored there, with whom it goes to sealed, or with a rollback not at all. The worker sends what
is due (`sending`): it renders the folder of the notice's kind in `templates/mail/` (`rendering`)
in the language of its reader (`kinds` says what each is about and why one gets it), and hands it to
a mail server (`transport`), or, where there is none and this is no production, to the mailbox page
(`mailbox`). Once a day it looks for what has a date (`daily`).

Mail says that something happened and where to read it, never what somebody wrote.
"""
