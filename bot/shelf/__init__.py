"""The library from the chat: librarians send documents and addresses, everyone reads the cards of sources."""
