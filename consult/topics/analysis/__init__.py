"""What thousands of texts are about, so that each figure leads to somebody's own words.

Pure: texts in, results out; no database, no request, no model from elsewhere. The same texts give
the same results, in whatever order they come. Start at `suggesting` (topics of a text),
`discovering` (groups in texts without topic), `summarising` (positions as quotes), `pointing` (a
letter as numbered points) or `agreement` (two people who gave topics). Below them: `words` and
`vectors` turn texts into numbers, `grouping`, `guessing`, `learning`, `confidence` compute with
these, `quoting` cuts sentences, `scoring` measures. `method.md` says all of it to the public.

Whoever calls them imports them where they are called: numpy and scipy take a second and 60 MB,
which a worker that serves pages need not pay.
"""

# Labelled texts from which on it is measured how good suggestions are.
FEWEST_MEASURED = 60
