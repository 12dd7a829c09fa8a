/** What every page runs. */

import { startChoices } from "./choices.js";
import { startCopying } from "./copying.js";
import { startThemeMenu } from "./theme.js";

startThemeMenu();
startChoices();
startCopying();
