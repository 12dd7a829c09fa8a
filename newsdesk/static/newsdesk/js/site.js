/** What every page runs. */

import { startChoices } from "./choices.js";
import { startCopying } from "./copying.js";
import { startThemeMenu } from "./theme.js";

startThemeMenu();
startChoices();
startCopying();
// Only where there is a form to keep, or news of one that was kept.
if (document.querySelector("[data-keep]") || /(?:^|; )(?:__Host-)?stored=/.test(document.cookie)) {
  import("./keeping/forms.js").then(({ startKeeping }) => startKeeping());
}
