"""Passages on other things, to be told apart from the library's own: plausible prose, made by a small grammar.

Towns, lines, harvests, museums and clubs that nobody has heard of, with figures, years and reasons as in the dossier, so that
a distractor shares words and units with the questions and answers none of them. The same seed gives the same texts.
"""

from __future__ import annotations

import random
from pathlib import Path

from knowledge.types import Language

_SEED = 20_261_125
_PARAGRAPHS = 50  # in a file

_PLACES: dict[Language, tuple[str, ...]] = {
    "en": ("Halden Bay", "Ostrava Mills", "Port Merrow", "Linwick", "Quintara", "Sable Creek", "Marlow Heath", "Tessaly", "Brannock", "Verholm",
           "Cardew", "Nandira", "Oakhurst", "Pellworm", "Ridgemont", "Silvercove", "Thornby", "Ulmstead", "Wexcombe", "Yarrowdale"),
    "ja": ("浜栄町", "青葉坂", "小野江市", "白峰村", "東雲浦", "杉戸野", "石動台", "桐原町", "三春崎", "高瀬川町",
           "鳴海原", "立科浜", "水沢見市", "柏木沢", "大滝島", "朝霧台", "若松谷", "古河原", "霧島平", "花巻坂"),
}  # fmt: skip
_TOPICS: dict[Language, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("The ferry harbour of {p} handled {n} tonnes of fruit in {y}, {s}% more than a year earlier.",
         "Its second quay, {k} km from the old town, was built in {y} for ${m} million.",
         "The harbour office blames the drop of {y} on a strike of pilots that lasted {d} days.",
         "{p} plans to ship {n} tonnes a year once the cranes are renewed."),
        ("The narrow-gauge railway from {p} to {q} is {k} km long and carried {n} passengers in {y}.",
         "Work on the line began in {y} and was held up because the tunnel flooded twice.",
         "A ticket costs {d} crowns, and {s}% of travellers are pupils.",
         "The operator wants to double the number of trains by {z}."),
        ("Vineyards around {p} yielded {n} bottles in {y}, the largest harvest since records began.",
         "About {s}% of the wine is sold abroad, mostly to {q}.",
         "Frost in April {y} destroyed a third of the buds, according to the growers' union.",
         "The cooperative agreed with a bottler in {q} to invest ${m} million by {z}."),
        ("The museum of {p} opened in {y} in a former mill and shows {n} clocks.",
         "In {y} it drew {n} visitors, of whom {s}% came from {q}.",
         "Its director said that a new wing would cost ${m} million.",
         "The collection was moved to {q} after the flood of {y}."),
        ("{p} United won the regional cup in {y} after a draw with {q}, before a crowd of {n}.",
         "The club's stadium holds {n} people and stands {k} km outside the town.",
         "Its president resigned in {y} because the members refused to sell {s}% of the club.",
         "The team has reached the final {d} times."),
        ("Foresters near {p} planted {n} oaks in {y} to replace trees lost to beetles.",
         "The wood covers {k} square kilometres, and {s}% of it is under protection.",
         "A study of {y} found that deer eat most of the young trees.",
         "The council of {q} promised ${m} million for fences until {z}."),
        ("The dam above {p} stores water for {n} households and generates {k} million kWh a year.",
         "It was finished in {y}, two years late, after the contractor from {q} went bankrupt.",
         "In the dry summer of {y} the lake fell to {s}% of its volume.",
         "Repairs to the gates are due in {z} and will cost ${m} million."),
        ("The hospital of {p} has {d} wards and treated {n} patients in {y}.",
         "A survey of {y} found {s}% of them satisfied with the food.",
         "Its new laboratory was paid for by a foundation from {q}, which gave ${m} million.",
         "The number of nurses fell in {y} because wages in {q} are higher."),
        ("Beekeepers of {p} collected {n} kilograms of honey in {y}.",
         "They lost {s}% of their hives to mites in the winter before.",
         "The association, founded in {y}, has {d} members, most of them from {q}.",
         "It asks the province to limit spraying until {z}."),
        ("The music festival of {p} was held for the first time in {y} and now lasts {d} days.",
         "Some {n} tickets were sold in {y}, {s}% of them in {q}.",
         "The stage on the lake cost ${m} million and can be taken down within a week.",
         "Organisers signed a contract with the broadcaster of {q} that runs until {z}."),
    ),
    "ja": (
        ("{p}の渡船港は{y}年に果物{n}トンを扱い、前年より{s}%増えた。", "旧市街から{k}キロ離れた第二埠頭は{y}年に{m}億円をかけて造られた。",
         "港湾事務所は{y}年の落ち込みを、{d}日続いた水先人のストライキのためだと説明する。", "クレーンを更新すれば、{p}は年{n}トンを積み出せるようになる見込みである。"),
        ("{p}と{q}を結ぶ軽便鉄道は全長{k}キロで、{y}年には{n}人を運んだ。", "工事は{y}年に始まったが、トンネルが二度浸水したため遅れた。",
         "運賃は{d}0円で、利用者の{s}%は生徒である。", "運行会社は{z}年までに列車の本数を倍に増やす計画だ。"),
        ("{p}周辺のぶどう園は{y}年に{n}本分を収穫し、記録のある限り最大となった。", "ワインの約{s}%は町の外、主に{q}へ売られる。",
         "生産者組合によれば、{y}年4月の霜で芽の3分の1が失われた。", "組合は{q}の瓶詰め業者と、{z}年までに{m}億円を投資することで合意した。"),
        ("{p}の時計博物館は古い水車小屋を使って{y}年に開館し、{n}点の時計を並べる。", "{y}年の来館者は{n}人で、その{s}%は{q}から訪れた。",
         "館長は、新館の建設には{m}億円かかると述べた。", "収蔵品は{y}年の洪水の後、{q}に移された。"),
        ("{p}ユナイテッドは{y}年、{n}人の観客の前で{q}と引き分け、地区大会を制した。", "本拠地の競技場は町から{k}キロ外れにあり、{n}人を収容する。",
         "会長は、会員が株式の{s}%の売却に反対したため{y}年に辞任した。", "このチームが決勝に進んだのは{d}回に上る。"),
        ("{p}の森では、虫害で失われた木の代わりに{y}年、ナラの苗{n}本が植えられた。", "森の広さは{k}平方キロで、{s}%が保護区になっている。",
         "{y}年の調査によると、若木の大半を鹿が食べている。", "{q}の議会は柵のために{z}年まで{m}億円を出すと約束した。"),
        ("{p}の上流のダムは{n}世帯分の水を蓄え、年{k}00万kWhを発電する。", "請け負った{q}の業者が倒産したため、完成は2年遅れて{y}年になった。",
         "雨の少なかった{y}年の夏、貯水量は{s}%まで下がった。", "水門の修理は{z}年に予定され、費用は{m}億円と見積もられている。"),
        ("{p}の病院には{d}の病棟があり、{y}年に{n}人の患者を診た。", "{y}年の調査では、食事に満足した患者は{s}%だった。",
         "新しい検査棟は{q}の財団が{m}億円を寄付して建てた。", "{q}のほうが賃金が高いため、看護師は{y}年に減った。"),
        ("{p}の養蜂家は{y}年に蜂蜜{n}キログラムを集めた。", "その前の冬には、ダニで巣箱の{s}%を失っている。",
         "{y}年にできた組合の会員は{d}人で、多くは{q}の住民である。", "組合は{z}年まで農薬の散布を控えるよう県に求めている。"),
        ("{p}の音楽祭は{y}年に初めて開かれ、今では{d}日間続く。", "{y}年には入場券{n}枚が売れ、{s}%は{q}で買われた。",
         "湖上の舞台は{m}億円かけて造られ、一週間で取り外せる。", "主催者は{q}の放送局と{z}年までの契約に署名した。"),
    ),
}  # fmt: skip


