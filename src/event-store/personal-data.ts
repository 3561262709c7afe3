import { sealText, unsealText } from './sealing.js';

/** A personal value as it is stored: sealed as by `sealText`. */
export interface Sealed {
  readonly $personal: string;
}

/**
 * Encrypts one personal value (any JSON) with AES-256-GCM under its person's key.
 *
 * Event id and field name the value once and for all. Sealing the same event again gives the same bytes, so that
 * an append can be recognised as a repetition.
 */
export function seal(key: Buffer, eventId: string, field: string, value: unknown): Sealed {
  const context = `${eventId}:${field}`;
  return { $personal: sealText(key, context, JSON.stringify(value), context) };
}

/** The value that was sealed. Throws when the bytes or their place in the log were tampered with. */
export function unseal(key: Buffer, eventId: string, field: string, sealed: Sealed): unknown {
  return JSON.parse(unsealText(key, `${eventId}:${field}`, sealed.$personal));
}

/** Whether there may be a sealed value in the JSON of an event. */
export function holdsSealed(json: string): boolean {
  return json.includes('"$personal"');
}

export function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Sealed>).$personal === 'string'
  );
}
