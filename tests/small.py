"""A small bilingual library, written for the tests: a harbour town nobody has heard of."""

from __future__ import annotations

from pathlib import Path

SOURCES = """\
harbour_report:
  title: Annual report of the harbour
  publisher: Harbour office of Talwick
  url: https://example.org/harbour/2024
  published: '2024-03-01'
  kind: official
gazette:
  title: The ferry question
  publisher: Talwick Gazette
  url: https://example.org/gazette/ferry
  published: '2024-05'
  kind: news
"""

DOSSIER = """\
id: harbour
kind: dossier
stance: reference
title: {en: The harbour of Talwick, ja: タルウィック港}
updated: '2024-06-01'
sections:
  - title: {en: Trade, ja: 貿易}
    paragraphs:
      - id: harbour-trade
        statements:
          - en: The harbour of Talwick shipped 4.2 million tonnes of salt in 2023.
            ja: タルウィック港は2023年に塩420万トンを積み出した。
            sources: [harbour_report]
            evidence: [KZ-C01]
          - en: Talwick sends 35% of its salt to Norway because the crossing takes only two days.
            ja: タルウィックは塩の35%をノルウェーに送るが、それは航海が2日で済むためだ。
            sources: [harbour_report]
  - title: {en: Ferries, ja: 渡し船}
    paragraphs:
      - id: harbour-ferry
        statements:
          - en: Mayor Edda Brandt opened the new ferry line on 12 May 2024.
            ja: エッダ・ブラント市長は2024年5月12日に新しい渡し船の航路を開いた。
            sources: [gazette]
          - en: The new ferry of Talwick carries 300 passengers on each trip.
            ja: タルウィックの新しい渡し船は一度に300人の乗客を運ぶ。
            sources: [gazette]
            evidence: [KZ-C02]
"""

DIGEST = """\
id: digest
kind: dossier
stance: opinion
title: {en: The column on Talwick, ja: タルウィックについてのコラム}
updated: '2024-06-01'
sections:
  - title: {en: Claims, ja: 主張}
    paragraphs:
      - id: digest-claims
        statements:
          - en: The column says that Talwick shipped 9 million tonnes of salt in 2023.
            ja: コラムは、タルウィック港が2023年に塩900万トンを積み出したとする。
            sources: [column]
            claims: [KZ-C01]
          - en: The column says that the new ferry carries 300 people.
            ja: コラムは、新しい渡し船の定員を300人とする。
            sources: [column]
            claims: [KZ-C02]
"""

LEDGER = """\
- id: KZ-C01
  verdict: contradicted
  place: {section: 1, paragraph: 1}
  claim: {en: The column says 9 million tonnes of salt were shipped in 2023., ja: コラムは2023年の塩の積み出しを900万トンとする。}
  finding: {en: The harbour office reports 4.2 million tonnes for 2023., ja: 港湾局の報告では2023年は420万トンである。}
  as_of: '2024-03-01'
  sources: [harbour_report]
- id: KZ-C02
  verdict: corroborated
  place: {section: 1, paragraph: 2}
  claim: {en: The column says the ferry carries 300 people., ja: コラムは渡し船の定員を300人とする。}
  finding: {en: The Gazette gives the same figure., ja: 地元紙も同じ数字を伝える。}
  as_of: '2024-05'
  sources: [gazette]
"""

NEWS_JA = """\
山あいの町に新しい図書館

2024/03/05 更新: 2024/03/06

北の町ユルゲに新しい図書館が開いた。蔵書は12万冊で、木造の建物としては県内で最も大きい。

建物の成り立ち

設計したのは建築家の森田さくらである。費用は8億円で、その3割を町民の寄付がまかなった。

窓は南に向いている。冬の日ざしを奥まで入れるためだという。

関連特集: 暮らし
"""

NEWS_EN = """\
A lighthouse goes quiet

2024-04-02

The lighthouse at Cape Orla was switched off on 31 March 2024. It had burned for 142 years.

What comes next

The keeper's house becomes a museum, and the lamp stays in its place. Volunteers raised 60,000 pounds for the roof.
"""


def write_corpus(folder: Path) -> None:
    """Write the small corpus into ``folder``."""
    (folder / "dossiers").mkdir(parents=True, exist_ok=True)
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (folder / "evidence.yaml").write_text(LEDGER, encoding="utf-8")
    (folder / "dossiers" / "harbour.yaml").write_text(DOSSIER, encoding="utf-8")
    (folder / "dossiers" / "digest.yaml").write_text(DIGEST, encoding="utf-8")
