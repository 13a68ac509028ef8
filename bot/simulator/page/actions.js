// What can be done with a message: react, reply, quote, edit, forward, copy, delete.

import { $, face, make, toClipboard } from "./dom.js";
import { startEdit, startReply } from "./composer.js";
import { post } from "./net.js";
import { chooseChat, closePopup, popup } from "./popup.js";
import { at, coloured, isMine, keyOf, words, world } from "./state.js";

const REACTIONS = ["👍", "👎", "❤", "🔥", "👀", "🎉"];

export function actions(message, box, where) {
  const entries = [{ glyph: "reply", label: words().reply, act: () => startReply(message) }];
  const text = message.text ?? message.caption;
  if (isMine(message) && text && !message.forward_origin) {
    entries.push({ glyph: "edit", label: words().edit, act: () => startEdit(message) });
  }
  if (text) entries.push({ glyph: "copy", label: words().copy, act: () => toClipboard(text, words().copied) });
  entries.push({ glyph: "forward", label: words().forward, act: () => chooseChat((place) =>
    post("forward", { message: message.message_id, to: place.chat.id, topic: place.topic })) });
  entries.push({ glyph: "bin", label: words().remove, grave: true, act: () =>
    post("delete", { message: message.message_id }) });
  const own = (world.reactions.get(keyOf(message)) || []).find((one) => one.by.includes(at.me.id))?.emoji;
  const row = make("div", "emoji", ...REACTIONS.map((emoji) => {
    const one = make("button", emoji === own ? "own" : "", coloured(emoji));
    one.setAttribute("aria-label", `${words().reactions} ${emoji}`);
    one.addEventListener("click", () => {
      closePopup();
      post("react", { message: message.message_id, emoji: emoji === own ? null : emoji });
    });
    return one;
  }));
  popup(entries, where, row);
}

// A part of a message that is selected can be quoted.
export function startQuotes() {
  const offer = $("quote-this");
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection(), said = String(selection).trim();
    const text = selection.rangeCount && said
      ? selection.getRangeAt(0).commonAncestorContainer.parentElement?.closest(".text") : null;
    const message = text && world.messages.get(text.closest(".item")?.dataset.key);
    chosen = message && (message.text ?? message.caption ?? "").includes(said) ? { message, said } : null;
    offer.hidden = !chosen;
    if (!chosen) return;
    const { left, top, width } = selection.getRangeAt(0).getBoundingClientRect();
    face(offer, "quote", words().quote);
    offer.append(words().quote);
    offer.style.left = `${Math.max(8, Math.min(left + width / 2 - 44, innerWidth - 110))}px`;
    offer.style.top = `${Math.max(8, top - 46)}px`;
  });
  offer.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  offer.addEventListener("click", () => {
    if (chosen) startReply(chosen.message, chosen.said);
    getSelection().removeAllRanges();
    offer.hidden = true;
  });
}
