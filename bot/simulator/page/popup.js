// What opens above the page: menus, a picture, an alert, lists to choose from.

import { $, avatar, icon, make } from "./dom.js";
import { post } from "./net.js";
import { at, placesOf, speech, titleOf, words } from "./state.js";
import { PLACES } from "./words.js";

let opener = null;

// Shows a menu near a point; each entry is {glyph, label, act}, `above` comes before them.
export function popup(entries, { x, y }, above) {
  const box = $("popup");
  opener = document.activeElement;
  box.replaceChildren(...(above ? [above] : []), ...entries.map(({ glyph, label, act, grave }) => {
    const one = make("button", grave ? "grave" : "", icon(glyph), label);
    one.setAttribute("role", "menuitem");
    one.addEventListener("click", () => { closePopup(); act(); });
    return one;
  }));
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, y + height + 8 > innerHeight ? y - height : y)}px`;
  box.querySelector("[role=menuitem]")?.focus();
}

export function closePopup() {
  if ($("popup").hidden) return false;
  $("popup").hidden = true;
  opener?.focus?.();
  return true;
}

export function startPopups() {
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#popup")) $("popup").hidden = true; });
  $("popup").addEventListener("keydown", (event) => {
    const all = [...$("popup").querySelectorAll("button")], now = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") closePopup();
    if (step) { event.preventDefault(); all.at((now + step) % all.length).focus(); }
  });
  $("sheet").addEventListener("click", (event) => { if (event.target === $("sheet")) $("sheet").close(); });
}

function sheet(title, ...inner) {
  const close = make("button", "icon", icon("close"));
  close.setAttribute("aria-label", words().close);
  close.addEventListener("click", () => $("sheet").close());
  $("sheet").className = "sheet";
  $("sheet").replaceChildren(make("header", "", make("h2", "", title), close), ...inner);
  $("sheet").showModal();
}

export function alert(text) {
  const ok = make("button", "plain", "OK");
  ok.addEventListener("click", () => $("sheet").close());
  $("sheet").className = "sheet alert";
  $("sheet").replaceChildren(make("p", "", text), ok);
  $("sheet").showModal();
}

export function showPhoto(address, alt) {
  const shot = make("img");
  shot.src = address;
  shot.alt = alt;
  const box = make("button", "whole", shot);
  box.setAttribute("aria-label", words().close);
  box.addEventListener("click", () => $("sheet").close());
  $("sheet").className = "sheet photo";
  $("sheet").replaceChildren(box);
  $("sheet").showModal();
}

export function choosePlace() {
  sheet(words().whichPlace, make("div", "list", ...PLACES.map((place) => {
    const one = make("button", "", icon("pin"), place[speech()]);
    one.addEventListener("click", () => {
      $("sheet").close();
      post("locate", { latitude: place.at[0], longitude: place.at[1] });
    });
    return one;
  })));
}

export function chooseChat(done) {
  sheet(words().forwardTo, make("div", "list", ...placesOf(at.me).map((place) => {
    const one = make("button", "", avatar(make("span", "avatar small"), titleOf(place), place.chat.id), titleOf(place));
    one.addEventListener("click", () => { $("sheet").close(); done(place); });
    return one;
  })));
}
