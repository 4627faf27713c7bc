"""Where trials are archived: a folder that any program can read, an index in it that is only a
cache, and a log of who used what. docs/store.md describes the folder."""
