/** What every page runs. */

import { startChoices } from "./choices.js";
import { startThemeMenu } from "./theme.js";

startThemeMenu();
startChoices();
