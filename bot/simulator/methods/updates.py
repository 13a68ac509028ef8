"""How a bot comes by its updates."""

from __future__ import annotations

import time

from bot.simulator.refusal import Json, Refusal
from bot.simulator.world import World

POLL_LONGEST_S = 50.0


def get_updates(world: World, given: Json) -> list[Json]:
    """Hand out updates from ``offset`` on; those before it are done with. Waits up to ``timeout`` seconds."""
    with world.changed:
        if world.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        world.poller += 1
        mine = world.poller
        world.changed.notify_all()
        offset, limit = int(given.get("offset", 0)), int(given.get("limit", 100))
        if "allowed_updates" in given:  # otherwise as at the last call
            world.allowed = tuple(map(str, given["allowed_updates"] or ()))
        if offset < 0:
            world.updates = world.updates[offset:]
        elif world.updates and world.updates[0]["update_id"] < offset:
            world.updates = [u for u in world.updates if u["update_id"] >= offset]
        until = time.monotonic() + min(POLL_LONGEST_S, float(given.get("timeout", 0)))
        while not world.updates:
            left = until - time.monotonic()
            if left <= 0:
                return []
            world.changed.wait(left)
            if world.poller != mine:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return world.handed_out(max(1, min(limit, 100)))


def delete_webhook(world: World, given: Json) -> bool:
    """Stop pushing updates."""
    world.webhook = ""
    if given.get("drop_pending_updates"):
        world.updates = []
    return True


def set_webhook(world: World, given: Json) -> bool:
    """Note that updates are to be pushed; the simulator only refuses polling then."""
    address = str(given.get("url", ""))
    if address and not address.startswith("https://"):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = address
    return True


def get_webhook_info(world: World, _: Json) -> Json:
    """Where updates are pushed to."""
    return {"url": world.webhook, "has_custom_certificate": False, "pending_update_count": len(world.updates)}
