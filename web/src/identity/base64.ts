/** Base64 with padding (RFC 4648, section 4). */
export const base64 = {
  encode: (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)),
  decode: (text: string): Uint8Array =>
    Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
  /** How many bytes a text is; -1 if it is no Base64. */
  lengthOf: (text: string): number => {
    try {
      return atob(text).length;
    } catch {
      return -1;
    }
  },
};
