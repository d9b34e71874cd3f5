"""The text under consultation: versions, sections, numbered blocks.

Imports drafts (parsing), keeps the identity of sections across versions (matching), says what
changed between two (comparing, diff), publishes; keeps translations of sections beside the Spanish
text (translations). Knows the consultation it belongs to, and nothing of comments: what depends on
a new version listens to `events.version_published`. Start at `models`, then
`service.import_draft`.
"""
