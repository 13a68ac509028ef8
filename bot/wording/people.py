"""Words for being let in, quotas and the operator's panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.settings import Access


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """One language of them."""

    # strangers
    private_desk: str
    first_admin: str
    code_title: str
    code_private: str
    code_group: str
    door_full: str
    you_are_in: str
    turned_away: str
    group_is_in: str
    # quotas
    quota_minute: str
    quota_day: str
    # requests, as operators see them
    person_asks: str
    group_asks: str
    notice_how: str
    let_in: str
    turn_away: str
    now_in: str
    now_denied: str
    not_waiting: str
    code_wrong: str
    code_wait: str
    no_pairing: str
    # people
    users_button: str
    users_title: str
    users_waiting: str
    users_none: str
    not_known: str
    id_label: str
    a_group: str
    operator: str
    by_settings: str
    standing: Mapping[str, str]
    last_seen: str
    seen_between: str
    remove: str
    block: str
    unblock: str
    # the panel
    panel_title: str
    panel_line: str
    panel_commands: str
    access_line: Mapping[Access, str]
    pages: Mapping[str, str]
    back: str
    cancel: str
    nothing_there: str
    and_more: str
    errors_title: str
    gaps_title: str
    feedback_title: str
    feeds_title: str
    deliveries_title: str
    chat_kind: Mapping[str, str]
    times_asked: str
    votes: Mapping[str, str]
    vote_count: str
    feed_well: str
    feed_failing: str
    feed_waiting: str
    # numbers
    stats_title: str
    stats_today: str
    stats_week: str
    stats_all: str
    stats_people: str
    stats_questions: str
    stats_times: str
    stats_uploads: str
    stats_refused: str
    stats_known: str
    stats_library: str
    stats_program: str
    days_hours: str
    hours_minutes: str
    minutes: str
    # making the index again
    rebuild_ask: str
    rebuild_go: str
    rebuild_going: str
    rebuild_done: str
    rebuild_running: str
    rebuild_locked: str
    rebuild_failed: str
    # messages to everyone
    broadcast_usage: str
    broadcast_nobody: str
    broadcast_preview: str
    broadcast_ask: str
    broadcast_go: str
    broadcast_dropped: str
    broadcast_decided: str
    broadcast_going: str
    broadcast_done: str
    fates: Mapping[str, str]


ENGLISH = PeopleWords(
    private_desk=(
        "This desk is private. Your Telegram id is {id}. If you run it, set STEPPE_ALLOWED_IDS={id} and start it "
        "again; otherwise send this number to whoever does."
    ),
    first_admin=(
        "This desk is private, and nobody can let people in yet. Your Telegram id is {id}. If you run it, set "
        "STEPPE_ADMIN_IDS={id} and start it again; otherwise send this number to whoever does."
    ),
    code_title="Your code:",
    code_private=(
        "This desk is private. Its operators have been told that you would like to come in. You can also send them this "
        "code; it is good for {minutes} minutes."
    ),
    code_group=(
        "This desk is private, and this group has not been let in yet. An operator can do so with /pair and this code; "
        "it is good for {minutes} minutes."
    ),
    door_full="This desk is private, and many are waiting to be let in. Please try again in an hour.",
    you_are_in="✓ You have been let in.",
    turned_away="Your request was turned down. Thank you for your interest.",
    group_is_in="✓ This group has been let in. Mention me, reply to me, or use /ask.",
    quota_minute="That is a lot at once. I will be quiet for a moment; please write again in about a minute.",
    quota_day="You have reached today's limit. Please come back tomorrow (the day changes at 00:00 UTC).",
    person_asks="Asks to be let in (id {id}):",
    group_asks="A group asks to be let in (id {id}, by {asker}):",
    notice_how="Names can be chosen freely. If you are not sure, ask for the code and send /pair CODE.",
    let_in="Let in",
    turn_away="Turn away",
    now_in="✓ Let in:",
    now_denied="Turned away:",
    not_waiting="This request is not waiting any more: it was decided or ran out.",
    code_wrong="No one is waiting with this code. Codes have six digits and last an hour.",
    code_wait="Too many wrong codes. Please wait ten minutes.",
    no_pairing="Codes are not in use: STEPPE_ACCESS is “{access}”.",
    users_button="People",
    users_title="People and groups: {count}",
    users_waiting="Waiting to be let in: {count}",
    users_none="Nobody has written yet.",
    not_known="That is not there any more.",
    id_label="Id",
    a_group="group, let in",
    operator="operator",
    by_settings="let in by the settings",
    standing={"seen": "not let in", "guest": "may ask", "admitted": "let in", "blocked": "blocked"},
    last_seen="last wrote {date}",
    seen_between="First wrote {first}, last {last}",
    remove="Remove",
    block="Block",
    unblock="Unblock",
    panel_title="Steppe for its operators",
    panel_line="People today: {people} · questions: {questions}\nRunning for {uptime} · version {version}",
    panel_commands="/users – people and requests\n/pair CODE – let somebody in\n/broadcast TEXT – write to everyone",
    access_line={
        "open": "Open: anyone may ask.",
        "allowlist": "Closed: only the ids in the settings may ask.",
        "pairing": "By code: strangers get a code, operators let them in.",
    },
    pages={
        "stats": "Numbers",
        "errors": "Errors",
        "sources": "Sources",
        "gaps": "Unanswered",
        "feedback": "Feedback",
        "feeds": "Feeds",
        "deliveries": "Deliveries",
        "rebuild": "Rebuild the index",
        "message": "Write to everyone",
    },
    back="‹ Back",
    cancel="Cancel",
    nothing_there="Nothing to show.",
    and_more="and {count} more",
    errors_title="Errors since the last start",
    gaps_title="Questions without an answer",
    feedback_title="Feedback on answers",
    feeds_title="News feeds",
    deliveries_title="Deliveries of unknown fate",
    chat_kind={"private": "private chat", "group": "group", "none": "no chat"},
    times_asked="asked {count}×",
    votes={
        "good": "👍 Good",
        "bad": "👎 Bad",
        "wrong-citation": "Wrong citation",
        "incomplete": "Incomplete",
        "dated": "Out of date",
    },
    vote_count="{vote}: {count}",
    feed_well="answers",
    feed_failing="failed {count}× in a row",
    feed_waiting="not asked yet",
    stats_title="Numbers",
    stats_today="Today",
    stats_week="The last seven days",
    stats_all="Altogether",
    stats_people="People: {count}",
    stats_questions="Questions: {count} ({answered} answered, {abstained} not covered)",
    stats_times="Answer after: {p50} s (half of them), {p95} s (95%)",
    stats_uploads="Documents sent in: {count}",
    stats_refused="Held back by quotas: {count}",
    stats_known="People and groups: {count}",
    stats_library="Library: {sources} sources, {passages} passages",
    stats_program="Version {version} · running for {uptime} · state {size}",
    days_hours="{days} d {hours} h",
    hours_minutes="{hours} h {minutes} min",
    minutes="{minutes} min",
    rebuild_ask=(
        "The index is made again from the catalogue. Questions are answered meanwhile; a large library takes minutes."
    ),
    rebuild_go="Rebuild now",
    rebuild_going="Rebuilding the index … {done} of {total} sources",
    rebuild_done="✓ The index is new: {passages} passages.",
    rebuild_running="The index is being rebuilt already.",
    rebuild_locked="Another process is writing to the library. Try again when it is done.",
    rebuild_failed="The index could not be rebuilt; the old one stays in use. The reason is in the log.",
    broadcast_usage="Write your message behind the command: /broadcast TEXT. You will see it before it goes.",
    broadcast_nobody="There is nobody to write to yet.",
    broadcast_preview="This would be sent:",
    broadcast_ask="It goes once to everyone who has written to the bot and to every group that was let in.",
    broadcast_go="Send to {count}",
    broadcast_dropped="Not sent.",
    broadcast_decided="This was decided already.",
    broadcast_going="Sending … {sent} of {total}",
    broadcast_done="✓ Sent: {sent} of {total}",
    fates={
        "uncertain": "Not known whether delivered, not sent again: {count}",
        "blocked": "Have blocked the bot: {count}",
        "failed": "Could not be sent: {count}",
    },
)

JAPANESE = PeopleWords(
    private_desk=(
        "この窓口は限られた方だけのものです。あなたの Telegram ID は {id} です。運用者ご本人なら "
        "STEPPE_ALLOWED_IDS={id} を設定して起動し直してください。そうでなければ、この番号を運用者にお伝えください。"
    ),
    first_admin=(
        "この窓口は限られた方だけのもので、承認できる人がまだいません。あなたの Telegram ID は {id} です。"
        "運用者ご本人なら STEPPE_ADMIN_IDS={id} を設定して起動し直してください。"
        "そうでなければ、この番号を運用者にお伝えください。"
    ),
    code_title="参加コード：",
    code_private=(
        "この窓口は限られた方だけのものです。ご希望は運用者に伝えました。"
        "このコードを運用者に直接知らせることもできます。有効期限は{minutes}分です。"
    ),
    code_group=(
        "この窓口は限られた方だけのもので、このグループはまだ承認されていません。"
        "運用者が /pair とこのコードで承認できます。有効期限は{minutes}分です。"
    ),
    door_full="この窓口は限られた方だけのもので、今は承認待ちが多くなっています。1時間ほどしてからお試しください。",
    you_are_in="✓ 承認されました。",
    turned_away="今回はご利用いただけません。ご関心をお寄せいただき、ありがとうございました。",
    group_is_in="✓ このグループは承認されました。私へのメンションか返信、または /ask をお使いください。",
    quota_minute="一度に多くのご質問をいただきました。少し間を置き、1分ほどしてからお書きください。",
    quota_day="本日の上限に達しました。明日またお越しください（日付は協定世界時0時に変わります）。",
    person_asks="承認を待っています（ID {id}）：",
    group_asks="グループが承認を待っています（ID {id}、申請者 {asker}）：",
    notice_how="名前は自由に付けられます。確かでないときはコードを尋ね、「/pair コード」を送ってください。",
    let_in="承認する",
    turn_away="断る",
    now_in="✓ 承認しました：",
    now_denied="お断りしました：",
    not_waiting="この申請はもう待っていません。すでに決まったか、期限が切れました。",
    code_wrong="このコードで待っている人はいません。コードは6桁で、1時間有効です。",
    code_wait="誤ったコードが続きました。10分ほどお待ちください。",
    no_pairing="今はコードを使いません（STEPPE_ACCESS は「{access}」）。",
    users_button="利用者",
    users_title="利用者とグループ：{count}件",
    users_waiting="承認待ち：{count}件",
    users_none="まだ誰からも届いていません。",
    not_known="それはもうありません。",
    id_label="番号：",
    a_group="グループ（承認済み）",
    operator="運用者",
    by_settings="設定による承認",
    standing={"seen": "承認なし", "guest": "質問可", "admitted": "承認済み", "blocked": "利用停止"},
    last_seen="最終利用 {date}",
    seen_between="初回 {first}、最終 {last}",
    remove="承認を取り消す",
    block="利用を止める",
    unblock="利用停止を解く",
    panel_title="Steppe 運用パネル",
    panel_line="本日：利用者{people}人、質問{questions}件\n稼働 {uptime} · バージョン {version}",
    panel_commands="/users – 利用者と承認待ち\n/pair コード – 承認する\n/broadcast 本文 – 全員に送る",
    access_line={
        "open": "公開中：誰でも質問できます。",
        "allowlist": "限定：設定にあるIDだけが質問できます。",
        "pairing": "コード制：初めての方にコードが出て、運用者が承認します。",
    },
    pages={
        "stats": "数字",
        "errors": "エラー",
        "sources": "資料",
        "gaps": "未回答の質問",
        "feedback": "評価",
        "feeds": "配信元",
        "deliveries": "配信",
        "rebuild": "索引の再構築",
        "message": "全員に送る",
    },
    back="‹ 戻る",
    cancel="やめる",
    nothing_there="表示するものはありません。",
    and_more="ほか{count}件",
    errors_title="起動後のエラー",
    gaps_title="答えられなかった質問",
    feedback_title="回答への評価",
    feeds_title="ニュース配信元",
    deliveries_title="届いたか分からない配信",
    chat_kind={"private": "個人チャット", "group": "グループ", "none": "チャットなし"},
    times_asked="{count}回",
    votes={
        "good": "👍 よい",
        "bad": "👎 よくない",
        "wrong-citation": "引用の誤り",
        "incomplete": "不足あり",
        "dated": "情報が古い",
    },
    vote_count="{vote}：{count}件",
    feed_well="応答あり",
    feed_failing="{count}回続けて失敗",
    feed_waiting="まだ取得していません",
    stats_title="数字で見る",
    stats_today="本日",
    stats_week="この7日間",
    stats_all="全体",
    stats_people="利用者：{count}人",
    stats_questions="質問：{count}件（回答{answered}件、資料なし{abstained}件）",
    stats_times="回答まで：半数が{p50}秒以内、95%が{p95}秒以内",
    stats_uploads="届いた文書：{count}件",
    stats_refused="上限による保留：{count}件",
    stats_known="利用者とグループ：{count}件",
    stats_library="資料：{sources}件、{passages}箇所",
    stats_program="バージョン {version} · 稼働 {uptime} · 状態データ {size}",
    days_hours="{days}日{hours}時間",
    hours_minutes="{hours}時間{minutes}分",
    minutes="{minutes}分",
    rebuild_ask="目録から索引を作り直します。その間も質問に答えられます。資料が多いと数分かかります。",
    rebuild_go="作り直す",
    rebuild_going="索引を作り直しています… {total}件中{done}件",
    rebuild_done="✓ 索引を作り直しました（{passages}箇所）。",
    rebuild_running="索引はすでに作り直しています。",
    rebuild_locked="別の処理が資料に書き込んでいます。終わってからお試しください。",
    rebuild_failed="索引を作り直せませんでした。これまでの索引を使い続けます。理由はログにあります。",
    broadcast_usage="コマンドの後に本文を書いてください： /broadcast 本文。送る前に確認できます。",
    broadcast_nobody="送る相手がまだいません。",
    broadcast_preview="次の文面を送ります：",
    broadcast_ask="ボットに書いたことのある全員と、承認済みのグループすべてに一度だけ届きます。",
    broadcast_go="{count}件に送る",
    broadcast_dropped="送りませんでした。",
    broadcast_decided="これはすでに決まっています。",
    broadcast_going="送信しています… {total}件中{sent}件",
    broadcast_done="✓ 送信しました：{total}件中{sent}件",
    fates={
        "uncertain": "届いたか不明（再送しません）：{count}件",
        "blocked": "ボットを止めている：{count}件",
        "failed": "送れなかった：{count}件",
    },
)
