// The chat page of the simulator. Shows what the bot sent, entity by entity, and sends what a person does.
// Text never becomes markup: everything is put in by textContent.
"use strict";

const WORDS = {
  en: { online: "bot", busy: "typing…", group: "group", write: "Message", begin: "Start", you: "You",
        hello: "This is Steppe on your own machine. Nothing leaves it.", as: "as", copied: "Copied", edited: "edited",
        reply: "Reply", today: "Today", gone: "Not connected; trying again…", attach: "Attach a file", menu: "Commands" },
  ja: { online: "ボット", busy: "入力中…", group: "グループ", write: "メッセージ", begin: "開始", you: "あなた",
        hello: "お手元の機械で動く Steppe です。外へは何も送られません。", as: "発言者：", copied: "コピーしました", edited: "編集済み",
        reply: "返信", today: "今日", gone: "接続できません。再試行しています…", attach: "ファイルを添付", menu: "コマンド" },
};
const $ = (id) => document.getElementById(id);
const world = { bot: null, people: [], chats: [], messages: new Map(), commands: {} };
const drafts = new Map();
const pressed = new Map();
const typingUntil = new Map();
const unseen = new Set();
let here = null;         // the chat that is shown
let speaker = null;      // who writes in the group
let replying = null;     // {message, quote}

const me = () => (here.type === "private" ? world.people.find((p) => p.id === here.id) : speaker);
const speech = () => ((me().language_code || "en").startsWith("ja") ? "ja" : "en");
const words = () => WORDS[speech()];
const make = (tag, cls, text) => {
  const one = document.createElement(tag);
  if (cls) one.className = cls;
  if (text !== undefined) one.textContent = text;
  return one;
};

// --- text and entities: offsets are UTF-16 units, as are JavaScript's strings

function styled(text, entities) {
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length));
  return root;
}

function fill(into, text, from, to, entities) {
  let at = from;
  while (entities.length) {
    const one = entities.shift();
    const start = Math.max(one.offset, at), end = Math.min(one.offset + one.length, to);
    if (start >= end) continue;
    into.append(text.slice(at, start));
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    const shell = wrap(one, text.slice(start, end));
    fill(shell.inner || shell, text, start, end, inner.filter((e) => e.offset < end));
    into.append(shell.inner ? shell.outer : shell);
    at = end;
    if (one.type.includes("blockquote") && text[at] === "\n") at += 1; // the block breaks the line itself
  }
  into.append(text.slice(at, to));
}

function wrap(entity, text) {
  const tags = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "code" };
  if (tags[entity.type]) return make(tags[entity.type]);
  if (entity.type === "text_link" || entity.type === "url") {
    const link = make("a");
    const address = entity.url || text;
    if (/^https?:\/\//.test(address)) {
      link.href = address;
      link.title = address;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    return link;
  }
  if (entity.type === "mention" || entity.type === "text_mention") return make("span", "mention");
  if (entity.type === "bot_command") return make("span", "command");
  if (entity.type.includes("blockquote")) {
    const outer = make("blockquote"), inner = make("div");
    outer.append(inner);
    if (entity.type === "expandable_blockquote") {
      outer.classList.add("folds");
      outer.tabIndex = 0;
      outer.setAttribute("role", "button");
      outer.setAttribute("aria-expanded", "false");
      const turn = (event) => {
        if (event.target.closest("a") || String(getSelection())) return;
        outer.setAttribute("aria-expanded", String(outer.classList.toggle("open")));
      };
      outer.addEventListener("click", turn);
      outer.addEventListener("keydown", (event) => { if (event.key === "Enter") turn(event); });
    }
    return { outer, inner };
  }
  return make("span");
}

// --- messages

const key = (message) => `${message.chat.id}/${message.message_id}`;
const nameOf = (user) => (user.id === me().id ? words().you : user.first_name);

function bubble(message) {
  const mine = message.from.id === me().id;
  const item = make("article", mine ? "item out" : "item");
  item.dataset.key = key(message);
  const box = make("div", "bubble");
  if (here.type !== "private" && !mine) box.append(make("div", "name", message.from.first_name));
  if (message.reply_to_message) box.append(cited(message));
  if (message.document) box.append(file(message.document));
  if (message.photo) {
    const shot = make("img", "shot");
    const largest = message.photo.at(-1);
    shot.src = `files/${largest.file_id}`;
    shot.width = largest.width; // known before it is loaded, so that nothing jumps
    shot.height = largest.height;
    shot.alt = message.caption || "";
    box.append(shot);
  }
  const text = make("div", "text");
  text.lang = speech();
  text.append(styled(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities));
  const clock = new Date(message.date * 1000).toTimeString().slice(0, 5);
  text.append(make("span", "stamp", message.edit_date ? `${words().edited} ${clock}` : clock));
  box.append(text);
  item.append(box);
  const answer = make("button", "answer", "↩");
  answer.setAttribute("aria-label", words().reply);
  answer.addEventListener("click", () => startReply(message, box));
  item.append(answer);
  if (message.reply_markup?.inline_keyboard) item.append(keyboard(message));
  return item;
}

