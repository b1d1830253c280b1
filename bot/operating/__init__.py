"""What whoever runs the bot sees of it: pages for machines (/healthz, /readyz, /metrics), nightly copies, notes.

Nothing here is needed for the bot's work, and nothing of it holds a text, a name or a token.
"""
