"""Requests: everything that people do with them in chat. `happening` is the one way in which anything befalls one."""
