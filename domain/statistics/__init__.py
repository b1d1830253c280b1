"""Figures of requests: how many, how fast, how often in time. Computed from the clocks as of a moment, never stored, so
that they can be worked out anew by anybody who has the log.
"""
