// Buttons under a message, and the keyboard that a bot may put in place of the usual one.

import { $, make, toast, toClipboard } from "./dom.js";
import { post } from "./net.js";
import { choosePlace } from "./popup.js";
import { at, words, world } from "./state.js";

const pressed = new Map();
const WAIT_MS = 15000;

export function keyboard(message) {
  const keys = make("div", "keys");
  for (const row of message.reply_markup.inline_keyboard) {
    const line = make("div");
    for (const button of row) {
      const one = make("button", "", make("span", "", button.text));
      one.title = button.text;
      if (button.url) one.classList.add("leads");
      if (button.copy_text) one.classList.add("copies");
      one.addEventListener("click", () => press(message, button, one));
      line.append(one);
    }
    keys.append(line);
  }
  return keys;
}

async function press(message, button, shown) {
  if (button.url) { window.open(button.url, "_blank", "noopener,noreferrer"); return; }
  if (button.copy_text) { toClipboard(button.copy_text.text, words().copied); return; }
  const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
  if (query !== undefined) {
    $("text").value = `@${world.bot.username} ${query}`;
    $("text").dispatchEvent(new Event("input"));
    $("text").focus();
    return;
  }
  shown.classList.add("waiting");
  shown.setAttribute("aria-busy", "true");
  const reply = await post("press", { message: message.message_id, data: button.callback_data });
  if (reply.ok) pressed.set(String(reply.result), shown);
  setTimeout(() => rest(shown), WAIT_MS);
}

function rest(shown) {
  shown?.classList.remove("waiting");
  shown?.removeAttribute("aria-busy");
}

export function answered({ id, text, show_alert: alert, user_id: user }, showAlert) {
  rest(pressed.get(String(id)));
  pressed.delete(String(id));
  if (!text || user !== at.me.id) return;
  if (alert) showAlert(text); else toast(text);
}

export function replyKeyboard(messages) {
  const box = $("replies");
  const last = [...messages].reverse().find((one) => one.reply_markup?.keyboard || one.reply_markup?.remove_keyboard);
  const rows = last?.reply_markup.keyboard;
  box.hidden = !rows;
  if (!rows) { box.replaceChildren(); return; }
  box.replaceChildren(...rows.map((row) => make("div", "", ...row.map((button) => {
    const text = typeof button === "string" ? button : button.text;
    const one = make("button", "", text);
    one.addEventListener("click", () => {
      if (button.request_location) choosePlace(); else post("say", { text });
      if (last.reply_markup.one_time_keyboard) box.hidden = true;
    });
    return one;
  }))));
}
