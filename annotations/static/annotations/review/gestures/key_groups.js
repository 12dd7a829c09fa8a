/** The headings under which the help lists the keys of the review page. */

import { gettext } from "../../../newsdesk/js/i18n.js";

export const keyGroups = {
  move: () => gettext("Text cursor"),
  choose: () => gettext("Choosing words"),
  begin: () => gettext("New annotation"),
  parts: () => gettext("Parts"),
  edit: () => gettext("The annotation at hand"),
  go: () => gettext("Getting about"),
  read: () => gettext("Reading"),
  page: () => gettext("Page"),
};
