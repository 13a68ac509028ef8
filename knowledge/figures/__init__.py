"""Pictures of the dossier: the balance and the corridors, in either language, every number with its statement.

``plan`` reads ``figures.yaml``, ``match`` holds it against the dossiers, ``balance`` and ``corridors`` draw on a
``paper``, ``caption`` names the sources, ``picture`` is the way in.
"""
