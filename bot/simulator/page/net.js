// To the server and back.

import { toast } from "./dom.js";
import { at, world, words } from "./state.js";

async function told(reply) {
  const answer = await reply.then((r) => r.json(), () => ({ ok: false, description: words().gone }));
  if (!answer.ok) toast(answer.description);
  return answer;
}

export const post = (where, more = {}) =>
  told(fetch(where, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user: at.me.id, chat: at.chat.id, topic: at.topic, ...more }),
  }));

const UPLOAD_BYTES = 48 * 1024 * 1024;

export async function upload(file, caption, replyTo) {
  if (file.size > UPLOAD_BYTES) { toast(words().tooBig); return { ok: false }; }
  const about = new URLSearchParams({ user: at.me.id, chat: at.chat.id, name: file.name, caption });
  if (at.topic) about.set("topic", at.topic);
  if (replyTo) about.set("reply_to", replyTo);
  return told(fetch(`upload?${about}`, {
    method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file,
  }));
}

export async function load() {
  const seen = await fetch("world").then((r) => r.json());
  Object.assign(world, {
    bot: seen.bot, people: seen.people, chats: seen.chats, topics: seen.topics, commands: seen.commands,
    profile: seen.profile, absent: new Set(seen.absent), blocked: new Set(seen.blocked),
    messages: new Map(seen.messages.map((m) => [`${m.chat.id}/${m.message_id}`, m])),
    reactions: new Map(seen.reactions.map((r) => [`${r.chat}/${r.message}`, r.marks])),
    pinned: new Map(seen.pinned.map((p) => [p.chat, p.message])),
  });
  return seen.seq;
}

export function listen(after, happen, state) {
  const stream = new EventSource(`events?after=${after}`);
  stream.onmessage = (event) => happen(JSON.parse(event.data));
  stream.onerror = () => state(false);
  stream.onopen = () => state(true);
}
