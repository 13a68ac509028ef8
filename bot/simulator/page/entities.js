// Text and its entities. Offsets are UTF-16 units, as are JavaScript's strings.

import { make, toClipboard } from "./dom.js";
import { speech, words } from "./state.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const LINKS = /^https?:\/\//;

export function styled(text, entities, onCommand) {
  const root = document.createDocumentFragment();
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(root, text, 0, text.length, sorted, onCommand);
  return root;
}

function fill(into, text, from, to, entities, onCommand) {
  let place = from;
  while (entities.length) {
    const one = entities.shift();
    const start = Math.max(one.offset, place), end = Math.min(one.offset + one.length, to);
    if (start >= end) continue;
    into.append(text.slice(place, start));
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    const { outer, hole } = shell(one, text.slice(start, end), onCommand);
    if (hole) fill(hole, text, start, end, inner, onCommand);
    into.append(outer);
    place = end;
    if (one.type.includes("blockquote") && text[place] === "\n") place += 1; // the block breaks the line itself
  }
  into.append(text.slice(place, to));
}

// The element of an entity, and where its text goes; no hole where the element says something else.
function shell(entity, text, onCommand) {
  const kind = entity.type;
  if (kind === "code" || kind === "pre") {
    const one = act(make(TAGS[kind]), () => toClipboard(text, words().copied));
    return { outer: one, hole: one };
  }
  if (TAGS[kind]) return same(make(TAGS[kind]));
  if (kind === "text_link" || kind === "url") return same(link(entity.url || text));
  if (kind === "spoiler") {
    const one = make("span", "spoiler");
    return same(act(one, () => one.classList.add("shown")));
  }
  if (kind === "bot_command") return same(act(make("span", "link"), () => onCommand?.(text)));
  if (kind === "date_time") return dated(entity, text);
  if (kind.includes("blockquote")) return quotation(kind === "expandable_blockquote");
  return same(make("span", ["mention", "text_mention", "hashtag", "cashtag", "email"].includes(kind) ? "link" : ""));
}

const same = (one) => ({ outer: one, hole: one });

function act(one, done) {
  one.tabIndex = 0;
  one.setAttribute("role", "button");
  one.addEventListener("click", (event) => { if (!String(getSelection())) { event.stopPropagation(); done(); } });
  one.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.stopPropagation(); done(); } });
  return one;
}

function link(address) {
  const one = make("a");
  if (LINKS.test(address)) Object.assign(one, { href: address, title: address, target: "_blank", rel: "noopener noreferrer" });
  return one;
}

function quotation(folds) {
  const outer = make("blockquote"), hole = make("div");
  outer.append(hole);
  if (folds) {
    outer.classList.add("folds");
    outer.tabIndex = 0;
    outer.setAttribute("role", "button");
    outer.setAttribute("aria-expanded", "false");
    const turn = (event) => {
      if (event.target.closest("a, .link") || String(getSelection())) return;
      outer.setAttribute("aria-expanded", String(outer.classList.toggle("open")));
    };
    outer.addEventListener("click", turn);
    outer.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.stopPropagation(); turn(event); } });
  }
  return { outer, hole };
}

const SPANS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function dated(entity, text) {
  const when = new Date(entity.unix_time * 1000), form = entity.date_time_format || "";
  const one = make("time", "link");
  one.dateTime = when.toISOString();
  one.title = when.toLocaleString(speech(), { dateStyle: "full", timeStyle: "long" });
  if (!form) return same(one);
  if (form === "r") {
    const far = entity.unix_time - Date.now() / 1000;
    const [unit, size] = SPANS.find(([, seconds]) => Math.abs(far) >= seconds) || SPANS.at(-1);
    one.textContent = new Intl.RelativeTimeFormat(speech(), { numeric: "auto" }).format(Math.round(far / size), unit);
    return { outer: one, hole: null };
  }
  const options = {};
  if (form.includes("w")) options.weekday = form.includes("D") || !/[dD]/.test(form) ? "long" : "short";
  if (form.includes("d")) Object.assign(options, { year: "numeric", month: "numeric", day: "numeric" });
  if (form.includes("D")) Object.assign(options, { year: "numeric", month: "long", day: "numeric" });
  if (/[tT]/.test(form)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (form.includes("T")) options.second = "2-digit";
  one.textContent = when.toLocaleString(speech(), options) || text;
  return { outer: one, hole: null };
}
