/** Latin letters, digits and punctuation: they run the way that the sentence around them does. */
const PLAIN = /^[ -~\u00a0-\u024f\u2010-\u2027]*$/;

/** A name inside a sentence: whatever direction it is written in, it does not turn the rest. */
export function isolated(text: string): string {
  return PLAIN.test(text) ? text : `\u2068${text}\u2069`;
}
