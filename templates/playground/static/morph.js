// Making one piece of the page equal to a newer one while what did not change stays the same node, so that
// focus, scroll positions, open menus and half-typed text survive.
//
// `data-key` names a child among its siblings. `data-client` marks what belongs to this window: it is left alone.

const CLIENT_ATTRIBUTES = new Set(["open", "aria-busy"]);

/** Change `node` and its children to equal `wanted`, but for elements of an app's blocks that are `held(element)`. */
export function morph(node, wanted, held) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  if ("client" in node.dataset || ("element" in node.dataset && held(node))) return;
  morphAttributes(node, wanted);
  if (node.localName === "template") {
    if (node.innerHTML !== wanted.innerHTML) node.innerHTML = wanted.innerHTML;
    return;
  }
  morphChildren(node, wanted, held);
  followServer(node, wanted);
}

function morphAttributes(node, wanted) {
  for (const { name } of [...node.attributes]) {
    if (!wanted.hasAttribute(name) && !CLIENT_ATTRIBUTES.has(name)) node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value && !CLIENT_ATTRIBUTES.has(name)) node.setAttribute(name, value);
  }
}

function morphChildren(node, wanted, held) {
  const wantedKeys = new Set([...wanted.children].map(keyOf).filter(Boolean));
  const known = new Map();
  for (const child of [...node.children]) {
    const key = keyOf(child);
    if (!key) continue;
    if (wantedKeys.has(key) && !known.has(key)) known.set(key, child);
    else child.remove();
  }
  let cursor = node.firstChild;
  for (const next of [...wanted.childNodes]) {
    const match = findMatch(next, cursor, known);
    if (!match) {
      node.insertBefore(document.importNode(next, true), cursor);
    } else {
      if (match === cursor) cursor = cursor.nextSibling;
      else node.insertBefore(match, cursor);
      morph(match, next, held);
    }
  }
  while (cursor) {
    const after = cursor.nextSibling;
    cursor.remove();
    cursor = after;
  }
}

function findMatch(next, cursor, known) {
  const key = keyOf(next);
  if (key) {
    const match = known.get(key);
    known.delete(key);
    return match?.nodeName === next.nodeName ? match : null;
  }
  return cursor && isAlike(cursor, next) ? cursor : further(next, cursor);
}

/** The same part of a message further on, so that what was taken away before it does not cost it its focus. */
function further(next, cursor) {
  if (next.nodeType !== Node.ELEMENT_NODE || !next.classList.length) return null;
  for (let one = cursor?.nextElementSibling; one; one = one.nextElementSibling) if (isAlike(one, next)) return one;
  return null;
}

const keyOf = (node) => node.dataset?.key;
const isAlike = (node, next) => !keyOf(node) && node.nodeName === next.nodeName && node.classList?.[0] === next.classList?.[0];

/** Attributes give a control's value only until somebody uses it; afterwards its properties must be set. */
function followServer(node, wanted) {
  if (node === document.activeElement && node.matches("input:not([type=radio], [type=checkbox]), textarea")) return;
  if (node.localName === "input") {
    if (node.checked !== wanted.checked) node.checked = wanted.checked;
    if (node.value !== wanted.value) node.value = wanted.value;
  } else if (node.localName === "textarea" || node.localName === "select") {
    if (node.value !== wanted.value) node.value = wanted.value;
  }
}
