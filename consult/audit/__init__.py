"""Who decided what, when, from what to what. Append-only, and kept in a chain.

Owns the log rows; knows nothing of what they are about beyond a name and a number. It holds no
text that a person wrote. Start at `service.record`.

Each row bears a seal, made with a key that is not in the database. After the commit its number and
seal go to a file outside the database (`anchor`); a moment later the worker links it to the row
before it (`linking`) and the file keeps the end of that chain instead. `verifying` reads both and
says what was edited, taken away, put in or exchanged. A request waits for none of this but the
seal and one line in a file: linking has a transaction of its own.
"""

from consult.audit import anchor, linking  # noqa: F401  # they listen to commits, and look
