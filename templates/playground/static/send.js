// Telling the workspace what a person did.

import { showToast } from "./toasts.js";

export const user = () => document.body.dataset.user;

/** Ask one of the page's own endpoints. Returns its answer, with `ok: false` where it refused or is gone. */
export async function post(path, body = {}) {
  try {
    const response = await fetch(`/_play/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: user(), ...body }),
    });
    const answer = await response.json();
    const ok = response.ok && answer.ok !== false;
    if (!ok && answer.error) showToast(answer.error);
    return { ...answer, ok };
  } catch {
    showToast("The playground does not answer. Is it still running?");
    return { ok: false };
  }
}

export async function get(path) {
  try {
    return await (await fetch(`/_play/${path}`)).json();
  } catch {
    return {};
  }
}
