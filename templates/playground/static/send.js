// Telling the workspace what a person did.

import { showToast } from "./toasts.js";

export const user = () => document.body.dataset.user;

/** Tell the workspace what this person did. */
export const post = (path, body = {}) => tell(path, { user: user(), ...body });

/**
 * Ask one of the page's own endpoints. Returns its answer; `ok: false` means that the app failed, `refused` that
 * the request itself was not taken, which the person is told here.
 */
export async function tell(path, body = {}) {
  try {
    const response = await fetch(`/_play/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) showToast(answer.error);
    return { ...answer, ok: response.ok && answer.ok !== false, refused: !response.ok };
  } catch {
    showToast("The playground does not answer. Is it still running?");
    return { ok: false, refused: true };
  }
}

export async function get(path) {
  try {
    return await (await fetch(`/_play/${path}`)).json();
  } catch {
    return {};
  }
}
