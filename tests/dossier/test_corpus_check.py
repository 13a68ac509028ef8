from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import corpus_check
from knowledge.corpus_check import OWNERS, SHIPPED_FACTS, Report, check_corpus, main
from knowledge.dossier.borrowed import Borrowed
from knowledge.dossier.twins import disagreements
from knowledge.settings import SHIPPED_CORPUS
from tests.small import write_corpus

HARBOUR = "dossiers/harbour.yaml"
DIGEST = "dossiers/digest.yaml"
SALT_JA = "ja: タルウィック港は2023年に塩420万トンを積み出した。"


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def report() -> Report:
    return check_corpus(SHIPPED_CORPUS)


def test_the_shipped_dossier_holds(report: Report) -> None:
    assert [str(problem) for problem in report.problems] == []
    assert report.agreeing == report.twins > 500
    assert report.claims == 66
    assert len(SHIPPED_FACTS) == 77


def test_the_wording_of_the_shipped_dossier_is_its_own(report: Report) -> None:
    if not OWNERS.is_dir():
        pytest.skip("the owner's material is not here: it is not part of the repository")
    assert report.compared
    assert not [problem for problem in report.problems if "copies the owner's material" in problem.message]


def test_a_sound_folder_gives_a_summary(small_corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(small_corpus)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "2 dossiers, 3 paragraphs, 6 statements, 2 claims, 2 published sources" in out
    assert "numbers agree in 10 of 10 twins (100.0%); 0 problems, 0 warnings" in out


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            HARBOUR,
            SALT_JA,
            SALT_JA.replace("420万", "402万"),
            "ja and en differ in numbers: 402万トン; 4.2 million tonnes",
        ),
        (HARBOUR, SALT_JA, SALT_JA.replace("2023年", "2022年"), "ja and en differ in numbers: 2022年; 2023"),
        (HARBOUR, SALT_JA, SALT_JA.replace("塩420", "塩約420"), "one is about, over or under"),
        (HARBOUR, SALT_JA, SALT_JA.replace("。", "。塩は白い。"), "the ja text is not one sentence"),
        (HARBOUR, "salt in 2023.", "salt in 2023", "the en text is not one sentence"),
        (HARBOUR, "evidence: [KZ-C01]", "evidence: [KZ-C02]", "no topic dossier answers KZ-C01 (contradicted)"),
        (HARBOUR, "id: harbour\n", "id: port\n", "is not the file's name"),
        (HARBOUR, "id: harbour-ferry", "id: ferry", "does not begin with harbour-"),
        (HARBOUR, "sources: [harbour_report]", "sources: [column]", "only the digest speaks for the column"),
        (HARBOUR, "updated: '2024-06-01'", "updated: '2024-02-31'", "updated: 2024-02-31 is no date"),
        (DIGEST, "claims: [KZ-C02]", "claims: [KZ-C01]", "no statement of the digest reports KZ-C02"),
        (DIGEST, "claims: [KZ-C02]", "evidence: [KZ-C02]", "a digest of the column carries claims"),
        ("evidence.yaml", "420万トンである", "42万トンである", "ja and en differ in numbers: 42万トン"),
        ("evidence.yaml", "as_of: '2024-05'", "as_of: '2024-05/2023'", "ends before it begins"),
        ("sources.yaml", "'2024-03-01'", "'2024-02-30'", "published: 2024-02-30 is no date"),
        ("sources.yaml", "https://example.org/gazette", "https://exa_mple.org/gazette", "names no public host"),
        (HARBOUR, "sources: [gazette]", "sources: [gazete]", "source gazete is not in sources.yaml"),
        (HARBOUR, "en: Mayor", "eng: Mayor", "the en twin is missing"),
    ],
)
def test_a_slip_is_named_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, said: str
) -> None:
    write_corpus(tmp_path)
    change(tmp_path, file, old, new)
    assert main([str(tmp_path)]) == 1
    mine = [line for line in capsys.readouterr().err.splitlines() if said in line]
    assert mine
    name, line, _ = mine[0].split(":", 2)
    assert name == ("evidence.yaml" if said.startswith("no ") else Path(file).name)  # what the ledger lacks
    assert 1 <= int(line) <= len((tmp_path / file).read_text(encoding="utf-8").splitlines())


