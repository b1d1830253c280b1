"""Screens: pure functions from data and a language to what a person sees. Escaping happens here and nowhere else."""
