"""From a source to posts: polite and bounded fetching, and readers for each kind of source.

`poll.poll` is the way in; it returns whatever happens and leaves storing to its caller.
"""