def test_a_paragraph_of_one_statement_is_too_short(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    text = (tmp_path / HARBOUR).read_text(encoding="utf-8")
    (tmp_path / HARBOUR).write_text(text[: text.index("          - en: The new ferry of")], encoding="utf-8")
    messages = [problem.message for problem in check_corpus(tmp_path).problems]
    assert "paragraph harbour-ferry has 1 statements; 2 to 5 make a paragraph" in messages


def test_what_stands_badly_alone_is_a_warning_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_corpus(tmp_path)
    change(tmp_path, HARBOUR, "en: The new ferry of Talwick carries", "en: It carries")
    change(tmp_path, HARBOUR, "ja: タルウィックの新しい渡し船は一度に", "ja: この船は一度に")
    change(tmp_path, "sources.yaml", "kind: news", "kind: mirror")
    assert main([str(tmp_path), "--warnings"]) == 0
    out, err = capsys.readouterr()
    assert "0 problems, 4 warnings" in out
    assert "harbour.yaml:25: warning: the en text starts with It" in err
    assert "the ja text starts with この" in err
    assert err.count("only a mirror or partisan source (gazette)") == 2


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 1
    assert "no such folder" in capsys.readouterr().err


def test_each_background_fact_must_stand_in_the_shipped_dossier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(SHIPPED_CORPUS, folder)
    monkeypatch.setattr(corpus_check, "SHIPPED_CORPUS", folder)
    change(folder, "dossiers/trade-sanctions.yaml", "facts: [KZ-B66]", "facts: [KZ-B99]")
    messages = [problem.message for problem in check_corpus(folder, None).problems]
    assert "fact KZ-B66 stands nowhere; write it, with facts: [KZ-B66]" in messages
    assert messages.count("no fact KZ-B99 is known; mend the id") == 3


def test_words_of_the_owners_material_are_found(tmp_path: Path) -> None:
    folder, owners = tmp_path / "corpus", tmp_path / "owners"
    write_corpus(folder)
    (owners / "sources").mkdir(parents=True)
    (owners / "evidence").mkdir()
    column = "港町の新しい渡し船は毎朝日の出とともに静かに岸を離れ昼前には戻ってくる。"
    (owners / "sources" / "column.txt").write_text(column, encoding="utf-8")
    ledger = "- note: every winter the old harbour freezes over\n    and the boats are drawn ashore\n"
    (owners / "evidence" / "claims.yaml").write_text(ledger, encoding="utf-8")
    assert check_corpus(folder, owners).problems == []
    ferry = "タルウィックの新しい渡し船は一度に300人の乗客を運ぶ。"
    copied = "タルウィックの新しい渡し船は毎朝日の出とともに静かに岸を離れ、一度に300人の乗客を運ぶ。"
    change(folder, HARBOUR, ferry, copied)
    change(
        folder,
        HARBOUR,
        "300 passengers on each trip.",
        "300 people until the old harbour freezes over and the boats are drawn ashore.",
    )
    found = [problem.message for problem in check_corpus(folder, owners).problems]
    assert len(found) == 2
    assert "の新しい渡し船は毎朝日の出とともに" in found[1]
    assert "the old harbour freezes over and the boats" in found[0]


def test_names_and_figures_are_nobodys_words() -> None:
    borrowed = Borrowed(
        [
            "タルウィック・ノースポート・フェリー・カンパニー(TNFC)が2024年5月12日",
            "The Talwick North Port Ferry Company Limited",
        ]
    )
    assert not borrowed.run("タルウィック・ノースポート・フェリー・カンパニー(TNFC)が2024年5月12日に", "ja")
    assert not borrowed.run("It is the Talwick North Port Ferry Company Limited that sails.", "en")


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("2度目の会合は2番目に大きい港で開かれた。", "The second meeting was held in the second-largest port."),
        ("第3の鉄道は2027〜28年に開業する。", "A third railway opens in 2027–28."),
        ("爆発は456回で、うち22回が地下だった。", "Of 456 tests 22 were underground."),
        ("6,400万トンのうち81%の5,200万トンを運んだ。", "It carried 52 million of 64 million tonnes, or 81%."),
        ("「北の力2」は年500億立方メートルを送る。", "Power of the North-2 sends 50 billion cubic metres a year."),
        ("住民の3分の1が去り、半分が戻った。", "One third of the people left and half came back."),
        ("632年に将軍となった。", "In 632 he became a general."),
        ("2024年5月に、同年初めの売り上げの約半分だと報じた。", "In May 2024 it reported about half of sales early that year."),
        ("2009年に高田純氏が試算を出した。", "Jun Takada published a calculation in 2009."),
        ("両国は二つの合意に署名した。", "Both countries signed 2 agreements."),
        ("2023年1〜9月は217億ドルで21.3%だった。", "In January–September 2023 it was $21.7 billion, or 21.3%."),
    ],
)  # fmt: skip
def test_twins_that_say_the_same(ja: str, en: str) -> None:
    assert disagreements(ja, en) == ()


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("輸出は64万トンだった。", "Exports were 64 million tonnes."),
        ("2025年11月6日に会った。", "They met on 12 November 2025."),
        ("割合は81%だった。", "The share was 18%."),
        ("港は世界2位である。", "The port is the third-largest in the world."),
        ("住民の3分の1が去った。", "A quarter of the people left."),
        ("1,000件を超える証言がある。", "There are 1,000 testimonies."),
        ("22回と22回だった。", "There were 22 tests."),
        ("47億ドルかかる。", "It costs €4.7 billion."),
        ("2023年に始まった。", "It began."),
    ],
)
def test_twins_that_do_not(ja: str, en: str) -> None:
    assert disagreements(ja, en)


@settings(max_examples=60)
@given(st.integers(1, 9_999), st.integers(1, 9_999))
def test_any_amount_agrees_with_itself_alone(first: int, second: int) -> None:
    ja = f"港は2023年に{first}万トンを積み出した。"
    en = f"The port shipped {second * 10_000:,} tonnes in 2023."
    assert bool(disagreements(ja, en)) == (first != second)
