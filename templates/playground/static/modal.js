// The app's modals: shown as a <dialog>, so that the browser keeps the focus inside.

import { settle } from "./act.js";
import { onUpdate, refresh, sending } from "./live.js";
import { post } from "./send.js";
import { showToast } from "./toasts.js";
import { valuesOf } from "./values.js";

let opener = null;
let shown = null;
let hadErrors = false;

export function startModal() {
  onUpdate(show);
  document.addEventListener("submit", submit);
  document.addEventListener("click", press);
  document.addEventListener("cancel", escape, true);
}

/** Open, change or leave the modal as the server says, and put the focus where it belongs. */
function show() {
  const dialog = document.querySelector("dialog.modal");
  if (!dialog) {
    if (shown) giveBack();
    shown = null;
    return;
  }
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  const invalid = dialog.querySelector("[aria-invalid]");
  if (shown !== dialog.dataset.modal) focusFirst(dialog);
  else if (invalid && !hadErrors) invalid.focus();
  shown = dialog.dataset.modal;
  hadErrors = Boolean(invalid);
}

function focusFirst(dialog) {
  const body = dialog.querySelector(".dialog-body");
  const first = body.querySelector("[autofocus]") ?? body.querySelector("input, textarea, select, summary, button");
  (first ?? dialog.querySelector("[type=submit]") ?? dialog.querySelector("h1")).focus();
}

function giveBack() {
  (opener?.isConnected && opener !== document.body ? opener : document.querySelector("#composer-text"))?.focus();
  opener = null;
}

async function submit(event) {
  if (event.target.dataset.form !== "modal") return;
  event.preventDefault();
  const dialog = event.target.closest("dialog");
  if (dialog.ariaBusy === "true" || !isReadable(dialog)) return;
  dialog.ariaBusy = "true";
  await settle();
  const values = valuesOf(dialog);
  const answer = await sending(post("submit", { view_id: dialog.dataset.modal, values }));
  dialog.ariaBusy = null;
  hadErrors = false;
  await refresh();
  if (answer.outcome === "failed" && !dialog.querySelector(".failure")) showToast("The app did not answer.");
}

/** The workspace checks a form as Slack's client does; only the browser knows of a date or number half typed. */
function isReadable(dialog) {
  const bad = [...dialog.querySelectorAll("input[data-element]")].find((field) => field.validity.badInput);
  bad?.reportValidity();
  return !bad;
}

function press(event) {
  const what = event.target.closest?.("dialog.modal [data-do]")?.dataset.do;
  if (what === "close-view") close(false);
  if (what === "close-views") close(true);
}

function escape(event) {
  if (!event.target.matches("dialog.modal")) return;
  event.preventDefault();
  close(false);
}

async function close(all) {
  await post("close", { view_id: document.querySelector("dialog.modal").dataset.modal, all });
  await refresh();
}