def write_distractors(folder: Path, language: Language, passages: int) -> int:
    """Write Markdown files with so many paragraphs, no two alike; returns how many passages were written."""
    rng = random.Random(f"{_SEED}/{language}")  # noqa: S311 - the same texts each time, no secret
    seen: set[str] = set()
    while len(seen) < passages:
        seen.add(_paragraph(language, rng))
    texts = sorted(seen)
    rng.shuffle(texts)
    for number, first in enumerate(range(0, len(texts), _PARAGRAPHS)):
        title = f"地方だより {number + 1}" if language == "ja" else f"Provincial notes {number + 1}"
        body = "\n\n".join(texts[first : first + _PARAGRAPHS])
        (folder / f"{language}-{number:03}.md").write_text(f"# {title}\n\n{body}\n", encoding="utf-8")
    return len(texts)


def _paragraph(language: Language, rng: random.Random) -> str:
    here, there = rng.sample(_PLACES[language], 2)
    sentences = rng.sample(rng.choice(_TOPICS[language]), 3)
    filled = (
        one.format(
            p=here, q=there, n=f"{rng.randrange(12, 990) * 100:,}", y=rng.randrange(1986, 2026), z=rng.randrange(2027, 2036),
            s=rng.randrange(3, 96), k=rng.randrange(3, 480), m=rng.randrange(2, 90), d=rng.randrange(3, 40),
        )
        for one in sentences
    )  # fmt: skip
    return ("" if language == "ja" else " ").join(filled)
