"""Calls (конкурс / конкурс): reading an announcement, deciding whether it is news, matching it with subscriptions."""
