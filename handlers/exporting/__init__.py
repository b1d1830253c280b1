"""Figures and requests as files: what the tables hold, and the writers of XLSX, CSV and JSON that stream them.

What each file holds is promised in docs/export.md; why it is so stands in docs/decisions/0030-exports.md.
"""
