"""Words for subscribing to the daily briefing, for reading one, and for what became of deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.types import Language


@dataclass(frozen=True, slots=True)
class Delivery:
    """One language of them."""

    commands: Mapping[str, str]
    # reading a briefing
    never_sent: str
    as_sent: str
    impossible_day: str
    future_day: str
    not_in_this_chat: str
    unread_none: str
    late: str
    # subscribing
    pick_hour: str
    pick_hour_at: str
    pick_minute: str
    no_time: str
    pick_zone: str
    pick_zone_again: str
    pick_among: str
    no_zone: str
    other_city: str
    ask_zone: str
    ask_zone_hint: str
    near: str
    nowhere: str
    subscribed: str
    overview: str
    not_subscribed: str
    line_time: str
    line_days: str
    line_language: str
    line_themes: str
    line_words: str
    line_card: str
    line_muted: str
    line_skipped: str
    next_title: str
    stopped: Mapping[str, str]
    no_words: str
    all_themes: str
    every_day: str
    working_days: str
    weekdays: tuple[str, ...]
    day_separator: str
    day_time: str
    languages: Mapping[Language, str]
    themes: Mapping[str, str]
    # buttons
    button_time: str
    button_zone: str
    button_days: str
    button_language: str
    button_themes: str
    button_words: str
    button_card: str
    button_no_card: str
    button_pause: str
    button_resume: str
    button_stop: str
    button_back: str
    button_change: str
    button_clear: str
    button_again: str
    button_keep: str
    button_yes_stop: str
    spans: Mapping[str, str]
    # changing
    pick_days: str
    one_day_at_least: str
    pick_themes: str
    ask_words: str
    ask_words_hint: str
    pick_pause: str
    no_span: str
    muted: str
    unmuted: str
    sure_to_stop: str
    unsubscribed: str
    nothing_to_stop: str
    admins_only: str
    # for the operator
    uncertain_notice: str
    uncertain_notice_one: str
    uncertain_title: str
    uncertain_none: str
    uncertain_line: str
    uncertain_why: str
    ledger_line: str
    state_names: Mapping[str, str]
    send_again: str
    leave_it: str
    settled: str


ENGLISH = Delivery(
    commands={
        "briefing": "Today's briefing; add a day or a theme",
        "subscribe": "Get the briefing every day",
        "subscription": "When it comes, and change it",
        "mute": "Pause it, for example /mute 3d",
        "unsubscribe": "Stop the daily briefing",
        "vectors": "The partners, one by one",
    },
    never_sent="No briefing was sent here that day. This one was composed just now, for {day}.",
    as_sent="As it was sent here on {day}.",
    impossible_day="“{day}” is not a day. Write it as in /briefing {example}.",
    future_day="{day} has not come yet. Today is {today} ({zone}).",
    not_in_this_chat="This briefing is no longer kept here. /briefing brings today's.",
    unread_none="You have not read a briefing here yet, so there is nothing to compare with. Here is today's.",
    late="This briefing was due at {time} and comes late.",
    pick_hour="At what hour should the briefing come?",
    pick_hour_at="{zone}: at what hour should the briefing come?",
    pick_minute="{hour}:… – and the minutes?",
    no_time="“{written}” is not a time I understand. Write it as in /subscribe 7:30, or press an hour.",
    pick_zone="{time} – in which time zone?",
    pick_zone_again="Which time zone?",
    pick_among="“{written}” can mean several time zones. Which one?",
    no_zone="I know no city or time zone called “{written}”. Try a larger city nearby, Europe/London, or UTC+5.",
    other_city="Another city…",
    ask_zone="{mark} {time}Which city or time zone?",
    ask_zone_hint="Reply with a city (Almaty), a zone (Europe/London) or an offset (UTC+5); in a private chat you can also share your location.",
    near="Nearest city I know: {city}, about {km} km away. So your time zone is {zone}.",
    nowhere="No city I know is near that place. Write your time zone instead, for example UTC+5.",
    subscribed="Done: the briefing comes daily.",
    overview="Your daily briefing",
    not_subscribed="There is no subscription here yet. /subscribe makes one; /briefing shows today's briefing now.",
    line_time="Time: {time}, {zone} ({offset})",
    line_days="Days: {days}",
    line_language="Language: {language}",
    line_themes="Themes: {themes}",
    line_words="Watch-words: {words}",
    line_card="A picture comes with it",
    line_muted="Paused until {until}",
    line_skipped="Let go because they would have come too late: {count}",
    next_title="Next",
    stopped={
        "blocked": "Stopped, because I could not write here: I was blocked or removed. Press “Resume” to start again.",
        "gone": "Stopped, because this chat could not be reached. Press “Resume” to start again.",
        "topic": "Stopped, because the topic was closed or deleted. Subscribe again in an open topic.",
    },
    no_words="none",
    all_themes="all",
    every_day="every day",
    working_days="Monday to Friday",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    day_separator=", ",
    day_time="{weekday} {day} {month}, {time}",
    languages={"en": "English", "ja": "日本語"},
    themes={
        "russia": "Russia",
        "china": "China",
        "us": "United States",
        "europe": "Europe",
        "japan": "Japan",
        "turkey": "Türkiye",
        "central": "Central Asia",
        "oil": "Oil",
        "uranium": "Uranium",
        "minerals": "Minerals",
        "corridors": "Corridors",
        "security": "Security",
    },
    button_time="🕖 Time",
    button_zone="🌐 Zone",
    button_days="📅 Days",
    button_language="日本語で",
    button_themes="Themes",
    button_words="🔎 Watch-words",
    button_card="🖼 Add a picture",
    button_no_card="🖼 No picture",
    button_pause="⏸ Pause",
    button_resume="▶ Resume",
    button_stop="Unsubscribe",
    button_back="◀ Back",
    button_change="Change them",
    button_clear="Clear them",
    button_again="All themes",
    button_keep="Keep it",
    button_yes_stop="Yes, unsubscribe",
    spans={"1d": "1 day", "3d": "3 days", "1w": "1 week", "30d": "30 days"},
    pick_days="On which days? Press a day to switch it on or off.",
    one_day_at_least="One day at least must stay on.",
    pick_themes="Which themes? None chosen means all.",
    ask_words="{mark} Which words should I watch for?",
    ask_words_hint="Reply with up to ten words or names, with commas between them. They come first in your briefing, and I say when there is nothing on them.",
    pick_pause="For how long should the briefing pause?",
    no_span="“{written}” is not a span of time I understand. Write it as in /mute 3d, /mute 12h or /mute 2w; /mute off ends a pause.",
    muted="Paused. The next briefing comes on {next}.",
    unmuted="The pause is over. The next briefing comes on {next}.",
    sure_to_stop="Stop the daily briefing here?",
    unsubscribed="Unsubscribed. /subscribe starts it again, /briefing shows today's at any time.",
    nothing_to_stop="There is no subscription here.",
    admins_only="In a group, only its administrators can change the subscription.",
    uncertain_notice="{count} briefings may or may not have arrived: the connection broke after they had left. They are not sent again by themselves. /deliveries lists them.",
    uncertain_notice_one="A briefing may or may not have arrived: the connection broke after it had left. It is not sent again by itself. /deliveries shows it.",
    uncertain_title="Deliveries that may or may not have arrived",
    uncertain_none="No delivery is uncertain.",
    uncertain_line="chat {chat}, {day}, due {time} UTC – {why}",
    uncertain_why="connection broke",
    ledger_line="In the ledger: {counts}. Subscriptions: {running} running, {stopped} stopped; {skipped} slots let go.",
    state_names={
        "due": "due",
        "claimed": "claimed",
        "sending": "being sent",
        "sent": "sent",
        "uncertain": "uncertain",
        "failed": "failed",
    },
    send_again="Send {number} again",
    leave_it="Leave {number}",
    settled="Noted.",
)

JAPANESE = Delivery(
    commands={
        "briefing": "今日の日報（日付やテーマも指定できます）",
        "subscribe": "日報を毎日受け取る",
        "subscription": "配信の予定と変更",
        "mute": "しばらく止める（例：/mute 3d）",
        "unsubscribe": "日報の配信をやめる",
        "vectors": "相手国ごとの動き",
    },
    never_sent="この日の日報は、ここには送られていません。{day}の分として、いま作成しました。",
    as_sent="{day}にここへ送ったままの日報です。",
    impossible_day="「{day}」という日はありません。 /briefing {example} のようにお書きください。",
    future_day="{day}はまだ来ていません。今日は{today}（{zone}）です。",
    not_in_this_chat="この日報は、ここにはもう保存されていません。/briefing で今日の分をご覧になれます。",
    unread_none="まだここで日報をお読みになっていないので、比べるものがありません。今日の日報をお届けします。",
    late="{time}にお届けする予定だった日報です。遅れて届きました。",
    pick_hour="日報を何時にお届けしますか。",
    pick_hour_at="{zone}の時刻で、何時にお届けしますか。",
    pick_minute="{hour}時の何分にしますか。",
    no_time="「{written}」は時刻として読み取れませんでした。 /subscribe 7:30 のように書くか、下から時を選んでください。",
    pick_zone="{time}ですね。どの地域の時刻ですか。",
    pick_zone_again="どの地域の時刻にしますか。",
    pick_among="「{written}」に当てはまる時間帯がいくつかあります。どれですか。",
    no_zone="「{written}」という都市や時間帯は見つかりませんでした。近くの大きな都市名、Asia/Tokyo、UTC+9 などでお試しください。",
    other_city="ほかの都市…",
    ask_zone="{mark} {time}どの都市、またはどの時間帯ですか。",
    ask_zone_hint="このメッセージへの返信で、都市名（アルマトイ）、時間帯（Asia/Tokyo）、時差（UTC+9）のどれかをお書きください。個別のチャットでは位置情報を送っていただいてもかまいません。",
    near="登録のある最寄りの都市は{city}（約{km}キロ）です。時間帯を{zone}にしました。",
    nowhere="その場所の近くに、登録のある都市がありません。UTC+9 のように時差をお書きください。",
    subscribed="設定しました。日報を毎日お届けします。",
    overview="日報の配信",
    not_subscribed="ここではまだ配信の設定がありません。/subscribe で設定できます。今すぐ読むには /briefing をどうぞ。",
    line_time="時刻：{time}、{zone}（{offset}）",
    line_days="曜日：{days}",
    line_language="言語：{language}",
    line_themes="テーマ：{themes}",
    line_words="注目語：{words}",
    line_card="画像も一緒にお届けします",
    line_muted="{until}まで休止中",
    line_skipped="遅れすぎたため見送った回数：{count}",
    next_title="次回以降",
    stopped={
        "blocked": "ここに書き込めなかったため、配信を止めています（ブロックされたか、外されたためです）。「再開」で元に戻ります。",
        "gone": "このチャットに届かなかったため、配信を止めています。「再開」で元に戻ります。",
        "topic": "トピックが閉じられたか削除されたため、配信を止めています。開いているトピックで設定し直してください。",
    },
    no_words="なし",
    all_themes="すべて",
    every_day="毎日",
    working_days="月曜から金曜",
    weekdays=("月", "火", "水", "木", "金", "土", "日"),
    day_separator="・",
    day_time="{month}{day}日（{weekday}）{time}",
    languages={"en": "English", "ja": "日本語"},
    themes={
        "russia": "ロシア",
        "china": "中国",
        "us": "米国",
        "europe": "欧州",
        "japan": "日本",
        "turkey": "トルコ",
        "central": "中央アジア",
        "oil": "石油",
        "uranium": "ウラン",
        "minerals": "重要鉱物",
        "corridors": "回廊",
        "security": "安全保障",
    },
    button_time="🕖 時刻",
    button_zone="🌐 地域",
    button_days="📅 曜日",
    button_language="In English",
    button_themes="テーマ",
    button_words="🔎 注目語",
    button_card="🖼 画像も受け取る",
    button_no_card="🖼 画像は不要",
    button_pause="⏸ 休止",
    button_resume="▶ 再開",
    button_stop="配信をやめる",
    button_back="◀ 戻る",
    button_change="書き直す",
    button_clear="すべて消す",
    button_again="すべてのテーマ",
    button_keep="続ける",
    button_yes_stop="はい、やめます",
    spans={"1d": "1日", "3d": "3日", "1w": "1週間", "30d": "30日"},
    pick_days="どの曜日にしますか。押すたびに入と切が替わります。",
    one_day_at_least="少なくとも1日は残してください。",
    pick_themes="どのテーマにしますか。何も選ばなければ、すべてが対象です。",
    ask_words="{mark} どの言葉に注目しますか。",
    ask_words_hint="このメッセージへの返信で、言葉や名前を読点で区切って10個までお書きください。日報で優先し、動きがないときはそうお伝えします。",
    pick_pause="どのくらい休止しますか。",
    no_span="「{written}」は期間として読み取れませんでした。 /mute 3d 、 /mute 12h 、 /mute 2w のようにお書きください。再開は /mute off です。",
    muted="休止しました。次の日報は{next}です。",
    unmuted="休止を終えました。次の日報は{next}です。",
    sure_to_stop="ここでの日報の配信をやめますか。",
    unsubscribed="配信をやめました。/subscribe で再び始められます。/briefing はいつでも使えます。",
    nothing_to_stop="ここでは配信の設定がありません。",
    admins_only="グループでは、管理者だけが配信の設定を変えられます。",
    uncertain_notice="{count}件の日報が届いたかどうか分かりません（送った後で接続が切れました）。自動では送り直しません。/deliveries に一覧があります。",
    uncertain_notice_one="1件の日報が届いたかどうか分かりません（送った後で接続が切れました）。自動では送り直しません。/deliveries でご覧になれます。",
    uncertain_title="届いたかどうか分からない配信",
    uncertain_none="届いたかどうか分からない配信はありません。",
    uncertain_line="チャット {chat}、{day}、予定 {time} UTC – {why}",
    uncertain_why="接続が切れた",
    ledger_line="台帳：{counts}。配信の設定：有効 {running}件、停止 {stopped}件、見送り {skipped}回。",
    state_names={
        "due": "待ち",
        "claimed": "確保",
        "sending": "送信中",
        "sent": "送信済み",
        "uncertain": "不明",
        "failed": "失敗",
    },
    send_again="{number} を送り直す",
    leave_it="{number} はそのままにする",
    settled="記録しました。",
)
