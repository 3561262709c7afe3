import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/api.js';
import { problemFrom, Unreachable } from './problem.js';

/** Every call of the API, by method and path. */
export type Calls = Client<paths>;

/** Where the token of a session comes from, and where a new one does when it has ended. */
export interface SessionSource {
  readonly token: () => string | undefined;
  /** Signs in anew; `undefined` if that is not possible, and then the call is answered 401. */
  readonly renew: () => Promise<string | undefined>;
}

export interface ClientOptions {
  /** The public URL of the community, without a slash at its end. */
  readonly baseUrl: string;
  readonly session?: SessionSource;
  /** Of every answer: its `Date`, for whoever wants to know what time it is on the server. */
  readonly onAnswer?: (response: Response) => void;
}

const ANSWER_MS = 30_000;

/** A position of the log: on answers to writes, and on requests that are to be answered as of it. */
const POSITION = 'gatehouse-position';

/** The last position that each community has named: what was written here will be read, whichever process answers. */
const written = new Map<string, number>();

function remember(baseUrl: string, { headers }: Response): void {
  const position = Number(headers.get(POSITION) ?? 0);
  if (position > (written.get(baseUrl) ?? 0)) written.set(baseUrl, position);
}

/**
 * The API of one community. A call that finds its session ended signs in anew and is made once more:
 * the caller sees nothing of it.
 */
export function createGatehouseClient({ baseUrl, session, onAnswer }: ClientOptions): Calls {
  const send = async (request: Request, token: string | undefined): Promise<Response> => {
    const headers = new Headers(request.headers);
    const position = written.get(baseUrl);
    if (position !== undefined) headers.set(POSITION, String(position));
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      const response = await fetch(new Request(request, { headers, signal }));
      remember(baseUrl, response);
      onAnswer?.(response);
      return response;
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw new Unreachable('Nothing came back.', { cause: error });
    }
  };
  return createClient<paths>({
    baseUrl,
    fetch: async (request) => {
      if (!session) return send(request, undefined);
      const again = request.clone();
      const sent = session.token();
      const response = await send(request, sent);
      if (response.status !== 401) return response;
      const now = session.token();
      // Another call that was sent with the same token may have been told so before, and renewed it.
      const token = now === sent ? await session.renew() : now;
      return token === undefined ? response : send(again, token);
    },
  });
}

/** What a call of openapi-fetch comes back with. */
interface Outcome<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What a call answered.
 * @throws Problem if it was refused; Unreachable if nothing came back, or only word of that
 */
export async function answerOf<Data>(call: Promise<Outcome<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemFrom(error, response);
  // A 204 has no body, and its type says so.
  return data as Data;
}
