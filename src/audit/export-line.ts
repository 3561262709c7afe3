import { EVENT_REGISTRY } from '../events.js';
import type { StoredEvent } from '../event-store/hash-chain.js';
import { maskedId, type Masking } from './masking.js';

/**
 * One line of an export: the stored record, so that its hash can be taken again. `data` and `reason`
 * are the stored texts themselves, as JSON strings. See `docs/log-format.md`.
 */
export interface ExportLine {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly actor: string;
  readonly at: string;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly reason: string | null;
  readonly data: string | null;
  readonly prev_hash: string;
  readonly hash: string;
  /** There when a code was masked, and so the hash cannot be taken again. */
  readonly masked?: true | undefined;
}

/** What a line shows of its event in place of the stored texts. */
interface Shown {
  readonly stream: string;
  readonly data: string | null;
}

export async function exportLine(
  event: StoredEvent,
  previousHash: Buffer,
  masking: Masking,
): Promise<string> {
  const { stream, data } = masking.hidesNothing ? event : await shownOf(event, masking);
  const isMasked = stream !== event.stream || data !== event.data;
  // One literal in every case: spread copies were promoted to the old heap by the megabyte.
  const line: ExportLine = {
    position: event.position,
    id: isMasked ? maskedId(event.position) : event.id,
    stream,
    version: event.version,
    type: event.type,
    schema_version: event.schemaVersion,
    actor: event.actor,
    at: event.at,
    correlation_id: event.correlationId,
    causation_id: event.causationId,
    reason: event.reason,
    data,
    prev_hash: previousHash.toString('hex'),
    hash: event.hash.toString('hex'),
    masked: isMasked ? true : undefined,
  };
  return `${JSON.stringify(line)}\n`;
}

async function shownOf(event: StoredEvent, masking: Masking): Promise<Shown> {
  return { stream: await masking.shownStream(event.stream), data: await shownData(event, masking) };
}

/**
 * The text of data with its codes masked; `null` for what is damaged or of a newer program, in which a code
 * could hide.
 */
async function shownData(event: StoredEvent, masking: Masking): Promise<string | null> {
  const { data: text, schemaVersion } = event;
  if (schemaVersion > (EVENT_REGISTRY.get(event.type)?.schemaVersion ?? 0)) return null;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const shown = await masking.shownFields(data);
  return shown === data ? text : JSON.stringify(shown);
}
