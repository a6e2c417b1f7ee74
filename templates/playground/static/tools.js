// What Slack does not have: the clock, the calls between app and workspace, and faults.

import { onUpdate, refresh, refreshSoon } from "./live.js";
import { get, tell } from "./send.js";
import { showToast } from "./toasts.js";
import { secondsIn } from "./values.js";

const ROWS = 400;
const PANELS = ["log", "faults"];
let ahead = 0; // milliseconds by which the workspace's clock is ahead of this machine's
let newest = 0;
let loading = null;
let somebodyWaits = false; // a call has failed and was not made again

export function startTools() {
  onUpdate(readClock);
  onUpdate(readPanels);
  setInterval(showClock, 1000);
  setInterval(() => somebodyWaits && !document.querySelector("#panel-faults").hidden && readFaults(), 1000);
  document.addEventListener("click", click);
  document.addEventListener("submit", submit);
  document.querySelector("#log-filter").addEventListener("input", filter);
  const open = sessionStorage.getItem("panel");
  if (PANELS.includes(open)) showPanel(open);
}

// The clock

function readClock(page) {
  ahead = Number(page.querySelector("#clock").dataset.now) * 1000 - Date.now();
  document.querySelector("#clock").dataset.zone = page.querySelector("#clock").dataset.zone;
  showClock();
}

