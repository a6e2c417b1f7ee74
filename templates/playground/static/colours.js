// Colours that apps chose. The page's content policy allows no style in the HTML: they are set here.

import { onUpdate } from "./live.js";

export function startColours() {
  onUpdate(paint);
}

function paint() {
  for (const element of document.querySelectorAll("[data-colour]")) element.style.setProperty("--colour", element.dataset.colour);
}
