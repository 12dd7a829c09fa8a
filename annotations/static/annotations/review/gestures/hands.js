/** What hands need besides the mouse's own selecting: fingers, handles and the moving of edges. It comes after the text. */

import { createEdges } from "./edges.js";
import { createHandles } from "./handles.js";
import { createTouchMenu } from "./touch_menu.js";
import { listenToFingers } from "./touching.js";

/** The edges, which keys can move too: see `edges.js`. */
export function createHands({ place, store, shortcuts, editing, manuscript, places, selecting }) {
  const edges = createEdges({ store, editing, manuscript, places, shortcuts });
  listenToFingers({ manuscript, places, selecting });
  createTouchMenu({ place, store, manuscript, selecting });
  createHandles({ place, store, manuscript, places, selecting, edges });
  return edges;
}
