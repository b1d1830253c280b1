"""Monthly reports of figures: when each is due, what it holds, what an edition changed. Pure; docs/reports.md tells the
rules in plain words.
"""
