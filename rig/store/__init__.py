"""Where trials are kept for later: a folder that any program reads, an index beside them that is
only a cache, and a log of who used what. docs/store.md describes the folder."""
