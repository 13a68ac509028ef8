// What the page itself says, in the language of the person who uses it.

export const WORDS = {
  en: {
    bot: "bot", typing: "typing", group: "group", absent: "Steppe is not in this group", members: "members",
    write: "Message", begin: "Start", you: "You", hello: "What can this bot do?", today: "Today", edited: "edited",
    welcome: "Ask about Kazakhstan between Russia, China, the United States and others. Every sentence comes with its source.",
    friends: "Steppe is not a member here. Mention it by name and it answers as a guest.",
    local: "A Telegram of your own: everything stays on this machine.",
    copied: "Copied", reply: "Reply", quote: "Quote", edit: "Edit", forward: "Forward", copy: "Copy text", remove: "Delete",
    gone: "Not connected. Trying again…", attach: "Attach", file: "File", place: "Location", commands: "Commands",
    send: "Send", back: "Chats", more: "More", close: "Close", theme: "Light or dark", down: "Newest message",
    block: "Block the bot", unblock: "Unblock the bot", blocked: "You have blocked this bot",
    forwarded: "Forwarded from", via: "via", guest: "asked by", forwardTo: "Forward to", whichPlace: "Share which place?",
    replying: "Reply to", editing: "Edit message", dropHere: "Drop a file to send it", pinned: "Pinned message",
    tooBig: "This file is too big for the page", thinking: "Thinking…", open: "Open", download: "Download",
    nothing: "No results", inlineHint: "Ask a question to get cards", as: "Speaking as", chats: "Chats",
    topicMade: "Topic created:", moved: "The group became a supergroup", photo: "Photo", reactions: "React",
  },
  ja: {
    bot: "ボット", typing: "入力中", group: "グループ", absent: "Steppeはこのグループに参加していません", members: "人",
    write: "メッセージ", begin: "開始", you: "あなた", hello: "このボットでできること", today: "今日", edited: "編集済み",
    welcome: "ロシア・中国・米国などの間に立つカザフスタンについて、質問に答えます。どの文にも出典が付きます。",
    friends: "Steppeはここに参加していません。名前を呼ぶと、ゲストとして答えます。",
    local: "お手元だけで動くTelegramです。外へは何も送られません。",
    copied: "コピーしました", reply: "返信", quote: "引用", edit: "編集", forward: "転送", copy: "テキストをコピー", remove: "削除",
    gone: "接続できません。再試行しています…", attach: "添付", file: "ファイル", place: "位置情報", commands: "コマンド",
    send: "送信", back: "チャット一覧", more: "その他", close: "閉じる", theme: "明るさを切り替え", down: "最新のメッセージへ",
    block: "ボットをブロック", unblock: "ブロックを解除", blocked: "このボットをブロックしています",
    forwarded: "転送元：", via: "経由：", guest: "質問者：", forwardTo: "転送先", whichPlace: "どの場所を共有しますか",
    replying: "返信先：", editing: "メッセージを編集", dropHere: "ここにドロップして送信", pinned: "ピン留めされたメッセージ",
    tooBig: "このページで送るには大きすぎます", thinking: "考えています…", open: "開く", download: "ダウンロード",
    nothing: "結果がありません", inlineHint: "質問を入力すると候補が出ます", as: "発言者", chats: "チャット",
    topicMade: "トピック：", moved: "スーパーグループになりました", photo: "写真", reactions: "リアクション",
  },
};

// Places to share, for time zones.
export const PLACES = [
  { en: "Tokyo", ja: "東京", at: [35.6812, 139.7671] },
  { en: "Astana", ja: "アスタナ", at: [51.1282, 71.4305] },
  { en: "Almaty", ja: "アルマトイ", at: [43.2389, 76.8897] },
  { en: "London", ja: "ロンドン", at: [51.5074, -0.1278] },
  { en: "Berlin", ja: "ベルリン", at: [52.52, 13.405] },
  { en: "New York", ja: "ニューヨーク", at: [40.7128, -74.006] },
  { en: "Los Angeles", ja: "ロサンゼルス", at: [34.0522, -118.2437] },
  { en: "Sydney", ja: "シドニー", at: [-33.8688, 151.2093] },
];
