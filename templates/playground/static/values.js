// Reading what is entered in an element, in the form that the workspace expects (bot/playground/web.py).

const IN_A_GROUP = "input[type=radio], input[type=checkbox]";

export function valueOf(element) {
  const kind = element.dataset.element;
  if (kind === "radio_buttons") return element.querySelector("input:checked")?.value ?? null;
  if (kind === "checkboxes" || kind.startsWith("multi_")) {
    return [...element.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
  }
  if (kind === "external_select") return element.dataset.value ?? null;
  if (kind === "datetimepicker") return element.value ? secondsIn(element.dataset.zone, element.value) : null;
  return element.value || null;
}

/** Every field of a view: {block_id: {action_id: value}}. */
export function valuesOf(view) {
  const values = {};
  for (const element of view.querySelectorAll("[data-element]")) {
    if (["button", "overflow", "workflow_button", "icon_button", "feedback_buttons"].includes(element.dataset.element)) continue;
    const { blockId, actionId } = element.dataset;
    values[blockId] = { ...values[blockId], [actionId]: valueOf(element) };
  }
  return values;
}

/** Where an element stands: a message or a view. */
export const placeOf = (element) => JSON.parse(element.closest("[data-place]").dataset.place);

/** The element that a control belongs to: itself, or the group around it. */
export const elementOf = (control) =>
  control.matches(IN_A_GROUP) ? control.closest("[data-element]") : control.closest("[data-element]:not(details)");

/** Seconds since 1970 of a wall-clock time like 2026-11-23T09:00 in a time zone. */
export function secondsIn(zone, wall) {
  const asIfUtc = Date.parse(`${wall.slice(0, 16)}:00Z`);
  const guess = asIfUtc - offset(zone, asIfUtc);
  return (asIfUtc - offset(zone, guess)) / 1000;
}

function offset(zone, moment) {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(moment);
  return Date.parse(`${shown.replace(" ", "T")}Z`) - Math.floor(moment / 1000) * 1000;
}
