"""Loading: bytes, files, folders and addresses become ``Document`` values.

Every reader (plain, markdown, web, pdf, word) turns bytes into a ``Draft`` of blocks; ``assemble`` makes the document
of it, with exact spans. The heavy libraries are imported only by the reader that needs them.
"""

from __future__ import annotations

from knowledge.load.read import load_bytes, load_path, load_url
from knowledge.load.walk import walk

__all__ = ["load_bytes", "load_path", "load_url", "walk"]
