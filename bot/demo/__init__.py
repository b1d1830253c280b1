"""The demonstration on one machine: a local Bot API, sample sources and a page with phones.

Nothing in the product's rules or screens knows that it exists."""
