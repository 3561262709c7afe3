import { Unreachable } from '@gatehouse/sdk';
import { receive, type Received } from './export-stream.js';
import { longCall } from './long-call.js';

/** An export that has begun to come. */
interface OpenExport {
  /** Where it ends. */
  readonly until: number;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Asks for the events behind a position. It takes as long as it takes: other calls have a time limit.
 * @throws Problem, Unreachable
 */
export async function openExport(after: number, signal: AbortSignal): Promise<OpenExport> {
  const path = `/api/v1/audit/export?after=${after}`;
  const { headers, body } = await longCall(path, { signal });
  if (!body) throw new Unreachable('Nothing came back.');
  return { until: Number(headers.get('gatehouse-export-until')), body };
}

/**
 * Fetches an export, or goes on with one.
 * @throws Problem, Unreachable
 */
export async function fetchExport(
  before: Received,
  tell: (received: Received) => void,
  signal: AbortSignal,
): Promise<void> {
  const { until, body } = await openExport(before.position, signal);
  try {
    await receive(body, { ...before, until }, tell);
  } catch (error) {
    throw new Unreachable('The export was cut.', { cause: error });
  }
}
