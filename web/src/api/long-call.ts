import { problemFrom, Unreachable } from '@gatehouse/sdk';
import { urlOf } from '../boot/boot.js';
import { renewSession, token } from '../stores/session.js';
import { unsent } from '../stores/view-as.js';

interface Sent extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A call whose answer comes bit by bit, for as long as it takes: all others have a time limit.
 * @throws Problem, Unreachable
 */
export async function longCall(path: string, sent: Sent): Promise<Response> {
  const send = async (held: string | undefined): Promise<Response> => {
    const headers = { ...sent.headers, authorization: `Bearer ${held ?? ''}` };
    const request = new Request(urlOf(path), { ...sent, headers });
    const answer = unsent(request);
    if (answer) return answer;
    try {
      return await fetch(request);
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
