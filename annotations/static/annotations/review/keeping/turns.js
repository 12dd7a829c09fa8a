/** One tab at a time. */

import { uuid7 } from "./uuid7.js";

const LEASE = 20_000;
const RENEWAL = 5_000;
const PAUSE = 250;

/**
 * What `task` gives, run while no other tab runs one of this name. Browsers offer locks to https and localhost alone;
 * elsewhere the tabs lend each other a lease in `storage`, which ends by itself when a tab dies.
 */
export async function inTurn(name, storage, task) {
  return navigator.locks ? navigator.locks.request(name, task) : onLease(storage, task);
}

async function onLease(storage, task) {
  const holder = uuid7();
  const lease = () => storage.lease(holder, Date.now() + LEASE);
  while (!(await lease())) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  const renewing = setInterval(lease, RENEWAL);
  try {
    return await task();
  } finally {
    clearInterval(renewing);
    await storage.release(holder);
  }
}