function showClock() {
  const clock = document.querySelector("#clock");
  const form = { timeZone: clock.dataset.zone, weekday: "short", day: "2-digit", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const part = Object.fromEntries(new Intl.DateTimeFormat("en-GB", form).formatToParts(Date.now() + ahead).map((one) => [one.type, one.value]));
  const words = `${part.weekday} ${part.day} ${part.month} ${part.year}, ${part.hour}:${part.minute}`;
  if (clock.textContent !== words) clock.textContent = words;
}

async function moveClock(how) {
  const answer = await tell("clock", how);
  if (answer.ok) await refresh();
}

// The panels

function click(event) {
  const control = event.target.closest("[data-clock], [data-clock-to], [data-do]");
  if (!control) return;
  const { clock, clockTo } = control.dataset;
  if (clockTo) moveClock({ move_to: clockTo });
  else if (clock) moveClock(clock === "reset" ? { reset: true } : { advance_seconds: Number(clock) });
  else if (control.dataset.do === "panel") togglePanel(control.dataset.panel);
  else if (control.dataset.do === "clear-faults") tell("faults/clear").then(readFaults);
  else if (control.dataset.do === "socket") tell("sockets", { how: control.dataset.how }).then(refreshSoon);
  else if (control.dataset.do === "verify") tell("verify").then((answer) => answer.ok && showToast("The app gave the challenge back."));
}

function submit(event) {
  const form = event.target.dataset.form;
  if (form === "clock") {
    event.preventDefault();
    const wall = document.querySelector("#clock-to").value;
    const seconds = secondsIn(document.querySelector("#clock").dataset.zone, wall);
    moveClock({ move_to: new Date(seconds * 1000).toISOString() });
    event.target.closest("details").open = false;
  } else if (form === "faults") {
    event.preventDefault();
    addFault();
  }
}

function togglePanel(name) {
  const open = document.querySelector(`#panel-${name}`).hidden;
  showPanel(open ? name : null);
  if (!open) document.querySelector(`.topbar [data-panel=${name}]`).focus();
}

function showPanel(name) {
  for (const one of PANELS) {
    document.querySelector(`#panel-${one}`).hidden = one !== name;
    document.querySelector(`.topbar [data-panel=${one}]`).ariaExpanded = String(one === name);
  }
  sessionStorage.setItem("panel", name ?? "");
  document.body.classList.toggle("with-panel", Boolean(name));
  readPanels();
}

function readPanels() {
  if (!document.querySelector("#panel-log").hidden) readCalls();
  if (!document.querySelector("#panel-faults").hidden) readFaults();
}

// The calls

function readCalls() {
  loading ??= get(`calls?after=${newest}&limit=${ROWS}`).then(addCalls).finally(() => (loading = null));
}

function addCalls({ calls = [] }) {
  const log = document.querySelector("#log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  for (const call of calls) {
    if (call.n <= newest) continue;
    newest = call.n;
    log.append(drawCall(call));
  }
  while (log.children.length > ROWS) log.firstElementChild.remove();
  filter();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function drawCall(call) {
  const row = document.createElement("li");
  row.search = `${call.method} ${JSON.stringify(call.args)} ${JSON.stringify(call.answer)}`.toLowerCase();
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const failed = call.status >= 400 || call.answer?.ok === false;
  summary.append(
    piece("log-way", call.direction === "in" ? "app →" : "→ app"),
    piece("log-method", call.method),
    piece(failed ? "log-status log-failed" : "log-status", failed ? call.answer?.error ?? call.status : call.status),
    piece("log-time", `${timeOfDay(call.at)} · ${Math.round(call.ms)} ms`),
  );
  details.append(summary);
  details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(...openCall(call)));
  row.append(details);
  return row;
}

/** A moment as the clock above shows it, with seconds. */
function timeOfDay(moment) {
  const { zone } = document.querySelector("#clock").dataset;
  return new Date(moment).toLocaleTimeString("en-GB", { timeZone: zone, hourCycle: "h23" });
}

function openCall(call) {
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "btn btn-small";
  copy.textContent = "Copy as test";
  copy.addEventListener("click", () => copyAsTest(call));
  return [piece("log-label", "Arguments"), json(call.args), piece("log-label", "Answer"), json(call.answer), copy];
}

function piece(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function json(value) {
  const element = document.createElement("pre");
  element.textContent = JSON.stringify(value, null, 2);
  element.tabIndex = 0;
  return element;
}

async function copyAsTest({ direction, method, args, answer }) {
  const value = (one) => `json.loads(${JSON.stringify(JSON.stringify(one))})`;
  const lines = direction === "in"
    ? [`answer = client.api_call(${JSON.stringify(method)}, json=${value(args)})`, `assert answer["ok"] is ${answer?.ok === false ? "False" : "True"}`]
    : [`payload = ${value(args)}  # ${JSON.stringify(method)}`];
  try {
    await navigator.clipboard.writeText(`${lines.join("\n")}\n`);
    showToast("Copied.");
  } catch {
    showToast("The browser did not allow copying.");
  }
}

function filter() {
  const wanted = document.querySelector("#log-filter").value.trim().toLowerCase();
  for (const row of document.querySelector("#log").children) row.hidden = Boolean(wanted) && !row.search.includes(wanted);
}

// Faults

async function addFault() {
  const value = (name) => document.querySelector(`#fault-${name}`).value;
  const seconds = Number(value("seconds"));
  const fault = { kind: value("kind"), method: value("method"), times: Number(value("times")), retry_after: seconds, seconds, code: value("code") };
  const answer = await tell("faults", fault);
  if (answer.ok) readFaults();
}

async function readFaults() {
  const { faults = [], struck = [] } = await get("faults");
  list("#faults", faults.map(({ kind, method, times }) => `${method}: ${spoken(kind)}, ${times} more`));
  list("#struck", struck.map(tellStruck));
  somebodyWaits = struck.some(({ again }) => !again);
}

const spoken = (kind) => kind.replaceAll("_", " ");

/** What became of a fault: how long the app was told to wait, and how long it did. */
function tellStruck({ kind, method, asked, seconds, again }) {
  const told = asked === null ? "" : `, told to wait ${asked} s`;
  return `${method}: ${spoken(kind)}${told}; ${again ? `called again after ${seconds} s` : `not called again for ${Math.round(seconds)} s`}`;
}

function list(where, lines) {
  const rows = (lines.length ? lines : ["None"]).map((line) => {
    const row = document.createElement("li");
    row.textContent = line;
    row.className = lines.length ? "" : "hint";
    return row;
  });
  document.querySelector(where).replaceChildren(...rows);
}
