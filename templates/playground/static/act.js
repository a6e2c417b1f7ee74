// Buttons, menus, selects and fields of an app's blocks.

import { onUpdate, refreshSoon, sending } from "./live.js";
import { post } from "./send.js";
import { elementOf, valueOf } from "./values.js";

const BUTTONS = "[data-element=button], [data-element=workflow_button], [data-element=icon_button], [data-element=feedback_buttons]";
const TYPED = "input[type=text], input[type=email], input[type=url], input[type=number], textarea";
const PAUSE = 250; // milliseconds without a key that end a stretch of typing

const typing = new Map();

export function startActions() {
  document.addEventListener("click", press);
  document.addEventListener("change", choose);
  document.addEventListener("input", type);
  document.addEventListener("keydown", enter);
  document.addEventListener("toggle", openSearch, true);
  onUpdate(labelMultiSelects);
}

/** Send what is still being typed, before anything else is sent: the app and the next view must find it. */
export async function settle() {
  await Promise.all([...typing.keys()].map((element) => sendTyped(element)));
}

export const placeOf = (element) => JSON.parse(element.closest("[data-place]").dataset.place);

async function press(event) {
  const button = event.target.closest(BUTTONS);
  if (button) {
    if (button.ariaBusy === "true") return event.preventDefault();
    const asked = button.nextElementSibling?.matches("template.confirm");
    if (asked) event.preventDefault();
    if (!(await confirmed(button))) return;
    if (asked && button.href) window.open(button.href, "_blank", "noopener");
    button.ariaBusy = "true";
    await settle();
    await send(button, button.dataset.value ?? null, "action");
    button.ariaBusy = null;
  }
  const item = event.target.closest("[data-element=overflow] .menu-item");
  if (item) {
    const menu = item.closest("[data-element]");
    if (!(await confirmed(menu))) return;
    if (item.dataset.href) window.open(item.dataset.href, "_blank", "noopener");
    await settle();
    await send(menu, item.dataset.value, "action");
  }
  const suggestion = event.target.closest("[data-element=external_select] [data-suggestion]");
  if (suggestion) await take(suggestion);
}

async function choose(event) {
  const control = event.target;
  if (control.matches(TYPED) || control.matches("[type=search]")) return;
  const element = elementOf(control);
  if (!element || !element.closest("[data-place]")) return;
  if (!withinMaximum(element)) control.checked = false;
  const suggested = control.checked && control.closest(".suggestions label");
  if (suggested) keep(suggested, element);
  labelMultiSelect(element);
  await report(element);
}

/** Put a suggestion among what is chosen, where the next search leaves it alone. */
function keep(row, element) {
  const search = element.querySelector("[data-search]");
  search.parentElement.before(row);
  search.focus();
}

async function report(element) {
  if (!(await confirmed(element))) return refreshSoon();
  await settle();
  await send(element, valueOf(element), "dispatch" in element.dataset ? "action" : "fill");
}

function send(element, value, how) {
  const { actionId, blockId } = element.dataset;
  return sending(post(how, { place: placeOf(element), action_id: actionId, block_id: blockId, value }));
}

function type(event) {
  const field = event.target;
  if (field.matches("[data-search]")) return suggest(field);
  if (!field.matches(TYPED) || !field.dataset.element) return undefined;
  if (typing.has(field)) clearTimeout(typing.get(field).timer);
  else sending(new Promise((done) => typing.set(field, { done })));
  typing.get(field).timer = setTimeout(() => sendTyped(field), PAUSE);
  return undefined;
}

async function sendTyped(field) {
  const { timer, done } = typing.get(field);
  clearTimeout(timer);
  typing.delete(field);
  const reports = "dispatch" in field.dataset && field.dataset.dispatchOn?.includes("on_character_entered");
  if (field.isConnected) await send(field, valueOf(field), reports ? "action" : "fill");
  done();
}

async function enter(event) {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches("input[data-dispatch]")) return;
  if (!field.matches(TYPED) || field.dataset.dispatchOn === "on_character_entered") return;
  event.preventDefault();
  await settle();
  await send(field, valueOf(field), "action");
}

/** Ask the question that stands beside an element. True where there is none or the answer is yes. */
function confirmed(element) {
  const question = element.nextElementSibling;
  if (!question?.matches("template.confirm")) return Promise.resolve(true);
  const dialog = document.querySelector("#confirm");
  const words = dialog.querySelector("#confirm-words");
  words.replaceChildren(question.content.cloneNode(true));
  words.querySelector("h2").id = "confirm-title";
  const yes = dialog.querySelector("#confirm-yes");
  yes.textContent = question.dataset.yes;
  yes.className = `btn btn-${question.dataset.style}`;
  dialog.querySelector("#confirm-no").textContent = question.dataset.no;
  dialog.returnValue = "no";
  dialog.showModal();
  yes.focus();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

// Selects with several choices

function labelMultiSelects() {
  for (const element of document.querySelectorAll("details.multi")) labelMultiSelect(element);
}

function labelMultiSelect(element) {
  if (!element.matches("details.multi")) return;
  const chosen = [...element.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  const summary = element.querySelector("summary");
  const words = chosen.join(", ") || summary.dataset.placeholder;
  if (summary.textContent !== words) summary.textContent = words;
}

function withinMaximum(element) {
  const most = Number(element.dataset.max);
  return !most || element.querySelectorAll("input[type=checkbox]:checked").length <= most;
}

// Selects whose options the app gives while one types

function openSearch(event) {
  const field = event.target.matches?.("details[open][data-element]") && event.target.querySelector("[data-search]");
  if (!field) return;
  field.focus();
  suggest(field);
}

/** Ask the app for the options that fit what is typed. */
async function suggest(field) {
  const element = field.closest("[data-element]");
  const place = element.querySelector(".suggestions");
  const asked = field.value;
  if (asked.length < Number(field.dataset.fewest)) return place.replaceChildren();
  const { actionId, blockId } = element.dataset;
  const answer = await post("suggest", { place: placeOf(element), action_id: actionId, block_id: blockId, query: asked });
  if (field.value !== asked) return;
  const groups = answer.option_groups ?? [{ options: answer.options ?? [] }];
  const many = element.dataset.element.startsWith("multi_");
  const chosen = valueOf(element);
  const options = groups.flatMap((group) => group.options ?? []).filter(({ value }) => !many || !chosen.includes(value));
  place.replaceChildren(...options.map((option) => drawSuggestion(option, many)));
  if (!place.children.length) place.textContent = "No results";
}

function drawSuggestion(option, many) {
  const words = document.createElement("span");
  words.textContent = option.text.text;
  words.dir = "auto";
  const row = document.createElement(many ? "label" : "button");
  row.className = many ? "choice" : "menu-item";
  if (many) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = option.value;
    row.append(box);
  } else {
    row.type = "button";
    row.dataset.suggestion = option.value;
  }
  row.append(words);
  return row;
}

async function take(suggestion) {
  const element = suggestion.closest("[data-element]");
  element.dataset.value = suggestion.dataset.suggestion;
  element.querySelector("summary").textContent = suggestion.textContent;
  await report(element);
}
