// One message as it is shown.

import { hueOf, icon, make } from "./dom.js";
import { styled } from "./entities.js";
import { keyboard } from "./keys.js";
import { post } from "./net.js";
import { actions } from "./actions.js";
import { showPhoto } from "./popup.js";
import { at, coloured, isMine, keyOf, nameOf, speech, summaryOf, words, world } from "./state.js";

const HOLD_MS = 450;

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString(speech(), { hour: "2-digit", minute: "2-digit", hour12: false });

export function bubble(message, before) {
  if (isService(message)) return make("div", "pill", service(message));
  const mine = isMine(message);
  const item = make("article", `item${mine ? " out" : ""}${follows(message, before) ? " again" : ""}`);
  item.dataset.key = keyOf(message);
  const box = make("div", "bubble");
  box.tabIndex = 0;
  if (message.photo) box.classList.add("pictured");
  if (at.chat.type !== "private" && !mine) {
    const name = make("div", "name", message.from.first_name);
    name.style.setProperty("--hue", String(hueOf(message.from.id)));
    box.append(name);
  }
  if (message.via_bot) box.append(make("div", "via", `${words().via} @${message.via_bot.username}`));
  if (message.guest_bot_caller_user) {
    box.append(make("div", "via", `${words().guest} ${nameOf(message.guest_bot_caller_user)}`));
  }
  if (message.forward_origin) {
    box.append(make("div", "via", `${words().forwarded} ${message.forward_origin.sender_user?.first_name || "…"}`));
  }
  const cited = message.reply_to_message;
  if (cited && !cited.forum_topic_created) box.append(citation(message, cited));
  if (message.photo) box.append(picture(message));
  if (message.document) box.append(file(message.document));
  if (message.location) box.append(place(message.location));
  box.append(said(message));
  item.append(box);
  if (message.reply_markup?.inline_keyboard) item.append(keyboard(message));
  attend(box, message);
  return item;
}

function said(message) {
  const text = make("div", "text");
  text.append(styled(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities, command));
  const foot = make("span", "foot-line");
  const marks = world.reactions.get(keyOf(message)) || [];
  for (const mark of marks) foot.append(chip(message, mark));
  foot.append(make("span", "stamp", message.edit_date ? `${words().edited} ${clock(message.date)}` : clock(message.date)));
  if (isMine(message)) foot.lastChild.classList.add("sent");
  if (marks.length) text.append(make("br"));
  text.append(foot);
  return text;
}

function command(text) {
  const named = text.includes("@") || at.chat.type === "private";
  post("say", { text: named ? text : `${text}@${world.bot.username}` });
}

function chip(message, { emoji, by }) {
  const own = by.includes(at.me.id);
  const one = make("button", own ? "chip own" : "chip", `${coloured(emoji)} ${by.length > 1 ? by.length : ""}`.trim());
  one.setAttribute("aria-pressed", String(own));
  one.addEventListener("click", () => post("react", { message: message.message_id, emoji: own ? null : emoji }));
  return one;
}

function citation(message, cited) {
  const box = make("button", message.quote ? "cited whole" : "cited",
    make("b", "", nameOf(cited.from)), make("span", "", message.quote?.text ?? summaryOf(cited).slice(0, 160)));
  box.addEventListener("click", () => {
    const target = document.querySelector(`[data-key="${keyOf(cited)}"]`);
    if (!target) return;
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.classList.add("found");
    setTimeout(() => target.classList.remove("found"), 1600);
  });
  return box;
}

function picture(message) {
  const shot = make("img", "shot"), largest = message.photo.at(-1);
  shot.src = `files/${largest.file_id}`;
  shot.width = largest.width; // known before it is loaded, so that nothing jumps
  shot.height = largest.height;
  shot.alt = message.caption || words().photo;
  const open = make("button", "frame", shot);
  open.setAttribute("aria-label", words().open);
  open.addEventListener("click", () => showPhoto(shot.src, shot.alt));
  return open;
}

function sized(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function file(document) {
  const name = document.file_name || "file", ending = name.includes(".") ? name.split(".").at(-1).slice(0, 4) : "";
  const sheet = make("span", "leaf", ending ? make("small", "", ending) : icon("file"));
  const link = make("a", "file", sheet, make("span", "", make("b", "", name), make("small", "", sized(document.file_size))));
  link.href = `files/${document.file_id}`;
  link.download = name;
  link.title = words().download;
  return link;
}

function place({ latitude, longitude }) {
  const box = make("div", "map", icon("pin"));
  return make("div", "place", box, make("small", "", `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`));
}

const isService = (message) =>
  message.forum_topic_created || message.migrate_to_chat_id || message.migrate_from_chat_id;

const service = (message) =>
  (message.forum_topic_created ? `${words().topicMade} ${message.forum_topic_created.name}` : words().moved);

const follows = (message, before) =>
  before && !isService(before) && before.from.id === message.from.id && message.date - before.date < 300;

// A message's menu opens by the right button, by holding it down, and by Enter.
function attend(box, message) {
  box.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a") || String(getSelection())) return;
    event.preventDefault();
    actions(message, box, { x: event.clientX, y: event.clientY });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== box) return;
    event.preventDefault();
    const { left, bottom } = box.getBoundingClientRect();
    actions(message, box, { x: left + 12, y: bottom - 8 });
  });
  let held = null;
  const drop = () => { clearTimeout(held); held = null; };
  box.addEventListener("touchstart", (event) => {
    const { clientX: x, clientY: y } = event.touches[0];
    held = setTimeout(() => { if (!String(getSelection())) actions(message, box, { x, y }); }, HOLD_MS);
  }, { passive: true });
  for (const end of ["touchend", "touchmove", "touchcancel"]) box.addEventListener(end, drop, { passive: true });
}
