// The playground's client: the server draws the page, this brings it up to date and sends what people do.

import { startActions } from "./act.js";
import { startColours } from "./colours.js";
import { startComposer } from "./composer.js";
import { startHolding } from "./held.js";
import { startLive } from "./live.js";
import { startMessages } from "./messages.js";
import { startModal } from "./modal.js";
import { startPopups } from "./popups.js";
import { startToasts } from "./toasts.js";
import { startTools } from "./tools.js";

startHolding();
startToasts();
startModal();
startPopups();
startActions();
startMessages();
startComposer();
startTools();
startColours();
startLive();
