// What a person does with messages: reactions, threads, the menu of a message, moving by the arrow keys.

import { go, onUpdate, sending } from "./live.js";
import { get, post, user } from "./send.js";
import { showToast } from "./toasts.js";

const DOING = { react, dismiss, shortcut, copy, edit, delete: remove, join, leave, "pick-emoji": pick, "toggle-sidebar": toggleSidebar };

let picking = null;
let editing = null;

export function startMessages() {
  onUpdate(markUnread);
  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-do]");
    if (control && control.dataset.do in DOING) DOING[control.dataset.do](control);
    if (!event.target.closest(".sidebar, .menu-button")) document.body.classList.remove("sidebar-open");
  });
  document.addEventListener("keydown", keys);
  document.querySelector("#emoji-picker").addEventListener("close", picked);
  document.querySelector("#emoji-name").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const take = () => (document.querySelector("#emoji-found button") ?? document.querySelector("#emoji-typed")).click();
    findEmoji(event.target).then(take); // what is shown may still answer an earlier letter
  });
  document.querySelector("#emoji-name").addEventListener("input", (event) => findEmoji(event.target));
  document.querySelector("#edit-message").addEventListener("close", edited);
  document.querySelector("#edit-text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    document.querySelector("#edit-save").click();
  });
}

function messageOf(control) {
  const { channel, ts } = control.closest("[data-ts]").dataset;
  return { channel, ts };
}

function react(control) {
  const add = control.ariaPressed !== "true";
  return sending(post("reaction", { ...messageOf(control), name: control.dataset.name, add }));
}

function pick(control) {
  picking = { message: messageOf(control), back: control };
  const dialog = document.querySelector("#emoji-picker");
  dialog.returnValue = "";
  const field = dialog.querySelector("#emoji-name");
  field.value = "";
  findEmoji(field);
  dialog.showModal();
  field.focus();
}

async function findEmoji(field) {
  const asked = field.value;
  const { emoji = [] } = asked.trim() ? await get(`emoji?query=${encodeURIComponent(asked)}`) : {};
  if (field.value !== asked) return;
  const found = document.querySelector("#emoji-found");
  found.replaceChildren(...emoji.map(drawEmoji));
  found.hidden = !emoji.length;
  document.querySelector("#emoji-common").hidden = Boolean(emoji.length);
}

function drawEmoji({ name, glyph }) {
  const button = document.createElement("button");
  button.className = "btn btn-icon";
  button.value = name;
  button.ariaLabel = name.replaceAll("_", " ");
  button.title = `:${name}:`;
  button.textContent = glyph;
  return button;
}

async function picked(event) {
  const dialog = event.target;
  const typed = dialog.querySelector("#emoji-name").value.replaceAll(":", "").trim().toLowerCase();
  const name = dialog.returnValue === "typed" ? typed : dialog.returnValue;
  const { message, back } = picking;
  back.focus();
  if (name) await sending(post("reaction", { ...message, name, add: true }));
}

function dismiss(control) {
  return sending(post("dismiss", messageOf(control)));
}

function remove(control) {
  return sending(post("delete", messageOf(control)));
}

function edit(control) {
  const message = control.closest(".message");
  editing = { ...messageOf(control), back: message };
  const dialog = document.querySelector("#edit-message");
  const field = dialog.querySelector("#edit-text");
  dialog.returnValue = "";
  field.value = control.dataset.text;
  field.rows = Math.min(12, Math.max(3, field.value.split("\n").length));
  dialog.showModal();
  field.focus();
}

async function edited(event) {
  const text = event.target.querySelector("#edit-text").value.trim();
  const { back, ...message } = editing;
  back.focus();
  if (event.target.returnValue === "save" && text) await sending(post("edit", { ...message, text }));
}

function join(control) {
  return sending(post("join", { channel: control.dataset.channel }));
}

function leave(control) {
  return sending(post("leave", { channel: control.dataset.channel }));
}

function shortcut(control) {
  const about = control.closest("[data-ts]") ? messageOf(control) : {};
  return sending(post("shortcut", { callback_id: control.dataset.callback, ...about }));
}

async function copy(control) {
  try {
    await navigator.clipboard.writeText(control.dataset.text);
    showToast("Copied.");
  } catch {
    showToast("The browser did not allow copying.");
  }
}

function toggleSidebar(control) {
  const open = document.body.classList.toggle("sidebar-open");
  control.ariaExpanded = String(open);
  if (open) document.querySelector(".sidebar a").focus();
}

/** Arrow keys walk from message to message; Escape closes the thread. */
function keys(event) {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    document.body.classList.remove("sidebar-open");
    const back = document.querySelector(".thread [data-back]");
    if (back && event.target.closest(".thread")) go(back.getAttribute("href"));
    return;
  }
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const on = event.target.closest("[data-scroll], .message");
  if (!step || event.target !== on) return;
  const scroller = on.closest("[data-scroll]");
  const messages = [...scroller.querySelectorAll(".message")];
  const at = on === scroller ? messages.length : messages.indexOf(on);
  const next = messages[Math.min(Math.max(at + step, 0), messages.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** Bold in the sidebar: channels that got something since this window showed them. */
function markUnread() {
  const place = `seen-${user()}`;
  const seen = JSON.parse(sessionStorage.getItem(place) ?? "{}");
  for (const item of document.querySelectorAll(".sidebar-item[data-channel]")) {
    const { channel, latest } = item.dataset;
    if (item.ariaCurrent || !(channel in seen)) seen[channel] = latest;
    item.classList.toggle("unread", latest > seen[channel]);
  }
  sessionStorage.setItem(place, JSON.stringify(seen));
}
