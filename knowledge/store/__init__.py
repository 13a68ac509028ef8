"""Where the library lives: the SQLite catalogue (the source of truth), the Chroma index, the write lock."""
