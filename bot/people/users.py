"""The operator's list of people and groups: who waits, who was let in, who was shut out; and what can be done about it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.bureau import Bureau
from bot.labels import date_label
from bot.people.doors import Doors
from bot.people.notices import decision_buttons, request_text
from bot.people.presses import OpenPage, OpenPerson, SetStanding, UsersPage, write
from bot.state.people import Known
from bot.text import Text, bold, code, join
from bot.view import Button, View, rows_of
from bot.wording import WORDING
from knowledge.types import Language

PAGE_USERS = 8
_WAITING_SHOWN = 5


async def users_view(bureau: Bureau, doors: Doors, language: Language, page: int) -> View:
    """Who waits, and a page of those who are known, from 0; beyond the last one, the last. Raises StateError."""
    words = WORDING[language].people
    people = bureau.visitors.people
    await bureau.visitors.save()
    count = await people.count()
    pages = max(1, -(-count // PAGE_USERS))
    page = min(page, pages - 1)
    known = await people.page(page * PAGE_USERS, PAGE_USERS)
    lines: list[Text] = [bold(words.users_title.format(count=count))]
    rows: list[tuple[Button, ...]] = []
    waiting = await doors.pairings.waiting(datetime.now(UTC)) if page == 0 else []
    if waiting:
        lines.append(bold(words.users_waiting.format(count=len(waiting))))
        for one in waiting[:_WAITING_SHOWN]:
            lines.append(request_text(one.chat_id, one.user_id, one.name, language))
            admit, deny = decision_buttons(one.chat_id, language)
            rows.append((Button(f"{admit.label}: {one.name}", data=admit.data), deny))
    first = page * PAGE_USERS + 1
    lines.extend(_line(bureau, number, one, language) for number, one in enumerate(known, first))
    if not known and not waiting:
        lines.append(words.users_none)
    numbers = [Button(str(number), data=write(OpenPerson(one.id))) for number, one in enumerate(known, first)]
    rows.extend(rows_of(numbers))
    turns = tuple(
        Button(label, data=write(UsersPage(to))) for label, to in (("◀", page - 1), ("▶", page + 1)) if 0 <= to < pages
    )
    if turns:
        lines.append(WORDING[language].sources_page.format(page=page + 1, pages=pages))
        rows.append(turns)
    rows.append((Button(words.back, data=write(OpenPage("home"))),))
    return View(join("\n\n", lines), tuple(rows))


async def person_view(bureau: Bureau, language: Language, id: int) -> View | None:
    """A person or group with what can be done; None where there is none. Raises StateError."""
    found = await bureau.visitors.people.find(id)
    if found is None:
        return None
    words = WORDING[language].people
    lines: list[Text] = [
        bold(found.name),
        (words.id_label, " ", code(str(found.id))),
        _standing(bureau, found, language),
    ]
    if found.first_on and found.last_on:
        told = WORDING[language]
        lines.append(
            words.seen_between.format(first=date_label(found.first_on, told), last=date_label(found.last_on, told))
        )
    buttons: list[Button] = []
    access = bureau.visitors.access
    if id < 0:
        buttons = [Button(words.remove, data=write(SetStanding("remove", id)))]
    elif not access.is_admin(id):
        if found.standing != "admitted" and access.settings.access == "pairing":
            buttons.append(Button(words.let_in, data=write(SetStanding("admit", id))))
        if found.standing == "blocked":
            buttons.append(Button(words.unblock, data=write(SetStanding("remove", id))))
        if found.standing == "admitted":
            buttons.append(Button(words.remove, data=write(SetStanding("remove", id))))
        if found.standing != "blocked":
            buttons.append(Button(words.block, data=write(SetStanding("block", id))))
    back = Button(words.back, data=write(UsersPage(0)))
    return View(join("\n", lines), (*((tuple(buttons),) if buttons else ()), (back,)))


async def set_standing(bureau: Bureau, wanted: SetStanding) -> bool:
    """Do what an operator pressed, and act on it from now on; whether there was anything to do. Raises StateError."""
    people = bureau.visitors.people
    if bureau.visitors.access.is_admin(wanted.id):
        return False  # operators come from the settings and leave by them
    if wanted.id < 0:
        done = wanted.verb == "remove" and await people.remove_group(wanted.id)
    else:
        standing = {"remove": "seen", "block": "blocked", "admit": "admitted"}[wanted.verb]
        done = await people.set_standing(wanted.id, standing)  # type: ignore[arg-type]  # one of the three
    await bureau.visitors.read()
    return done


def _line(bureau: Bureau, number: int, one: Known, language: Language) -> Text:
    words = WORDING[language].people
    told = [_standing(bureau, one, language)]
    if last := date_label(one.last_on, WORDING[language]):
        told.append(words.last_seen.format(date=last))
    return (f"{number}. ", bold(one.name), " – ", " · ".join(told))


def _standing(bureau: Bureau, one: Known, language: Language) -> str:
    words = WORDING[language].people
    access = bureau.visitors.access
    if one.id < 0:
        return words.a_group
    if access.is_admin(one.id):
        return words.operator
    if one.id in access.settings.allowed_ids or access.is_librarian(one.id):
        return words.by_settings
    guest = one.standing != "blocked" and access.settings.access == "open"
    return words.standing["guest" if guest else one.standing]
