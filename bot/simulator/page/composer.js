// Where a person writes: text, files, replies, edits, commands and questions behind the bot's name.

import { $, face, make } from "./dom.js";
import { styled } from "./entities.js";
import { post, upload } from "./net.js";
import { choosePlace, closePopup, popup } from "./popup.js";
import { at, commandsHere, nameOf, summaryOf, topicOf, words, world } from "./state.js";

const ASK_AFTER_MS = 300;
let replying = null;  // {message, quote}
let editing = null;   // a message
let asked = null;     // the inline query on the way: {id, text}
let offered = [];     // what Enter chooses from: {act}
let chosen = -1;

export const say = async (text) => {
  const reply = await post("say", { text, reply_to: replying?.message.message_id, quote: replying?.quote });
  if (reply.ok) stop();
  return reply.ok;
};

export function startReply(message, quote = "") {
  editing = null;
  replying = { message, quote };
  above("reply", `${words().replying} ${nameOf(message.from)}`, quote || summaryOf(message));
}

export function startEdit(message) {
  replying = null;
  editing = message;
  $("text").value = message.text ?? message.caption;
  above("edit", words().editing, summaryOf(message));
  grow();
}

function above(kind, who, text) {
  $("above").className = `above ${kind}`;
  $("above-who").textContent = who;
  $("above-text").textContent = text;
  $("above").hidden = false;
  $("text").focus();
}

export function stop() {
  if (editing) $("text").value = "";
  replying = editing = null;
  $("above").hidden = true;
  grow();
}

function grow() {
  $("text").style.height = "auto";
  $("text").style.height = `${Math.min($("text").scrollHeight, 140)}px`;
  $("send").classList.toggle("ready", Boolean($("text").value.trim()));
}

async function send() {
  const text = $("text").value.trim();
  if (!text) return;
  if (editing) {
    const reply = await post("edit", { message: editing.message_id, text });
    if (reply.ok) stop();
    return;
  }
  $("text").value = "";
  offer([]);
  grow();
  if (!(await say(text))) { $("text").value = text; grow(); }
}

export async function attach(files) {
  const caption = $("text").value.trim();
  for (const [number, file] of [...files].entries()) {
    const reply = await upload(file, number ? "" : caption, replying?.message.message_id);
    if (reply.ok && !number) { $("text").value = ""; stop(); }
  }
  grow();
}

// --- what is offered above the line: commands, and results of the inline mode

function offer(entries, hint) {
  offered = entries;
  chosen = -1;
  $("offers").hidden = !entries.length && !hint;
  $("menu").setAttribute("aria-expanded", String(!$("offers").hidden));
  $("offers").replaceChildren(...entries.map(({ shown, act }) => {
    const one = make("button", "", ...shown);
    one.setAttribute("role", "option");
    one.addEventListener("click", act);
    return one;
  }), ...(hint && !entries.length ? [make("p", "", hint)] : []));
}

function commands(typed) {
  const begun = typed.slice(1).toLowerCase();
  offer(commandsHere().filter(({ command }) => command.startsWith(begun)).map(({ command, description }) => ({
    shown: [make("b", "", `/${command}`), make("span", "", description)],
    act: () => {
      offer([]);
      if (command === "ask") { $("text").value = "/ask "; $("text").focus(); grow(); return; }
      $("text").value = "";
      grow();
      say(at.chat.type === "private" ? `/${command}` : `/${command}@${world.bot.username}`);
    },
  })));
}

const inlineOf = (text) => {
  const name = `@${world.bot.username}`.toLowerCase();
  return text.toLowerCase().startsWith(`${name} `) ? text.slice(name.length + 1) : null;
};

function ask(query) {
  clearTimeout(ask.timer);
  ask.timer = setTimeout(async () => {
    const reply = await post("inline", { query });
    if (reply.ok) asked = { id: String(reply.result), text: query };
    if (reply.ok && early.has(asked.id)) results(early.get(asked.id));
    early.clear();
  }, ASK_AFTER_MS);
}

const early = new Map(); // answers that came before the page knew the number of its question

export function results(body) {
  if (body.user_id !== at.me.id) return;
  if (String(body.id) !== asked?.id) { early.set(String(body.id), body); return; }
  if (inlineOf($("text").value) === null) return;
  offer(body.results.map((one) => {
    const text = make("span", "card-text");
    text.append(styled(one.description || one.message.text.slice(0, 120), []));
    return {
      shown: [make("span", "card", make("b", "", one.title), text)],
      act: async () => {
        offer([]);
        $("text").value = "";
        grow();
        await post("choose", { query_id: asked.id, result: one.id, query: asked.text });
      },
    };
  }), words().nothing);
}

function typed() {
  grow();
  const text = $("text").value, query = inlineOf(text);
  if (query !== null && !editing) {
    if (!query.trim()) offer([], words().inlineHint);
    ask(query);
  } else if (/^\/\w*$/.test(text) && !editing) commands(text);
  else offer([]);
}

function choose(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!offered.length) return false;
  if (step) {
    chosen = (chosen + step + offered.length) % offered.length;
    [...$("offers").children].forEach((one, number) => {
      one.setAttribute("aria-selected", String(number === chosen));
      if (number === chosen) one.scrollIntoView({ block: "nearest" });
    });
    return true;
  }
  if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) { offered[chosen].act(); return true; }
  return false;
}

export function relabel() {
  $("text").placeholder = words().write;
  $("text").setAttribute("aria-label", words().write);
  face($("menu"), "slash", words().commands);
  face($("attach"), "clip", words().attach);
  face($("send"), "send", words().send);
  face($("above-off"), "close", words().close);
  $("drop").textContent = words().dropHere;
  stop();
  offer([]);
}

export function startComposer() {
  $("write").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("text").addEventListener("input", typed);
  $("text").addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (choose(event)) { event.preventDefault(); return; }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
    if (event.key === "Escape") { offer([]); stop(); }
    if (event.key === "ArrowUp" && !$("text").value) {
      const own = [...document.querySelectorAll(".item.out")].at(-1);
      const message = own && world.messages.get(own.dataset.key);
      if (message && (message.text ?? message.caption) && topicOf(message) === at.topic) {
        event.preventDefault();
        startEdit(message);
      }
    }
  });
  $("above-off").addEventListener("click", stop);
  $("menu").addEventListener("click", () => { if ($("offers").hidden) commands("/"); else offer([]); $("text").focus(); });
  $("attach").addEventListener("click", () => {
    const { left, top } = $("attach").getBoundingClientRect();
    popup([
      { glyph: "file", label: words().file, act: () => $("file").click() },
      { glyph: "pin", label: words().place, act: choosePlace },
    ], { x: left - 110, y: top - 104 });
  });
  $("file").addEventListener("change", () => { attach($("file").files).finally(() => { $("file").value = ""; }); });
  let over = 0;
  const chat = $("chat"), show = (on) => { $("drop").hidden = !on; };
  chat.addEventListener("dragenter", (event) => { event.preventDefault(); over += 1; show(true); });
  chat.addEventListener("dragover", (event) => event.preventDefault());
  chat.addEventListener("dragleave", () => { over -= 1; if (over <= 0) { over = 0; show(false); } });
  chat.addEventListener("drop", (event) => {
    event.preventDefault();
    over = 0;
    show(false);
    if (event.dataTransfer.files.length) attach(event.dataTransfer.files);
  });
  $("text").addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) { event.preventDefault(); attach(event.clipboardData.files); }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closePopup(); });
}
