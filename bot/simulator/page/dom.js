// Small ways to make elements. Text never becomes markup: everything goes in as text.

export const $ = (id) => document.getElementById(id);

export function make(tag, cls, ...inner) {
  const one = document.createElement(tag);
  if (cls) one.className = cls;
  one.append(...inner.filter((part) => part !== undefined && part !== null && part !== ""));
  if (tag === "button") one.type = "button";
  return one;
}

const ICONS = {
  send: "M3.4 20.4 21 12 3.4 3.6 3 10l11 2-11 2z",
  clip: "M16.5 6.5v10a4.5 4.5 0 0 1-9 0V5.8a3 3 0 0 1 6 0v9.7a1.5 1.5 0 0 1-3 0V6.8",
  slash: "M15.5 4.5l-7 15",
  back: "M15 5l-7 7 7 7",
  down: "M5 9l7 7 7-7",
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5.2v.1M12 12v.1M12 18.7v.1",
  half: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18a9 9 0 0 0 0-18z",
  reply: "M10 6l-6 6 6 6M4 12h9a7 7 0 0 1 7 6",
  quote: "M5 7h6v6c0 3-2 4-4 4M14 7h6v6c0 3-2 4-4 4",
  edit: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  forward: "M14 6l6 6-6 6M20 12h-9a7 7 0 0 0-7 6",
  copy: "M9 9h10v11H9zM5 15V4h10",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  pin: "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21zM12 12.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z",
  tack: "M9 3h6l-1 7 3 3v2H7v-2l3-3zM12 15v6",
  stop: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.6 5.6l12.8 12.8",
};
const LOOK = { send: "glyph full", more: "glyph dots-glyph" };
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", LOOK[name] || "glyph");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function face(button, glyph, label) {
  button.replaceChildren(icon(glyph));
  button.setAttribute("aria-label", label);
  button.title = label;
}

const HUES = [205, 150, 28, 268, 340, 95, 12, 185];

export function avatar(into, name, seed) {
  const hue = HUES[Math.abs(seed) % HUES.length];
  into.style.setProperty("--hue", String(hue));
  into.textContent = [...name][0] || "·";
  return into;
}

export const hueOf = (seed) => HUES[Math.abs(seed) % HUES.length];

export function toast(text) {
  const box = $("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 3500);
}

export async function toClipboard(text, told) {
  try { await navigator.clipboard.writeText(text); toast(told); } catch { toast(text); }
}
