// The chat page of the simulator: shows what the bot sent, entity by entity, and sends what a person does.

import { startQuotes } from "./actions.js";
import { become, open, showHead, showLists, startChats } from "./chats.js";
import { results, startComposer } from "./composer.js";
import { answered } from "./keys.js";
import { addMessage, changeMessage, removeMessage, showDraft, showLog, showPinned, showTyping, startLog } from "./log.js";
import { listen, load } from "./net.js";
import { alert, startPopups } from "./popup.js";
import { at, drafts, isHere, keyOf, placeOf, topicOf, typing, unseen, world } from "./state.js";

const TYPING_MS = 5000;

const HAPPENINGS = {
  message(body) {
    world.messages.set(keyOf(body), body);
    if (body.from.is_bot) { typing.delete(body.chat.id); drafts.delete(body.chat.id); }
    if (isHere(body)) addMessage(body);
    else {
      const place = placeOf(body.chat, topicOf(body));
      if (body.from.id !== at.me.id) unseen.set(place, (unseen.get(place) || 0) + 1);
    }
    if (body.chat.type === "private") world.blocked.delete(body.from.id);
    showLists();
    showHead();
  },
  edited(body) {
    world.messages.set(keyOf(body), body);
    if (isHere(body)) changeMessage(body);
    showLists();
  },
  deleted(body) {
    world.messages.delete(`${body.chat.id}/${body.message_id}`);
    removeMessage(`${body.chat.id}/${body.message_id}`);
    showLists();
  },
  reaction(body) {
    const key = `${body.chat.id}/${body.message_id}`, message = world.messages.get(key);
    world.reactions.set(key, body.marks);
    if (message && isHere(message)) changeMessage(message);
  },
  typing(body) {
    typing.set(body.chat.id, Date.now() + TYPING_MS);
    const show = () => { showHead(); if (body.chat.id === at.chat.id) showTyping(); };
    show();
    setTimeout(show, TYPING_MS + 100);
  },
  draft(body) {
    drafts.set(body.chat.id, body);
    if (body.chat.id === at.chat.id) showDraft();
  },
  pinned(body) {
    if (body.message_id) world.pinned.set(body.chat.id, body.message_id); else world.pinned.delete(body.chat.id);
    showPinned();
  },
  answered: (body) => answered(body, alert),
  inline: results,
  async chat() { await load(); showLists(); showHead(); },
  about() {
    clearTimeout(renew.timer);
    renew.timer = setTimeout(renew, 200); // several come together
  },
};

// The bot sets its menu and its descriptions when it starts, which may be after the page was opened.
async function renew() {
  await load();
  if (document.querySelector(".empty")) showLog();
}

async function start() {
  const seq = await load();
  for (const begin of [startPopups, startLog, startComposer, startChats, startQuotes]) begin();
  const asked = new URLSearchParams(location.search), wanted = asked.get("chat");
  at.me = world.people.find((one) => String(one.id) === (asked.get("as") || wanted)) || world.people[0];
  const chat = world.chats.find((one) => String(one.id) === wanted);
  if (chat) open(chat, Number(asked.get("topic")) || null); else become(at.me);
  listen(seq, ({ kind, body }) => HAPPENINGS[kind]?.(body), showHead);
}

start();
