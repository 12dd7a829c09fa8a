/** The kinds of sources that the registry knows, by their keys. */

import { gettext } from "../../../newsdesk/js/i18n.js";

export const SOURCE_KINDS = {
  person: () => gettext("Person"),
  organisation: () => gettext("Organisation"),
  outlet: () => gettext("Outlet"),
  document: () => gettext("Document"),
  group: () => gettext("Group"),
  unknown: () => gettext("Unknown"),
};
