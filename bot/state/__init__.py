"""What the bot remembers, in SQL: chats, turns, answers, people, subscriptions, deliveries.

``database`` opens it, ``tables`` draws it, ``migrations`` brings older ones up to date; each other file asks about one
subject. Everything that names a person or a chat is listed in ``tables`` and goes with ``/deleteme``.
"""
