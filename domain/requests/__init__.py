"""Requests (ҮЕҰ сауалы / запрос НПО): what happened to them, by which terms they are answered, what their clocks show.

Facts are events of an append-only log; everything else is computed from them and a calendar, and never stored.
"""
