// Menus with several choices, and menus whose options the app gives while one types.

import { pointerUp } from "./held.js";
import { post } from "./send.js";
import { placeOf, valueOf } from "./values.js";

export function startSuggestions() {
  document.addEventListener("toggle", openSearch, true);
  document.addEventListener("input", (event) => event.target.matches("[data-search]") && suggest(event.target));
}

/** Write on a menu with several choices what is chosen in it. */
export function labelMultiSelect(element) {
  if (!element.matches("details.multi")) return;
  const chosen = [...element.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  const summary = element.querySelector("summary");
  const words = chosen.join(", ") || summary.dataset.placeholder;
  if (summary.textContent !== words) summary.textContent = words;
}

export function labelMultiSelects() {
  for (const element of document.querySelectorAll("details.multi")) labelMultiSelect(element);
}

/** Make a suggestion the choice of its menu, which is returned. */
export function takeSuggestion(suggestion) {
  const element = suggestion.closest("[data-element]");
  element.dataset.value = suggestion.dataset.suggestion;
  element.querySelector("summary").textContent = suggestion.textContent;
  return element;
}

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
  await pointerUp();
  if (field.value !== asked) return undefined;
  const groups = answer.option_groups ?? [{ options: answer.options ?? [] }];
  const many = element.dataset.element.startsWith("multi_");
  const chosen = valueOf(element);
  const isFree = ({ value }) => !many || !chosen.includes(value);
  const rows = groups.flatMap(({ label, options = [] }) => {
    const free = options.filter(isFree).map((option) => findSuggestion(place, option) ?? drawSuggestion(option, many));
    return label && free.length ? [drawLabel(label), ...free] : free;
  });
  arrange(place, rows);
  if (!place.children.length) place.textContent = "No results";
  return undefined;
}

/** Show these rows. One that is shown already stays the same, with the focus that it may have. */
function arrange(place, rows) {
  for (const child of [...place.childNodes]) if (!rows.includes(child)) child.remove();
  rows.forEach((row, index) => place.childNodes[index] === row || place.insertBefore(row, place.childNodes[index] ?? null));
}

const keyOf = (value) => `option-${value}`;
const findSuggestion = (place, { value, text }) =>
  [...place.children].find((row) => row.dataset.key === keyOf(value) && row.textContent === text.text);

function drawLabel({ text }) {
  const row = document.createElement("p");
  row.className = "choices-label";
  row.textContent = text;
  row.dir = "auto";
  return row;
}

function drawSuggestion(option, many) {
  const words = document.createElement("span");
  words.textContent = option.text.text;
  words.dir = "auto";
  const row = document.createElement(many ? "label" : "button");
  row.className = many ? "choice" : "menu-item";
  row.dataset.key = keyOf(option.value);
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