function cited(message) {
  const to = message.reply_to_message;
  const box = make("div", message.quote ? "cited whole" : "cited");
  box.append(make("b", "", nameOf(to.from)));
  box.append(make("span", "", message.quote?.text ?? (to.text || to.caption || "📄").slice(0, 120)));
  return box;
}

function file(document) {
  const link = make("a", "file");
  link.href = `files/${document.file_id}`;
  link.download = document.file_name || "file";
  const about = make("span", "", document.file_name || "file");
  about.append(make("small", "", `${Math.max(1, Math.round(document.file_size / 1024))} kB`));
  link.append(about);
  return link;
}

function keyboard(message) {
  const keys = make("div", "keys");
  for (const row of message.reply_markup.inline_keyboard) {
    const line = make("div");
    for (const button of row) {
      const one = make("button", "", button.text);
      one.title = button.text;
      one.addEventListener("click", () => press(message, button, one));
      line.append(one);
    }
    keys.append(line);
  }
  return keys;
}

async function press(message, button, shown) {
  if (button.url) { window.open(button.url, "_blank", "noopener,noreferrer"); return; }
  if (button.copy_text) {
    try { await navigator.clipboard.writeText(button.copy_text.text); toast(words().copied); }
    catch { toast(button.copy_text.text); }
    return;
  }
  shown.classList.add("waiting");
  const reply = await post("press", { chat: message.chat.id, message: message.message_id, data: button.callback_data });
  if (reply.ok) pressed.set(String(reply.result), shown);
  setTimeout(() => shown.classList.remove("waiting"), 15000);
}

// --- what is shown

function show() {
  document.documentElement.lang = speech();
  const log = $("log");
  log.replaceChildren();
  const list = [...world.messages.values()].filter((m) => m.chat.id === here.id);
  if (!list.length) log.append(welcome());
  else log.append(make("div", "day", words().today));
  for (const message of list) log.append(bubble(message));
  for (const draft of drafts.values()) if (draft.chat.id === here.id) log.append(draftBubble(draft));
  $("title").textContent = here.type === "private" ? world.bot.first_name : here.title;
  $("avatar").textContent = $("title").textContent.slice(0, 1);
  $("text").placeholder = words().write;
  $("text").lang = speech();
  $("menu-on").setAttribute("aria-label", words().menu);
  document.querySelector(".attach").title = words().attach;
  $("speaker").hidden = here.type === "private";
  $("speaker").textContent = `${words().as} ${me().first_name}`;
  unseen.delete(here.id);
  tabs();
  status();
  log.scrollTop = log.scrollHeight;
}

function welcome() {
  const box = make("div", "empty", words().hello);
  const begin = make("button", "", words().begin);
  begin.addEventListener("click", () => say(here.type === "private" ? "/start" : `/start@${world.bot.username}`));
  box.append(begin);
  return box;
}

function draftBubble(draft) {
  const item = make("article", "item draft"), box = make("div", "bubble"), text = make("div", "text");
  text.append(styled(draft.text, draft.entities));
  box.append(text);
  item.append(box);
  return item;
}

function tabs() {
  $("chats").replaceChildren(...world.chats.map((chat) => {
    const label = chat.type === "private" ? `${chat.first_name}` : chat.title;
    const tab = make("button", unseen.has(chat.id) ? "new" : "", label);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(chat.id === here.id));
    tab.addEventListener("click", () => { here = chat; stopReply(); show(); $("text").focus(); });
    return tab;
  }));
}

