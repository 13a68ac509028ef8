"""Files: those a bot sends, and those people sent it."""

from __future__ import annotations

import mimetypes
import struct

from bot.simulator.refusal import Json, Refusal, bad_request
from bot.simulator.world import World

DOWNLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SIZED = 0xC0, 0xC1, 0xC2  # the parts of a JPEG that tell its size


def media(world: World, sent: object, kind: str) -> Json:
    """What a message holds for a file that is uploaded, or named by its identifier.

    Args:
        sent: A pair of name and bytes, or an identifier.
        kind: ``document`` or ``photo``.

    Raises:
        Refusal: There is no such file, or it is empty, too big, or no picture.
    """
    if isinstance(sent, str) and sent in world.files:
        name, body, file_id = sent, world.files[sent], sent
    elif isinstance(sent, tuple):
        name, body = sent
        file_id = f"file{world.next('file')}"
    elif sent is None or sent == "":
        raise bad_request(f"there is no {kind} in the request")
    else:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not body:
        raise bad_request("file must be non-empty")
    if len(body) > UPLOAD_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    about: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(body)}
    if kind == "document":
        content: Json = {"document": {**about, "file_name": name, "mime_type": _mime_type(name)}}
    else:
        size = _picture_size(body)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if len(body) > PHOTO_BYTES:
            raise bad_request("file is too big")
        if sum(size) > 10_000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        content = {"photo": [{**about, "width": size[0], "height": size[1]}]}
    world.files[file_id] = body
    return content


def _mime_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _picture_size(body: bytes) -> tuple[int, int] | None:
    """Width and height as the head of a PNG or JPEG says; None for anything else."""
    if body.startswith(_PNG) and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
        return (width, height) if width and height else None
    at = 2
    while body.startswith(_JPEG) and at + 9 < len(body) and body[at] == 0xFF:
        if body[at + 1] in _SIZED:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + int.from_bytes(body[at + 2 : at + 4], "big")
    return None


def get_file(world: World, given: Json) -> Json:
    """Where to fetch a file."""
    file_id = str(given.get("file_id") or "")
    if not file_id:
        raise bad_request("file_id not specified")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[file_id])
    if size > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": f"documents/{file_id}"}
