"""DOCX files, written here."""

from __future__ import annotations

import datetime
import io
import zipfile

import docx
import pytest
from docx.document import Document as WordDocument

from knowledge.errors import EncryptedError, FormatError, TooLargeError
from knowledge.load import load_bytes
from knowledge.settings import LoadSettings
from knowledge.types import Document

SETTINGS = LoadSettings()


def written(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sample() -> WordDocument:
    document = docx.Document()
    document.add_heading("港の風力", 0)
    document.add_paragraph("2024年3月5日")
    document.add_paragraph("町の電力の約六割は風車から生まれる。")
    document.add_heading("反対から協力へ", 1)
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("港", "船", "北", "12"), strict=True):
        cell.text = text
    document.add_paragraph("説明会は三十二回開かれた。")
    document.add_paragraph("北の港", style="List Bullet")
    document.add_paragraph("南の港", style="List Bullet")
    document.add_paragraph("最後の段落である。")
    return document


def load(data: bytes, settings: LoadSettings = SETTINGS) -> Document:
    return load_bytes(data, "wind.docx", settings)


def test_structure() -> None:
    document = load(written(sample()))
    assert document.text.split("\n\n") == [
        "港の風力",
        "2024年3月5日",
        "町の電力の約六割は風車から生まれる。",
        "反対から協力へ",
        "港 | 船\n北 | 12",
        "説明会は三十二回開かれた。",
        "- 北の港\n- 南の港",
        "最後の段落である。",
    ]
    assert document.title == "港の風力" and document.title_span is not None
    assert [document.text[s.start : s.end] for s in document.headings] == ["反対から協力へ"]
    assert [document.text[s.start : s.end] for s in document.furniture] == ["2024年3月5日"]
    assert (document.published, document.author, document.language) == ("2024-03-05", None, "ja")


def test_merged_cells_stand_once() -> None:
    word = docx.Document()
    word.add_paragraph("The harbour has two quays and a small dock.")
    table = word.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "both"
    table.cell(0, 2).text = "one"
    assert load(written(word)).text.endswith("both | one")


def test_properties() -> None:
    word = sample()
    word.core_properties.author = "Anna Lindqvist"
    word.core_properties.title = "港の風力 報告"
    word.core_properties.created = datetime.datetime(2023, 5, 6, tzinfo=datetime.UTC)
    document = load(written(word))
    assert (document.title, document.author, document.published) == ("港の風力 報告", "Anna Lindqvist", "2024-03-05")


def test_long_documents_are_reports() -> None:
    word = sample()
    for number in range(900):
        word.add_paragraph(f"第{number}の段落である。町の電力の約六割は風車から生まれる。")
    assert load(written(word)).kind == "report"


def bomb(declared: int | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 3_000_000)
    data = out.getvalue()
    if declared is not None:  # lie about the size, in the local header and in the directory
        data = data.replace((3_000_000).to_bytes(4, "little"), declared.to_bytes(4, "little"))
    return data


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    settings = LoadSettings(max_file_bytes=100_000)
    with pytest.raises(TooLargeError, match="unpacks to more than 400,000 bytes"):
        load(bomb(), settings)
    with pytest.raises((TooLargeError, FormatError)):
        load(bomb(declared=1_000), settings)


def test_damaged_and_foreign() -> None:
    sound = written(sample())
    with pytest.raises(FormatError, match="damaged"):
        load(sound[: len(sound) // 2])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<no xml")
    with pytest.raises(FormatError, match="damaged DOCX"):
        load(out.getvalue())
    for part, words in (("xl/workbook.xml", "Excel"), ("ppt/p.xml", "PowerPoint"), ("a.txt", "zip archive")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(part, "x")
        with pytest.raises(FormatError, match=words):
            load(out.getvalue())


def test_office_containers() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
    with pytest.raises(FormatError, match="old format"):
        load(container)
    with pytest.raises(EncryptedError, match="password"):
        load(container + "EncryptedPackage".encode("utf-16-le"))
