"""Words that say nothing of what a question is about, since every passage here is about them in some way."""

from __future__ import annotations

from functools import lru_cache

from knowledge.lexical import plain_words

_GENERAL = """
    relation relations relationship relationships tie ties link links policy policies situation issue issues role position
    stance development developments news recent latest current recently background history status state overview summary
    thing things key main major important point points topic subject matter matters affairs country kazakh kazakhstan
    briefly today now between industry sector field area out through into across world picture structure flow flows report
    dealings row rows quarrel quarrels spat spats wrangle affair story stories account whole
    関係 政策 状況 情勢 問題 立場 動き 動向 最近 最新 現在 現状 概要 背景 経緯 役割 話 点 要点 ポイント 全般 全体 主 主要 主な 事情
    間 国 情報 今 今後 カザフスタン カザフ 最近の つながり 繋がり 両国 産業 業界 分野 部門
    流れ 構図 俯瞰 概観 レポート 資料 用 いざこざ 揉め事 もめごと 騒動 経過 顛末 付き合い つきあい 交流 様子 実情
"""


@lru_cache(maxsize=1)
def general_words() -> frozenset[str]:
    """Relations, role, situation and their like, as ``knowledge.lexical`` has them, in both languages."""
    return plain_words(_GENERAL.split())
