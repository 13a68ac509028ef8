"""The operator's list: the shipped one is sound, and what is wrong in one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import SettingsError
from knowledge.feeds.listing import read_feeds
from knowledge.settings import Settings

SHIPPED = Path(__file__).parent.parent.parent / "deploy" / "feeds.toml"
GOOD = {"name": '"Wire"', "url": '"https://wire.example/rss"', "kind": '"news"', "language": '"en"'}


def written(path: Path, id: str = "wire", **fields: str) -> Path:
    lines = [f"{name} = {value}" for name, value in (GOOD | fields).items() if value]
    path.write_text(f"[feeds.{id}]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_shipped_list_is_sound_and_off() -> None:
    feeds = read_feeds(SHIPPED)
    assert len(feeds) >= 10
    assert {feed.language for feed in feeds} == {"ja", "en"}
    assert {feed.kind for feed in feeds} == {"official", "news", "state-media", "think-tank"}
    assert Settings.model_fields["feeds_file"].default is None  # nobody is asked unless the operator says so
    assert read_feeds(None) == ()


def test_a_feed_with_its_defaults(tmp_path: Path) -> None:
    (feed,) = read_feeds(written(tmp_path / "f.toml"))
    assert (feed.id, feed.name, feed.weight, feed.full_text, feed.every_min) == ("wire", "Wire", 1.0, False, None)
    assert read_feeds(written(tmp_path / "f.toml", on="false")) == ()
    (tmp_path / "f.toml").write_text("", encoding="utf-8")
    assert read_feeds(tmp_path / "f.toml") == ()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": '"blog"'}, "kind must be one of official, news"),
        ({"kind": ""}, "kind must be"),
        ({"language": '"ru"'}, "language must be ja or en"),
        ({"weight": "2"}, "weight must be"),
        ({"weight": "true"}, "weight must be"),
        ({"weight": "nan"}, "weight must be"),
        ({"every_min": "1"}, "every_min must be"),
        ({"full_text": '"yes"'}, "full_text must be"),
        ({"name": ""}, "name is missing"),
        ({"url": "7"}, "url is missing"),
        ({"url": '"file:///etc/passwd"'}, "not http or https"),
        ({"url": '"https://user:secret@wire.example/"'}, "user name or password"),
        ({"colour": '"red"'}, "unknown: colour"),
        ({"id": "Bad_Id"}, "small letters"),
    ],
)
def test_what_is_wrong_is_named_with_its_feed(tmp_path: Path, fields: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=r"f\.toml: feeds\.") as caught:
        read_feeds(written(tmp_path / "f.toml", **fields))
    assert said in str(caught.value) and "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_are_no_list(tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    for content in (b"[feeds", b"\xff\xfe", b"feeds = 3", b"[other]", b"[feeds]\nwire = 1"):
        path.write_bytes(content)
        with pytest.raises(SettingsError, match=r"f\.toml"):
            read_feeds(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_feeds(tmp_path / "none.toml")
    entry = 'name = "x"\nurl = "https://e.example/"\nkind = "news"\nlanguage = "en"'
    path.write_text("\n".join(f"[feeds.{id}]\n{entry}" for id in "ab"), encoding="utf-8")
    with pytest.raises(SettingsError, match="the same address as a"):
        read_feeds(path)
