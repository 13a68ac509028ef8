// The messages of the place that is shown, and what is being written there.

import { $, face, make } from "./dom.js";
import { bubble } from "./bubble.js";
import { say } from "./composer.js";
import { styled } from "./entities.js";
import { replyKeyboard } from "./keys.js";
import { at, drafts, keyOf, messagesOf, speech, summaryOf, typing, words, world } from "./state.js";

const DRAFT_MS = 30000;

const dayOf = (message) => new Date(message.date * 1000).toDateString();

function dayLabel(message) {
  if (dayOf(message) === new Date().toDateString()) return words().today;
  return new Date(message.date * 1000).toLocaleDateString(speech(), { day: "numeric", month: "long" });
}

export function showLog() {
  const list = messagesOf(at.chat, at.topic);
  const parts = [];
  list.forEach((message, number) => {
    if (!number || dayOf(list[number - 1]) !== dayOf(message)) parts.push(make("div", "pill", dayLabel(message)));
    parts.push(bubble(message, list[number - 1]));
  });
  if (!list.some((message) => !message.forum_topic_created)) parts.push(welcome());
  $("log").replaceChildren(...parts);
  showDraft();
  showTyping();
  showPinned();
  replyKeyboard(list);
  toEnd();
}

function welcome() {
  const away = world.absent.has(at.chat.id);
  const told = world.profile[`description:${speech()}`] || world.profile["description:"] || words().welcome;
  const box = make("div", "empty", make("b", "", away ? "" : words().hello), make("p", "", away ? words().friends : told));
  if (!away) {
    const begin = make("button", "begin", words().begin);
    begin.addEventListener("click", () => say(at.chat.type === "private" ? "/start" : `/start@${world.bot.username}`));
    box.append(begin);
  }
  return box;
}

export function addMessage(message) {
  const near = isNearEnd(), list = messagesOf(at.chat, at.topic);
  $("log").querySelector(".empty")?.remove();
  dropDraft();
  $("log").querySelector(".dots")?.remove();
  const before = list.at(-2);
  if (!before || dayOf(before) !== dayOf(message)) $("log").append(make("div", "pill", dayLabel(message)));
  const one = bubble(message, before);
  one.classList.add("fresh");
  $("log").append(one);
  replyKeyboard(list);
  // A long answer is read from its beginning.
  if (one.offsetHeight > $("log").clientHeight - 24) one.scrollIntoView({ block: "start" });
  else if (near || message.from.id === at.me.id) toEnd();
}

export function changeMessage(message) {
  const near = isNearEnd(), list = messagesOf(at.chat, at.topic);
  const old = document.querySelector(`[data-key="${keyOf(message)}"]`);
  const number = list.findIndex((one) => one.message_id === message.message_id);
  const open = [...(old?.querySelectorAll("blockquote.folds") || [])].map((one) => one.classList.contains("open"));
  const fresh = bubble(message, list[number - 1]);
  fresh.querySelectorAll?.("blockquote.folds").forEach((one, place) => one.classList.toggle("open", open[place]));
  old?.replaceWith(fresh);
  if (near) toEnd();
}

export const removeMessage = (key) => document.querySelector(`[data-key="${key}"]`)?.remove();

// --- what is being written

export function showDraft() {
  const draft = drafts.get(at.chat.id);
  dropDraft();
  if (!draft || at.topic) return;
  const near = isNearEnd(), text = make("div", "text");
  if (draft.text) text.append(styled(draft.text, draft.entities));
  else text.append(make("i", "", words().thinking));
  text.append(make("span", "caret"));
  $("log").querySelector(".dots")?.remove();
  $("log").append(make("article", "item draft", make("div", "bubble", text)));
  clearTimeout(showDraft.timer);
  showDraft.timer = setTimeout(() => { drafts.delete(draft.chat.id); dropDraft(); }, DRAFT_MS);
  if (near) toEnd();
}

const dropDraft = () => $("log").querySelector(".draft")?.remove();

export function showTyping() {
  const busy = (typing.get(at.chat.id) || 0) > Date.now(), near = isNearEnd();
  $("log").querySelector(".dots")?.remove();
  if (!busy || $("log").querySelector(".draft")) return;
  $("log").append(make("div", "dots", make("i"), make("i"), make("i")));
  if (near) toEnd();
}

export function showPinned() {
  const message = world.messages.get(`${at.chat.id}/${world.pinned.get(at.chat.id)}`);
  $("pinned").hidden = !message;
  if (!message) return;
  $("pinned").replaceChildren(make("b", "", words().pinned), make("span", "", summaryOf(message)));
  $("pinned").onclick = () => document.querySelector(`[data-key="${keyOf(message)}"]`)?.scrollIntoView({ block: "center" });
}

// --- scrolling

const isNearEnd = () => $("log").scrollHeight - $("log").scrollTop - $("log").clientHeight < 180;
const toEnd = () => { $("log").scrollTop = $("log").scrollHeight; };

export function startLog() {
  $("log").addEventListener("scroll", () => { $("down").hidden = isNearEnd(); });
  $("down").addEventListener("click", () => $("log").scrollTo({ top: $("log").scrollHeight, behavior: "smooth" }));
  new ResizeObserver(() => { if (isNearEnd()) toEnd(); }).observe($("log"));
}

export function relabelLog() {
  face($("down"), "down", words().down);
  $("log").setAttribute("aria-label", words().chats);
}
