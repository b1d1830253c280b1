"""Composition and long-running work: the command line, settings, polling, collecting and delivering.

Nobody imports this room.
"""
