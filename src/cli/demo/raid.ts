import { generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import bs58 from 'bs58';

/** How many come, and how soon one after the other. */
export const RAIDERS = 200;
const APART_MS = 100;

interface Raid {
  /** Of the community. */
  readonly url: string;
  /** Of the invite that got into the wrong hands. */
  readonly code: string;
  /** How many were let in so far. */
  readonly progress: (done: number, of: number) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Many come in through one link, each with a fresh key and from an address of their own, as bots do: over HTTP, so that
 * every limit holds for them, too.
 * @returns how many were let in, and why the others were not, if any were not
 */
export async function raid({ url, code, progress, signal }: Raid): Promise<{
  readonly joined: number;
  readonly refusal: string | undefined;
}> {
  let joined = 0;
  let refusal: string | undefined;
  const come = async (nth: number): Promise<void> => {
    const problem = await joinAs(`203.0.113.${nth}`, url, code, signal);
    if (problem === undefined) progress(++joined, RAIDERS);
    else refusal ??= problem;
  };
  const all: Promise<void>[] = [];
  for (let nth = 1; nth <= RAIDERS; nth++) {
    if (signal.aborted) break;
    const coming = come(nth);
    // Looked at when all have come.
    coming.catch(() => undefined);
    all.push(coming);
    await setTimeout(APART_MS);
  }
  await Promise.all(all);
  return { joined, refusal };
}

/**
 * Somebody who was never seen before comes in.
 * @param address that the server shall see: one of those that are for examples (RFC 5737)
 * @returns why they could not
 */
async function joinAs(
  address: string,
  url: string,
  code: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const pubkey = bs58.encode(Buffer.from(x ?? '', 'base64url'));
  const post = async (path: string, body: object, token?: string): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': address,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  };
  const { challenge = '' } = await post('/auth/challenge', { pubkey });
  const signature = sign(null, Buffer.from(challenge), privateKey).toString('base64');
  const { token } = await post('/auth/verify', { pubkey, signature });
  const { joined, detail } = await post(`/invites/${code}/join`, {}, token);
  return joined === true ? undefined : (detail ?? 'It was not said why.');
}

/** What of the answers is needed here. */
interface Answer {
  readonly challenge?: string;
  readonly token?: string;
  readonly joined?: boolean;
  readonly detail?: string;
}
