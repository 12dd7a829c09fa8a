/** What the registry knows of words and of what is typed: each is asked once, and the newest question counts. */

/** @param {{api: object, found: (answer: object) => void, nothing: () => void, failed: () => void}} options nothing: there was nothing to ask */
export function createSourceSearch({ api, found, nothing, failed }) {
  const answers = new Map();
  let asked = null;

  async function look(id, words, q) {
    const question = questionOf(id, words, q);
    if (question === asked) return;
    asked = question;
    if (!words && !q.trim()) return nothing();
    const answer = answers.get(question) ?? (await api.findSources(q.trim(), words).catch(() => null));
    if (question !== asked) return;
    if (!answer) {
      asked = null;
      return failed();
    }
    answers.set(question, answer);
    found(answer);
  }

  return {
    look,

    /** Whether a question is answered already. */
    knows: (id, words, q) => answers.has(questionOf(id, words, q)),

    /** Ask the next time even if it is the same question. */
    forget: () => (asked = null),

    /** Another name or source in the registry may change every answer. */
    clear: () => answers.clear(),
  };
}

function questionOf(id, words, q) {
  return `${id}\n${words}\n${q.trim()}`;
}
