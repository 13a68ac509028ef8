"""PDF files, written here."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest
from fpdf import FPDF

from knowledge.errors import EmptyError, EncryptedError, FormatError, TooLargeError
from knowledge.load import load_bytes
from knowledge.settings import LoadSettings
from knowledge.types import Document

SETTINGS = LoadSettings()
PARAGRAPHS = [
    "The old harbour was built a hundred years ago by people who had come from the islands in the north. It has been "
    "widened two times since then, and it was never closed for more than a single day in all those years.",
    "The govern-\nment of the town says that the well-known quay will be repaired. A well-\nknown company does the work.",
]


def write(pages: Sequence[Sequence[str]], *, heads: bool = False, title: str = "", author: str = "") -> bytes:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    if title:
        pdf.set_title(title)
    if author:
        pdf.set_author(author)
    for number, paragraphs in enumerate(pages, 1):
        pdf.add_page()
        if heads:
            pdf.multi_cell(0, 6, f"Harbour Quarterly, issue {number}", new_x="LMARGIN", new_y="NEXT")
        for paragraph in paragraphs:
            pdf.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT", align="L")
            pdf.ln(4)
        if heads:
            pdf.set_y(-20)
            pdf.multi_cell(0, 6, f"- {number} -", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def load(data: bytes, settings: LoadSettings = SETTINGS) -> Document:
    return load_bytes(data, "harbour.pdf", settings)


def test_paragraphs_hyphens_and_headings() -> None:
    document = load(write([["A Short History of the Harbour", PARAGRAPHS[0], "What comes next", PARAGRAPHS[1]]]))
    assert document.title == "A Short History of the Harbour"
    assert document.language == "en" and document.kind == "article"
    assert [document.text[s.start : s.end] for s in document.headings] == ["What comes next"]
    assert PARAGRAPHS[0] in document.text
    assert "The government of the town says that the well-known quay" in document.text
    assert "A well-known company" in document.text


def test_running_heads_and_page_numbers_go() -> None:
    pages = [[f"Part {name}. " + PARAGRAPHS[0]] for name in ("one", "two", "three", "four")]
    document = load(write(pages, heads=True))
    assert "Quarterly" not in document.text
    assert "- 2 -" not in document.text
    assert document.text.count("The old harbour") == 4


def test_a_paragraph_over_two_pages_is_one() -> None:
    first, second = (
        PARAGRAPHS[0][:120].rsplit(" ", 1)[0],
        PARAGRAPHS[0][len(PARAGRAPHS[0][:120].rsplit(" ", 1)[0]) + 1 :],
    )
    document = load(write([["The History of the Harbour", PARAGRAPHS[0], first], [second]]))
    assert document.text.count(PARAGRAPHS[0]) == 2


def test_metadata() -> None:
    document = load(write([PARAGRAPHS], title="Harbour Report", author="A. Lindqvist"))
    assert (document.title, document.author) == ("Harbour Report", "A. Lindqvist")
    assert document.published is not None and len(document.published) == 10


def test_long_documents_are_reports() -> None:
    pages = [[f"Paragraph {10 * page + line}. {PARAGRAPHS[0]}" for line in range(10)] for page in range(10)]
    assert load(write(pages)).kind == "report"


def test_japanese_lines_are_joined_without_spaces() -> None:
    """No Japanese font is needed: the text layer is what counts, so it is written as bare text objects."""
    lines = [
        "港は百年前に北の島から来た人々が築いた。その後に二",
        "度広げられたが、閉じられたことは一度もない。費用は",
        "町と国が半分ずつ出した。",
    ]
    document = load(bare_pdf(lines))
    assert document.language == "ja"
    assert document.text == "".join(lines)


def bare_pdf(lines: list[str]) -> bytes:
    """A PDF whose font is a name only, with UTF-16 codes and a ToUnicode map that says so."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    )
    shown = (
        b"BT /F1 12 Tf 14 TL 50 700 Td\n"
        + b"".join(b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj T*\n" for line in lines)
        + b"ET"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(write([PARAGRAPHS])))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_encrypted() -> None:
    with pytest.raises(EncryptedError, match=r"^harbour\.pdf: asks for a password; save a copy without one$"):
        load(encrypted("secret"))


def test_the_empty_password_is_tried() -> None:
    assert "The old harbour" in load(encrypted("")).text


def test_no_text_layer() -> None:
    with pytest.raises(EmptyError, match="OCR"):
        load(write([[], []]))


def test_damaged() -> None:
    with pytest.raises((FormatError, EmptyError)):
        load(b"%PDF-1.7\n" + b"garbage " * 100)
    sound = write([PARAGRAPHS])
    for cut in (50, len(sound) // 3, len(sound) // 2):
        with pytest.raises((FormatError, EmptyError)) as caught:
            load(sound[:cut])
        assert "\n" not in str(caught.value)


def test_text_over_its_cap() -> None:
    with pytest.raises(TooLargeError, match="1,000"):
        load(write([[PARAGRAPHS[0]] * 10]), LoadSettings(max_text_chars=1_000))


def test_text_named_pdf() -> None:
    with pytest.raises(FormatError, match="not the PDF or DOCX"):
        load(b"plain words, and nothing else")


def test_japanese_font(tmp_path: Path) -> None:
    fonts = [
        p for folder in ("/usr/share/fonts", "/usr/local/share/fonts") for p in Path(folder).rglob("*") if p.is_file()
    ]
    font = next(
        (p for p in fonts if "ipa" in p.name.lower() or "cjk" in p.name.lower() or "notosansjp" in p.name.lower()),
        None,
    )
    if font is None:
        pytest.skip("no Japanese font on this machine; the text layer is tested without one")
    pdf = FPDF()
    pdf.add_font("ja", fname=str(font))
    pdf.set_font("ja", size=11)
    pdf.add_page()
    pdf.multi_cell(0, 6, "港は百年前に築かれた。いまも使われている。")
    assert "港は百年前に築かれた。" in load(bytes(pdf.output())).text
