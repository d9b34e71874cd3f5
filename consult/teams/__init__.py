"""Who works on a consultation: its team, invitations to it, its settings; and who manages the site.

Knows accounts, consultations and approvals, and nothing of what a team does. Start at
`service.invite`.
"""
