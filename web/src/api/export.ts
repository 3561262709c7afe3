import { problemFrom, Unreachable } from '@gatehouse/sdk';
import { urlOf } from '../boot/boot.js';
import { renewSession, token } from '../stores/session.js';
import { receive, type Received } from './export-stream.js';

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
  const { headers, body } = await ask(after, signal);
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

async function ask(after: number, signal: AbortSignal): Promise<Response> {
  const send = async (held: string | undefined): Promise<Response> => {
    const headers = { authorization: `Bearer ${held ?? ''}` };
    try {
      return await fetch(urlOf(`/api/v1/audit/export?after=${after}`), { headers, signal });
    } catch (error) {
      throw new Unreachable('Nothing came back.', { cause: error });
    }
  };
  const first = await send(token());
  const response = first.status === 401 ? await send(await renewSession()) : first;
  if (response.ok) return response;
  const document: unknown = await response.json().catch(() => undefined);
  throw problemFrom(document, response);
}
