"""The text under consultation: versions, sections, numbered blocks.

Reads drafts (formats, parsing), lets them be put in order first (staging, editing), keeps the
identity of sections across versions (matching, identity), publishes; keeps translations of
sections beside the Spanish text (translations). `aligning` and `anchoring` follow paragraphs and
words from one version to the next; `comparing` and `diff` say what changed between two. Knows the
consultation it belongs to, and nothing of comments: what depends on a new version listens to
`events.version_published`. Start at `models`, then
`service.import_draft`.
"""
