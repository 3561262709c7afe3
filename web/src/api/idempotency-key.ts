import { base64 } from '../identity/base64.js';

const BYTES = 16;

/** For one request, however often it has to be sent. `crypto.randomUUID` is there only over TLS. */
export function newIdempotencyKey(): string {
  return base64.encode(crypto.getRandomValues(new Uint8Array(BYTES)));
}