function status(line) {
  const busy = (typingUntil.get(here.id) || 0) > Date.now();
  $("status").textContent = line || (busy ? words().busy : here.type === "private" ? words().online : words().group);
  $("status").classList.toggle("busy", busy && !line);
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

// --- what happens

function happen({ kind, body }) {
  const near = $("log").scrollHeight - $("log").scrollTop - $("log").clientHeight < 160;
  if (kind === "message") {
    world.messages.set(key(body), body);
    if (body.from.is_bot) { typingUntil.delete(body.chat.id); drafts.delete(body.chat.id); }
    if (body.chat.id !== here.id) { unseen.add(body.chat.id); tabs(); return; }
    $("log").querySelector(".empty")?.remove();
    $("log").querySelector(".draft")?.remove();
    const one = bubble(body);
    $("log").append(one);
    status();
    // A long answer is read from its beginning.
    if (one.offsetHeight > $("log").clientHeight - 24) one.scrollIntoView({ block: "start" });
    else if (near || body.from.id === me().id) $("log").scrollTop = $("log").scrollHeight;
  } else if (kind === "edited") {
    world.messages.set(key(body), body);
    document.querySelector(`[data-key="${key(body)}"]`)?.replaceWith(bubble(body));
  } else if (kind === "deleted") {
    world.messages.delete(`${body.chat.id}/${body.message_id}`);
    document.querySelector(`[data-key="${body.chat.id}/${body.message_id}"]`)?.remove();
  } else if (kind === "typing") {
    typingUntil.set(body.chat.id, Date.now() + 5000);
    status();
    setTimeout(status, 5100);
  } else if (kind === "draft") {
    drafts.set(body.chat.id, body);
    if (body.chat.id !== here.id) return;
    $("log").querySelector(".draft")?.remove();
    $("log").append(draftBubble(body));
    if (near) $("log").scrollTop = $("log").scrollHeight;
  } else if (kind === "answered") {
    pressed.get(String(body.id))?.classList.remove("waiting");
    pressed.delete(String(body.id));
    if (!body.text || body.user_id !== me().id) return;
    if (body.show_alert) { $("alert-text").textContent = body.text; $("alert").showModal(); } else toast(body.text);
  }
}

async function post(where, more) {
  const reply = await fetch(where, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user: me().id, chat: here.id, ...more }),
  }).then((r) => r.json(), () => ({ ok: false, description: words().gone }));
  if (!reply.ok) toast(reply.description);
  return reply;
}

async function say(text) {
  const reply = await post("say", { text, reply_to: replying?.message.message_id, quote: replying?.quote });
  if (reply.ok) stopReply();
  return reply.ok;
}

function startReply(message, box) {
  const chosen = getSelection();
  const inside = chosen.rangeCount && box.contains(chosen.anchorNode) && box.contains(chosen.focusNode);
  const quote = inside ? String(chosen).trim() : "";
  replying = { message, quote: quote && (message.text || "").includes(quote) ? quote : "" };
  $("reply-who").textContent = nameOf(message.from);
  $("reply-text").textContent = replying.quote || message.text || message.caption || "📄";
  $("reply").hidden = false;
  $("text").focus();
}

function stopReply() {
  replying = null;
  $("reply").hidden = true;
}

function menu(open) {
  $("menu").hidden = !open;
  $("menu-on").setAttribute("aria-expanded", String(open));
  if (!open) return;
  const list = (speech() === "ja" && world.commands.ja) || world.commands[""] || [];
  $("menu").replaceChildren(...list.map(({ command, description }) => {
    const line = make("li"), one = make("button");
    one.append(make("b", "", `/${command}`), make("span", "", description));
    one.addEventListener("click", () => {
      menu(false);
      if (command === "ask") { $("text").value = "/ask "; $("text").focus(); }
      else say(here.type === "private" ? `/${command}` : `/${command}@${world.bot.username}`);
    });
    line.append(one);
    return line;
  }));
}

function grow() {
  $("text").style.height = "auto";
  $("text").style.height = `${$("text").scrollHeight}px`;
  $("send").disabled = !$("text").value.trim();
}

async function load() {
  const seen = await fetch("world").then((r) => r.json());
  Object.assign(world, { bot: seen.bot, people: seen.people, chats: seen.chats, commands: seen.commands });
  world.messages = new Map(seen.messages.map((m) => [key(m), m]));
  speaker = speaker || world.people[0];
  const wanted = new URLSearchParams(location.search).get("chat");
  here = world.chats.find((c) => String(c.id) === wanted) || here || world.chats[0];
  show();
  const stream = new EventSource(`events?after=${seen.seq}`);
  stream.onmessage = (event) => happen(JSON.parse(event.data));
  stream.onerror = () => status(words().gone);
  stream.onopen = () => status();
}

$("write").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  grow();
  if (!(await say(text))) { $("text").value = text; grow(); }
});
$("text").addEventListener("input", grow);
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("write").requestSubmit();
  }
});
$("menu-on").addEventListener("click", async () => {
  world.commands = (await fetch("world").then((r) => r.json())).commands;
  menu($("menu").hidden);
});
$("reply-off").addEventListener("click", stopReply);
$("speaker").addEventListener("click", () => {
  speaker = world.people[(world.people.indexOf(speaker) + 1) % world.people.length];
  stopReply();
  show();
});
$("theme").addEventListener("click", () => {
  const now = document.documentElement.dataset.theme
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
});
$("file").addEventListener("change", async () => {
  const chosen = $("file").files[0];
  $("file").value = "";
  if (!chosen) return;
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  let raw = "";
  for (let i = 0; i < bytes.length; i += 32768) raw += String.fromCharCode(...bytes.subarray(i, i + 32768));
  await post("upload", { name: chosen.name, content: btoa(raw), text: $("text").value.trim() });
});
grow();
load();
