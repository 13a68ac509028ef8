"""Cities by name in both languages, with their zones and where they lie: enough to understand most readers.

One line a city: names (any language, ``/`` between them), zone, latitude, longitude. The first two names are the English
and the Japanese one. A name on two lines is asked back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_CITIES = """
Tokyo/東京/東京都/とうきょう/Yokohama/横浜/Kawasaki/川崎/Saitama/さいたま/Chiba/千葉|Asia/Tokyo|35.68|139.69
Osaka/大阪/Kobe/神戸/Kyoto/京都/Nara/奈良|Asia/Tokyo|34.69|135.50
Nagoya/名古屋|Asia/Tokyo|35.18|136.91
Sapporo/札幌|Asia/Tokyo|43.06|141.35
Sendai/仙台|Asia/Tokyo|38.27|140.87
Hiroshima/広島|Asia/Tokyo|34.39|132.46
Fukuoka/福岡/Kitakyushu/北九州|Asia/Tokyo|33.59|130.40
Naha/那覇/Okinawa/沖縄|Asia/Tokyo|26.21|127.68
Almaty/アルマトイ/アルマティ/アルマトゥイ/Алматы/Алма-Ата/Alma-Ata|Asia/Almaty|43.24|76.89
Astana/アスタナ/Астана/Nur-Sultan/ヌルスルタン|Asia/Almaty|51.17|71.43
Shymkent/シムケント/Шымкент|Asia/Almaty|42.34|69.59
Karaganda/カラガンダ/Qaraghandy/Караганда|Asia/Almaty|49.80|73.09
Semey/セメイ/Семей/Semipalatinsk/セミパラチンスク|Asia/Almaty|50.41|80.23
Oskemen/オスケメン/Өскемен/Ust-Kamenogorsk|Asia/Almaty|49.95|82.61
Pavlodar/パヴロダル/パブロダル/Павлодар|Asia/Almaty|52.29|76.97
Taraz/タラズ/Тараз|Asia/Almaty|42.90|71.37
Khorgos/ホルゴス/Хоргос|Asia/Almaty|44.21|80.41
Kostanay/コスタナイ/Qostanay/Костанай|Asia/Qostanay|53.21|63.62
Kyzylorda/クズロルダ/Qyzylorda/Кызылорда/Baikonur/バイコヌール|Asia/Qyzylorda|44.85|65.51
Aktobe/アクトベ/Aqtobe/Актобе|Asia/Aqtobe|50.28|57.17
Aktau/アクタウ/Aqtau/Актау|Asia/Aqtau|43.65|51.16
Atyrau/アティラウ/Атырау|Asia/Atyrau|47.09|51.92
Uralsk/オラル/Oral/Уральск|Asia/Oral|51.23|51.37
Tashkent/タシケント/タシュケント/Ташкент|Asia/Tashkent|41.30|69.24
Samarkand/サマルカンド/Самарканд|Asia/Samarkand|39.65|66.96
Bishkek/ビシュケク/Бишкек|Asia/Bishkek|42.87|74.59
Dushanbe/ドゥシャンベ/Душанбе|Asia/Dushanbe|38.56|68.77
Ashgabat/アシガバート/アシハバード/Ашхабад|Asia/Ashgabat|37.96|58.33
Moscow/モスクワ/Москва|Europe/Moscow|55.76|37.62
St Petersburg/サンクトペテルブルク/Saint Petersburg/Санкт-Петербург/ペテルブルク|Europe/Moscow|59.94|30.31
St Petersburg (Florida)/セントピーターズバーグ/Saint Petersburg/St Petersburg|America/New_York|27.77|-82.64
Samara/サマーラ/サマラ/Самара|Europe/Samara|53.20|50.15
Yekaterinburg/エカテリンブルク/Ekaterinburg/Екатеринбург|Asia/Yekaterinburg|56.84|60.61
Omsk/オムスク/Омск|Asia/Omsk|54.99|73.37
Novosibirsk/ノヴォシビルスク/ノボシビルスク/Новосибирск|Asia/Novosibirsk|55.03|82.92
Krasnoyarsk/クラスノヤルスク/Красноярск|Asia/Krasnoyarsk|56.01|92.87
Irkutsk/イルクーツク/Иркутск|Asia/Irkutsk|52.29|104.30
Vladivostok/ウラジオストク/Владивосток|Asia/Vladivostok|43.12|131.89
Beijing/北京/ペキン/Shanghai/上海/Shenzhen/深圳/Guangzhou/広州|Asia/Shanghai|39.90|116.41
Urumqi/ウルムチ/烏魯木斉/乌鲁木齐|Asia/Urumqi|43.83|87.62
Xi'an/西安|Asia/Shanghai|34.34|108.94
Hong Kong/香港|Asia/Hong_Kong|22.32|114.17
Taipei/台北|Asia/Taipei|25.03|121.57
Seoul/ソウル/Busan/釜山|Asia/Seoul|37.57|126.98
Ulaanbaatar/ウランバートル|Asia/Ulaanbaatar|47.89|106.91
Singapore/シンガポール|Asia/Singapore|1.35|103.82
Bangkok/バンコク|Asia/Bangkok|13.76|100.50
Hanoi/ハノイ|Asia/Bangkok|21.03|105.85
Jakarta/ジャカルタ|Asia/Jakarta|-6.21|106.85
Manila/マニラ|Asia/Manila|14.60|120.98
Kuala Lumpur/クアラルンプール|Asia/Kuala_Lumpur|3.14|101.69
Delhi/デリー/New Delhi/ニューデリー/Mumbai/ムンバイ|Asia/Kolkata|28.61|77.21
Islamabad/イスラマバード/Karachi/カラチ|Asia/Karachi|33.68|73.05
Kabul/カブール|Asia/Kabul|34.56|69.21
Tehran/テヘラン|Asia/Tehran|35.69|51.39
Baku/バクー/Баку|Asia/Baku|40.41|49.87
Tbilisi/トビリシ|Asia/Tbilisi|41.72|44.79
Yerevan/エレバン|Asia/Yerevan|40.18|44.51
Istanbul/イスタンブール|Europe/Istanbul|41.01|28.98
Ankara/アンカラ|Europe/Istanbul|39.93|32.86
Dubai/ドバイ/Abu Dhabi/アブダビ|Asia/Dubai|25.20|55.27
Riyadh/リヤド|Asia/Riyadh|24.71|46.68
Doha/ドーハ|Asia/Qatar|25.29|51.53
Tel Aviv/テルアビブ/Jerusalem/エルサレム|Asia/Jerusalem|32.09|34.78
Cairo/カイロ|Africa/Cairo|30.04|31.24
Nairobi/ナイロビ|Africa/Nairobi|-1.29|36.82
Johannesburg/ヨハネスブルク|Africa/Johannesburg|-26.20|28.05
Lagos/ラゴス|Africa/Lagos|6.52|3.38
London/ロンドン/Лондон|Europe/London|51.51|-0.13
Birmingham/バーミンガム|Europe/London|52.48|-1.90
Birmingham (Alabama)/バーミングハム/Birmingham|America/Chicago|33.52|-86.80
Edinburgh/エディンバラ|Europe/London|55.95|-3.19
Dublin/ダブリン|Europe/Dublin|53.35|-6.26
Lisbon/リスボン|Europe/Lisbon|38.72|-9.14
Madrid/マドリード/Barcelona/バルセロナ|Europe/Madrid|40.42|-3.70
Paris/パリ|Europe/Paris|48.86|2.35
Brussels/ブリュッセル|Europe/Brussels|50.85|4.35
Amsterdam/アムステルダム/The Hague/ハーグ|Europe/Amsterdam|52.37|4.90
Berlin/ベルリン/Frankfurt/フランクフルト/Munich/ミュンヘン|Europe/Berlin|52.52|13.40
Geneva/ジュネーブ/Zurich/チューリッヒ/チューリヒ|Europe/Zurich|46.20|6.14
Vienna/ウィーン|Europe/Vienna|48.21|16.37
Prague/プラハ|Europe/Prague|50.08|14.44
Warsaw/ワルシャワ|Europe/Warsaw|52.23|21.01
Budapest/ブダペスト|Europe/Budapest|47.50|19.04
Rome/ローマ/Milan/ミラノ|Europe/Rome|41.90|12.50
Athens/アテネ|Europe/Athens|37.98|23.73
Bucharest/ブカレスト|Europe/Bucharest|44.43|26.10
Kyiv/キーウ/キエフ/Kiev/Київ|Europe/Kiev|50.45|30.52
Minsk/ミンスク|Europe/Minsk|53.90|27.56
Vilnius/ヴィリニュス|Europe/Vilnius|54.69|25.28
Riga/リガ|Europe/Riga|56.95|24.11
Stockholm/ストックホルム|Europe/Stockholm|59.33|18.07
Oslo/オスロ|Europe/Oslo|59.91|10.75
Copenhagen/コペンハーゲン|Europe/Copenhagen|55.68|12.57
Helsinki/ヘルシンキ|Europe/Helsinki|60.17|24.94
New York/ニューヨーク/NYC/Нью-Йорк|America/New_York|40.71|-74.01
Washington/ワシントン/Washington DC/Washington, D.C.|America/New_York|38.91|-77.04
Boston/ボストン|America/New_York|42.36|-71.06
Miami/マイアミ|America/New_York|25.76|-80.19
Portland/ポートランド|America/Los_Angeles|45.52|-122.68
Portland (Maine)/ポートランド（メイン州）/Portland/ポートランド|America/New_York|43.66|-70.26
Chicago/シカゴ|America/Chicago|41.88|-87.63
Houston/ヒューストン/Dallas/ダラス|America/Chicago|29.76|-95.37
Denver/デンバー|America/Denver|39.74|-104.99
Los Angeles/ロサンゼルス|America/Los_Angeles|34.05|-118.24
San Francisco/サンフランシスコ|America/Los_Angeles|37.77|-122.42
Seattle/シアトル|America/Los_Angeles|47.61|-122.33
Honolulu/ホノルル/Hawaii/ハワイ|Pacific/Honolulu|21.31|-157.86
Toronto/トロント/Ottawa/オタワ|America/Toronto|43.65|-79.38
Vancouver/バンクーバー|America/Vancouver|49.28|-123.12
Mexico City/メキシコシティ|America/Mexico_City|19.43|-99.13
São Paulo/サンパウロ/Sao Paulo|America/Sao_Paulo|-23.55|-46.63
Buenos Aires/ブエノスアイレス|America/Argentina/Buenos_Aires|-34.60|-58.38
Santiago/サンティアゴ|America/Santiago|-33.45|-70.67
Sydney/シドニー|Australia/Sydney|-33.87|151.21
Melbourne/メルボルン|Australia/Melbourne|-37.81|144.96
Perth/パース|Australia/Perth|-31.95|115.86
Auckland/オークランド|Pacific/Auckland|-36.85|174.76
"""

# Names of countries and abbreviations, and the cities that they may mean.
_WIDER = """
japan/日本/jst/日本時間/日本標準時|Tokyo
kazakhstan/カザフスタン/казахстан/almt/qyzt|Almaty
uzbekistan/ウズベキスタン/uzt|Tashkent
kyrgyzstan/キルギス/kgt|Bishkek
turkey/türkiye/turkiye/トルコ/trt|Istanbul
azerbaijan/アゼルバイジャン/azt|Baku
georgia/グルジア/ジョージア|Tbilisi,Miami
mongolia/モンゴル|Ulaanbaatar
korea/south korea/韓国/kst|Seoul
china/中国|Beijing,Urumqi
russia/ロシア/россия|Moscow,Samara,Yekaterinburg,Novosibirsk,Krasnoyarsk,Irkutsk,Vladivostok
msk/モスクワ時間|Moscow
uk/britain/great britain/england/イギリス/英国|London
gmt/bst/グリニッジ標準時|London
germany/ドイツ|Berlin
france/フランス|Paris
cet/cest|Berlin,Paris
eet/eest|Helsinki,Athens
usa/us/united states/america/アメリカ/米国|New York,Chicago,Denver,Los Angeles,Honolulu
est/edt/et/東部時間|New York
cst|Chicago,Beijing
cdt/ct|Chicago
mst/mdt/mt|Denver
pst/pdt/pt|Los Angeles
ist|Delhi,Istanbul,Dublin
canada/カナダ|Toronto,Vancouver
australia/オーストラリア|Sydney,Perth
india/インド|Delhi
taiwan/台湾|Taipei
"""


@dataclass(frozen=True, slots=True)
class City:
    """A city, or the place a zone is named after.

    Attributes:
        latitude, longitude: Degrees, north and east positive.
    """

    en: str
    ja: str
    zone: str
    latitude: float
    longitude: float


@lru_cache(maxsize=1)
def cities() -> tuple[City, ...]:
    """All cities of the table."""
    return tuple(city for city, _ in _rows())


@lru_cache(maxsize=1)
def named() -> dict[str, tuple[City, ...]]:
    """Every name in lower case, with the cities it may mean, in the order of the table."""
    out: dict[str, tuple[City, ...]] = {}
    for city, names in _rows():
        for name in names:
            out[name.lower()] = (*out.get(name.lower(), ()), city)
    by_english = {city.en: city for city in cities()}
    for line in _WIDER.strip().splitlines():
        wider, meant = line.split("|")
        for name in wider.split("/"):
            out[name] = tuple(by_english[one] for one in meant.split(","))
    return out


def _rows() -> list[tuple[City, list[str]]]:
    out = []
    for line in _CITIES.strip().splitlines():
        told, zone, latitude, longitude = line.split("|")
        names = told.split("/")
        out.append((City(names[0], names[1], zone, float(latitude), float(longitude)), names))
    return out
