// Lines in passing: what Slack's client would say when an app fails, and what this page has to say itself.

const SECONDS = 9;
const KEPT = 4;
let newest = 0;

export function startToasts() {
  for (const one of news(document)) newest = Math.max(newest, Number(one.dataset.n));
}

/** Show the server's toasts that this window has not shown yet. */
export function showNewToasts(page) {
  for (const one of news(page)) {
    if (Number(one.dataset.n) <= newest) continue;
    newest = Number(one.dataset.n);
    showToast(one.textContent);
  }
}

export function showToast(text) {
  const place = document.querySelector("#toasts");
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  words.dir = "auto";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-icon";
  close.textContent = "✕";
  close.setAttribute("aria-label", "Dismiss");
  close.addEventListener("click", () => toast.remove());
  toast.append(words, close);
  place.append(toast);
  while (place.children.length > KEPT) place.firstElementChild.remove();
  setTimeout(() => toast.remove(), SECONDS * 1000);
}

function news(page) {
  return page.querySelector("#toast-news")?.content.querySelectorAll("[data-n]") ?? [];
}
