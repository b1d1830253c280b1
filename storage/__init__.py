"""Everything that is kept, and the only SQL in the product: one portable text for SQLite and PostgreSQL.

`store.open_store(url)` is the way in; it implements `domain.ports`.
"""
