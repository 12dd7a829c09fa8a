/** What every page runs. */

import { startThemeMenu } from "./theme.js";

startThemeMenu();
