"""Partners and themes name entries and dossiers that there are."""

from __future__ import annotations

import pytest

from knowledge.briefing import themes
from knowledge.briefing.partners import PARTNERS, partners_of
from knowledge.briefing.shelf import shelf_of
from knowledge.briefing.themes import theme_of
from knowledge.glossary import load_glossary
from knowledge.opening import Knowledge


def test_every_entry_of_partners_and_themes_is_in_the_glossary(shipped: Knowledge) -> None:
    glossary = load_glossary()
    dossiers = {one.dossier for one in shelf_of(shipped.desk, "en").sentences}
    for entries in PARTNERS.values():
        assert all(glossary.get(id) for id in entries)
    for _, _, entries, home in themes._KNOWN:
        assert all(glossary.get(id) for id in entries), [id for id in entries if not glossary.get(id)]
        assert set(home.split()) <= dossiers


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Putin met Xi Jinping in Moscow.", ("RU", "CN")),
        ("高市首相はウズベキスタンを訪れた。", ("JP", "CA")),
        ("The EU and Türkiye spoke with Washington.", ("US", "EU", "TR")),
        ("Kazakhstan counts its sheep.", ()),
    ],
)
def test_partners_are_told_from_names(text: str, wanted: tuple[str, ...]) -> None:
    assert partners_of({entry.id for entry in load_glossary().find(text)}) == wanted


@pytest.mark.parametrize(
    ("words", "title"),
    [("russia", "Russia"), ("ロシア", "Russia"), ("OIL", "oil"), ("石油", "oil"), ("Rare earths", "critical minerals"), ("トカエフ", "Tokayev"), ("zzz", "zzz")],
)  # fmt: skip
def test_a_theme_is_understood_in_both_languages(words: str, title: str) -> None:
    assert theme_of(words, load_glossary()).title["en"] == title
