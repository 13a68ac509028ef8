// Who uses the page, and which chat is open.

import { $, avatar, face, make } from "./dom.js";
import { clock } from "./bubble.js";
import { relabel } from "./composer.js";
import { relabelLog, showLog } from "./log.js";
import { post } from "./net.js";
import { popup } from "./popup.js";
import { at, here, messagesOf, placeOf, placesOf, speech, summaryOf, titleOf, typing, unseen, words, world } from "./state.js";

export function open(chat, topic = null) {
  at.chat = chat;
  at.topic = topic;
  if (chat.type === "private") at.me = world.people.find((one) => one.id === chat.id) || at.me;
  unseen.delete(here());
  document.documentElement.lang = speech();
  $("app").classList.remove("listing");
  relabel();
  relabelLog();
  showHead();
  showLists();
  showLog();
}

export function become(person) {
  at.me = person;
  const places = placesOf(person);
  const kept = places.find((one) => one.chat.id === at.chat?.id && one.topic === at.topic) || places[0];
  const listing = $("app").classList.contains("listing");
  open(kept.chat, kept.topic);
  $("app").classList.toggle("listing", listing);
}

export function showHead(connected = true) {
  const place = { chat: at.chat, topic: at.topic }, name = titleOf(place);
  $("title").textContent = name;
  avatar($("avatar"), name, at.chat.id);
  $("avatar").classList.toggle("bot", at.chat.type === "private");
  face($("back"), "back", words().back);
  face($("theme"), "half", words().theme);
  face($("more"), "more", words().more);
  const busy = (typing.get(at.chat.id) || 0) > Date.now();
  $("status").textContent = !connected ? words().gone : busy ? `${words().typing}…` : standing();
  $("status").classList.toggle("busy", busy && connected);
  const others = [...unseen.values()].reduce((sum, count) => sum + count, 0);
  $("back").dataset.count = others ? String(others) : "";
}

function standing() {
  if (at.chat.type === "private") return world.blocked.has(at.me.id) ? words().blocked : words().bot;
  if (world.absent.has(at.chat.id)) return words().absent;
  const title = at.topic ? `${at.chat.title} · ` : "", count = world.people.length + 1;
  return `${title}${speech() === "ja" ? `${count}${words().members}` : `${count} ${words().members}`}`;
}

export function showLists() {
  $("people").setAttribute("aria-label", words().as);
  $("people").replaceChildren(...world.people.map((person) => {
    const one = make("button", "", avatar(make("span", "avatar small"), person.first_name, person.id), person.first_name);
    one.setAttribute("role", "radio");
    one.setAttribute("aria-checked", String(person.id === at.me.id));
    if (unseen.get(String(person.id)) && person.id !== at.me.id) one.classList.add("new");
    one.addEventListener("click", () => become(person));
    return one;
  }));
  $("chats").setAttribute("aria-label", words().chats);
  $("chats").replaceChildren(...placesOf(at.me).map(row));
  $("local").textContent = words().local;
}

function row(place) {
  const { chat, topic } = place, name = titleOf(place), last = messagesOf(chat, topic).at(-1);
  const face = avatar(make("span", chat.type === "private" ? "avatar bot" : "avatar"), topic ? "#" : name, topic || chat.id);
  const from = last && chat.type !== "private" && !last.forum_topic_created ? `${last.from.id === at.me.id ? words().you : last.from.first_name}: ` : "";
  const told = last && !last.forum_topic_created ? `${from}${summaryOf(last)}` : words().group;
  const title = make("b", "", name);
  if (topic) title.append(make("small", "", chat.title));
  const count = unseen.get(placeOf(chat, topic));
  const one = make("button", "row", face, make("span", "lines",
    make("span", "", title, make("time", "", last && !last.forum_topic_created ? clock(last.date) : "")),
    make("span", "", make("span", "told", last || chat.type !== "private" ? told.slice(0, 90) : words().bot), count ? make("i", "", String(count)) : "")));
  one.setAttribute("role", "tab");
  one.setAttribute("aria-selected", String(placeOf(chat, topic) === here()));
  one.addEventListener("click", () => { open(chat, topic); $("text").focus(); });
  return one;
}

export function startChats() {
  $("back").addEventListener("click", () => $("app").classList.toggle("listing"));
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
  const kept = localStorage.getItem("theme");
  if (kept) document.documentElement.dataset.theme = kept;
  $("more").addEventListener("click", () => {
    const { right, bottom } = $("more").getBoundingClientRect(), blocked = world.blocked.has(at.me.id);
    popup([{
      glyph: "stop", grave: !blocked, label: blocked ? words().unblock : words().block,
      act: async () => {
        const reply = await post("block", { again: blocked });
        if (reply.ok) { world.blocked[blocked ? "delete" : "add"](at.me.id); showHead(); }
      },
    }], { x: right - 200, y: bottom });
  });
}
