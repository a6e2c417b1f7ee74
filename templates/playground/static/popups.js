// Menus that fold out of a <details>: they close on Escape, on a choice and on a click elsewhere, and stay on the screen.

const GAP = 4; // pixels

const openPopups = () => document.querySelectorAll("details.popup[open]");

export function startPopups() {
  document.addEventListener("toggle", (event) => event.target.matches?.("details.popup[open]") && opened(event.target), true);
  document.addEventListener("click", (event) => {
    for (const popup of openPopups()) if (!popup.contains(event.target)) popup.open = false;
    const item = event.target.closest?.(".menu-item");
    if (item) item.closest("details.popup").open = false;
  });
  for (const change of ["scroll", "resize"]) {
    window.addEventListener(change, () => document.querySelectorAll(".dialog details.popup[open]").forEach(opened), true);
  }
  document.addEventListener("keydown", (event) => {
    const popup = event.target.closest?.("details.popup[open]");
    if (!popup) return;
    if (event.key === "Escape") close(popup, event);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(popup, event);
  });
}

function opened(popup) {
  for (const other of openPopups()) if (other !== popup && !other.contains(popup)) other.open = false;
  const menu = popup.querySelector(".menu");
  if (popup.closest(".dialog")) return layOver(popup, menu);
  menu.classList.remove("menu-up", "menu-left");
  const box = menu.getBoundingClientRect();
  const above = popup.getBoundingClientRect().top;
  const room = popup.closest(".scroller, .dialog")?.getBoundingClientRect() ?? document.body.getBoundingClientRect();
  if (box.bottom > room.bottom && above - room.top > box.height) menu.classList.add("menu-up");
  if (box.right > room.right) menu.classList.add("menu-left");
  return undefined;
}

/** In a dialog a menu lies over its edge instead of making it scroll: where there is more room, above or below. */
function layOver(popup, menu) {
  const field = popup.getBoundingClientRect();
  const below = innerHeight - field.bottom - 2 * GAP;
  const above = field.top - 2 * GAP;
  const goesUp = below < 240 && above > below;
  menu.classList.add("menu-over");
  menu.style.maxHeight = `${goesUp ? above : below}px`;
  menu.style.minWidth = `${Math.max(200, field.width)}px`;
  menu.style.top = goesUp ? "auto" : `${field.bottom + GAP}px`;
  menu.style.bottom = goesUp ? `${innerHeight - field.top + GAP}px` : "auto";
  menu.style.left = `${Math.max(GAP, Math.min(field.left, innerWidth - menu.offsetWidth - GAP))}px`;
}

function close(popup, event) {
  popup.open = false;
  popup.querySelector("summary").focus();
  event.preventDefault();
  event.stopPropagation();
}

function step(popup, event) {
  if (event.target.matches("input[type=datetime-local]")) return;
  const items = [...popup.querySelectorAll(".menu-item, .menu input, .menu .btn")].filter((one) => one.offsetParent);
  if (!items.length) return;
  const at = items.indexOf(document.activeElement);
  const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? items.length - 1 : at - 1;
  items[(next + items.length) % items.length].focus();
  event.preventDefault();
}
