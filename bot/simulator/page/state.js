// What the page knows: the world as the server tells it, who uses the page now, and which chat is shown.

import { WORDS } from "./words.js";

export const world = {
  bot: null, people: [], chats: [], messages: new Map(), topics: [], absent: new Set(), blocked: new Set(),
  commands: {}, profile: {}, reactions: new Map(), pinned: new Map(),
};
export const at = { me: null, chat: null, topic: null };
export const drafts = new Map();  // by chat: what the bot is still writing
export const typing = new Map();  // by chat: until when it is shown
export const unseen = new Map();  // by place: how many messages

export const speech = () => ((at.me?.language_code || "en").startsWith("ja") ? "ja" : "en");
export const words = () => WORDS[speech()];
export const keyOf = (message) => `${message.chat.id}/${message.message_id}`;
export const nameOf = (user) => (user.id === at.me.id ? words().you : user.first_name);
export const isMine = (message) => message.from.id === at.me.id;
export const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : null);

export const coloured = (emoji) => (emoji === "❤" ? "❤\ufe0f" : emoji); // Telegram's own name for it is the bare heart

// A place is a chat, or a topic of one.
export const placeOf = (chat, topic) => (topic ? `${chat.id}:${topic}` : String(chat.id));
export const here = () => placeOf(at.chat, at.topic);
export const isHere = (message) => message.chat.id === at.chat.id && topicOf(message) === at.topic;

export function placesOf(person) {
  const found = [];
  for (const chat of world.chats) {
    if (chat.type === "private" && chat.id !== person.id) continue;
    if (!chat.is_forum) { found.push({ chat, topic: null }); continue; }
    for (const topic of world.topics) if (topic.chat === chat.id) found.push({ chat, topic: topic.id });
  }
  return found;
}

export function titleOf({ chat, topic }) {
  if (chat.type === "private") return world.bot.first_name;
  const known = topic && world.topics.find((one) => one.chat === chat.id && one.id === topic);
  return known ? known.name : chat.title;
}

export const messagesOf = (chat, topic) =>
  [...world.messages.values()].filter((one) => one.chat.id === chat.id && topicOf(one) === topic)
    .sort((a, b) => a.message_id - b.message_id);

export const summaryOf = (message) =>
  message.text ?? message.caption ?? (message.document ? `📄 ${message.document.file_name || ""}`
    : message.photo ? `🖼 ${words().photo}` : message.location ? `📍 ${words().place}` : "…");

export function commandsHere() {
  const scopes = at.chat.type === "private" ? ["all_private_chats:"] : ["all_group_chats:"];
  for (const scope of [`chat:${at.chat.id}:`, ...scopes, ""]) {
    for (const language of [speech(), ""]) {
      const menu = world.commands[`${scope}${language}`];
      if (menu?.length) return menu;
    }
  }
  return [];
}
