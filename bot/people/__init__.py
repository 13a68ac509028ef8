"""People: who is let in and how much they may ask, and what the operator sees and does in the chat.

``gate`` stands before all handlers, ``doors`` lets strangers in by code, ``panel`` and its pages are /admin,
``broadcast`` writes to everyone.
"""
