/**
 * Encrypted as long as they lie in the browser: under a key that the site gives to one person's pages, so that nobody
 * else who uses the machine, or takes it away, reads them. Browsers encrypt for https and localhost alone.
 */

const IV_BYTES = 12;
const AT_ONCE = 0x8000;

/**
 * Gives `seal(value)`, a promise of text, and `open(text)`, a promise of the value or null for what is none, or under another key; null itself
 * where the browser cannot encrypt.
 * @param {string} secret 32 bytes in base64
 */
export async function createSealer(secret) {
  if (!globalThis.crypto?.subtle) return null;
  const key = await crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
  return {
    async seal(value) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value)));
      return `${asBase64(iv)} ${asBase64(new Uint8Array(data))}`;
    },

    async open(text) {
      try {
        const [iv, data] = text.split(" ").map(bytesOf);
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data)));
      } catch {
        return null;
      }
    },
  };
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function asBase64(bytes) {
  let letters = "";
  for (let start = 0; start < bytes.length; start += AT_ONCE) letters += String.fromCharCode(...bytes.subarray(start, start + AT_ONCE));
  return btoa(letters);
}
