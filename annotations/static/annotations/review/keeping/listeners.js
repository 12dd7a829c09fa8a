/** A listener's mistake must not stop the queue. */
export function calling(listener, ...values) {
  try {
    listener?.(...values);
  } catch (error) {
    reportError(error);
  }
}
