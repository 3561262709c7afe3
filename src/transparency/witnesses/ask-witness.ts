import type { Witness } from '../../settings/witnesses.js';
import { offerText, type CheckpointOffer } from '../checkpoint-offer.js';
import { isCosignature } from '../cosignature.js';
import { noteIn, signatureIn, signatureLineOf } from '../signed-note.js';

/** A witness answers in milliseconds; one that is silent must not hold the others up. */
const PATIENCE_MS = 5000;
/** A few lines are expected; what sends more is no witness. */
const MOST_BYTES = 16 * 1024;

/** The line that goes below our note; or how long our log was when the witness signed last. */
export type WitnessAnswer = { readonly line: string } | { readonly seen: number };

/** A witness that cannot be reached, refuses, or answers what no witness does. */
export class WitnessFailed extends Error {
  override readonly name = 'WitnessFailed';
}

/**
 * Offers a checkpoint to a witness over HTTP.
 * @throws WitnessFailed saying why, in one line
 */
export async function askWitness(
  { url, key }: Witness,
  offer: CheckpointOffer,
  patienceMs = PATIENCE_MS,
): Promise<WitnessAnswer> {
  const path = `${url}/add-checkpoint`;
  const { status, type, body } = await post(path, offerText(offer), patienceMs);
  if (status === 409 && type === 'text/x.tlog.size') {
    const seen = /^(0|[1-9]\d{0,15})\n$/.exec(body)?.[1];
    if (seen !== undefined && Number.isSafeInteger(Number(seen))) return { seen: Number(seen) };
  }
  // What it says when our proof does not lead on from the tree that it has signed.
  if (status === 422) {
    throw new WitnessFailed(
      'it finds that what it has signed does not begin this log: the log was rewritten',
    );
  }
  if (status !== 200) throw new WitnessFailed(`it answers with ${status}`);
  const text = noteIn(offer.note)?.text ?? '';
  const signature = body
    .split('\n')
    .map(signatureIn)
    .find((each) => each !== undefined && isCosignature(text, each, key));
  if (!signature) throw new WitnessFailed('it answers without a signature of its key');
  return { line: signatureLineOf(signature) };
}

async function post(
  url: string,
  body: string,
  patienceMs: number,
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim() ?? '';
    return { status: response.status, type, body: await limited(response) };
  } catch (error) {
    if (error instanceof WitnessFailed) throw error;
    throw new WitnessFailed(`it cannot be reached: ${reasonOf(error)}`, { cause: error });
  }
}

async function limited({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new WitnessFailed('it answers with more than a witness says');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** What fetch hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
