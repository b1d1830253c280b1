"""Measurements, each against a floor taken in the same run: the ratio says more than the time."""
