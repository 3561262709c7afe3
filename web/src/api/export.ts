import { problemFrom, Unreachable } from '@gatehouse/sdk';
import { urlOf } from '../boot/boot.js';
import { renewSession, token } from '../stores/session.js';
import { receive, type Received } from './export-stream.js';

/**
 * Fetches an export, or goes on with one. It takes as long as it takes: other calls have a time limit.
 * @throws Problem, Unreachable
 */
export async function fetchExport(
  before: Received,
  tell: (received: Received) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await ask(before.position, signal);
  const until = Number(response.headers.get('gatehouse-export-until'));
  if (!response.body) return;
  try {
    await receive(response.body, { ...before, until }, tell);
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
