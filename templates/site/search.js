// Searches the archive in the browser. The index is loaded when the box is used, and only the parts of it
// that what was typed needs. What is found is set as text, never as markup.

const PAGE = 10;
const form = document.getElementById("search");
const box = document.getElementById("query");
const status = document.getElementById("status");
const list = document.getElementById("results");
const more = document.getElementById("more");
let engine = null;
let found = [];
let turn = 0;

function load() {
  engine ??= import("./pagefind/pagefind.js").then(async (pagefind) => {
    await pagefind.options({ excerptLength: 24 });
    await pagefind.init();
    return pagefind;
  });
  return engine;
}

function wanted() {
  const kinds = [...form.elements].filter((one) => one.name === "kind" && one.checked).map((one) => one.value);
  return { query: box.value.trim(), kinds };
}

async function search() {
  const mine = ++turn;
  const { query, kinds } = wanted();
  remember(query, kinds);
  if (!query) {
    show([], "");
    return;
  }
  status.textContent = "Searching…";
  try {
    const pagefind = await load();
    const filters = kinds.length ? { kind: { any: kinds } } : {};
    const answer = await pagefind.search(query, { filters });
    if (mine !== turn) return;
    const count = answer.results.length;
    await show(answer.results, count === 0 ? `Nothing found for “${query}”.` : count === 1 ? "1 item" : `${count} items`);
  } catch (error) {
    engine = null;
    status.textContent = location.protocol === "file:"
      ? "Search works once the site is on a web server: a browser lets no page read files beside it."
      : "The search index could not be loaded. Please try again.";
  }
}

function remember(query, kinds) {
  const address = new URL(location.href);
  address.search = new URLSearchParams([...(query ? [["q", query]] : []), ...kinds.map((kind) => ["kind", kind])]);
  history.replaceState(null, "", address);
}

async function show(results, words) {
  found = results;
  list.replaceChildren();
  status.textContent = words;
  await next();
}

async function next() {
  const mine = turn;
  const start = list.children.length;
  const pages = await Promise.all(found.slice(start, start + PAGE).map((one) => one.data()));
  if (mine !== turn) return;
  list.append(...pages.map(line));
  more.hidden = list.children.length >= found.length;
}

function line(page) {
  const made = document.createElement("li");
  const title = document.createElement("a");
  title.className = "title";
  title.dir = "auto";
  title.href = `items/${page.raw_url.split("/").pop()}`;
  title.textContent = page.meta.title;
  const excerpt = document.createElement("p");
  excerpt.dir = "auto";
  excerpt.append(...marked(told(page)));
  const meta = document.createElement("span");
  meta.className = "meta";
  meta.textContent = [page.meta.kind, page.meta.issue].filter(Boolean).join(" · ");
  made.append(title, excerpt, meta);
  return made;
}

// What stands after the sign is found, but is no part of the summary: then its beginning is shown.
function told(page) {
  const words = page.excerpt.split("⁂")[0].trim();
  if (!words.includes("<mark>")) return page.meta.opening;
  const plain = words.replace(/<\/?mark>/g, "");
  return page.meta.opening.startsWith(plain.slice(0, 20)) ? words : `… ${words}`;
}

function marked(excerpt) {
  return excerpt.split(/(<mark>.*?<\/mark>)/s).map((piece) => {
    const match = /^<mark>(.*)<\/mark>$/s.exec(piece);
    if (!match) return document.createTextNode(unescaped(piece));
    const mark = document.createElement("mark");
    mark.textContent = unescaped(match[1]);
    return mark;
  });
}

function unescaped(text) {
  const names = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (name) => names[name]);
}

let waiting;
box.addEventListener("focus", () => load().catch(() => { engine = null; }));
box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 150);
});
form.addEventListener("change", (event) => { if (event.target !== box) search(); });
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); search(); });
more.addEventListener("click", async () => {
  const start = list.children.length;
  await next();
  list.children[start]?.querySelector("a").focus();
});

const asked = new URLSearchParams(location.search);
for (const one of form.elements) if (one.name === "kind") one.checked = asked.getAll("kind").includes(one.value);
form.hidden = false;
document.getElementById("instead").hidden = true;
if (asked.get("q")) {
  box.value = asked.get("q");
  search();
}
