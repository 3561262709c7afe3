import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkpointIn } from '../../src/transparency/checkpoint.js';
import { isCosignature } from '../../src/transparency/cosignature.js';
import {
  COSIGNATURE,
  NOTE_SIGNATURE,
  noteIn,
  verifierKey,
  type NamedKey,
} from '../../src/transparency/signed-note.js';
import { newDatabase } from '../support/database.js';
import { newKey } from '../support/made-up-log.js';
import { ownerOf, type Person } from '../support/person.js';
import { freePort, startGatehouse, type RunningGatehouse } from '../support/process.js';
import { until } from '../support/until.js';

/** A witness that signs with a key that is not its own. */
const liar = createServer((_request, response) => response.end('— liar.example AAAA\n'));
const databases = [await newDatabase(), await newDatabase()] as const;
let community: RunningGatehouse;
let neighbour: RunningGatehouse;
let owner: Person;
/** The neighbour as a witness. */
let witness: NamedKey;
let neighbourSettings: Record<string, string>;

/** By what others know a community, as a log or as a witness. */
async function keyOf(server: RunningGatehouse, person: Person, type: NamedKey['type']) {
  const { body } = await person.call('GET', '/audit/head');
  const { public_key } = body as unknown as { readonly public_key: string };
  const { origin } = checkpointOf(await checkpoint(server));
  return { name: origin, type, publicKey: Buffer.from(public_key, 'base64') };
}

const checkpoint = async ({ url }: RunningGatehouse) =>
  (await fetch(`${url}/log/checkpoint`)).text();

function checkpointOf(note: string) {
  const found = checkpointIn(noteIn(note)?.text ?? '');
  if (!found) throw new Error(`No checkpoint: ${note}`);
  return found;
}

/** Whether the neighbour, and nobody else, has signed below the log's own signature. */
function isWitnessed(note: string): boolean {
  const { text, signatures } = noteIn(note) ?? { text: '', signatures: [] };
  const [own, ...others] = signatures;
  const [cosignature, ...more] = others;
  return (
    own !== undefined &&
    cosignature !== undefined &&
    more.length === 0 &&
    isCosignature(text, cosignature, witness)
  );
}

beforeAll(async () => {
  liar.listen(0, '127.0.0.1');
  await once(liar, 'listening');
  const address = liar.address();
  const liarPort = typeof address === 'object' ? address?.port : undefined;

  community = await startGatehouse(databases[0].url);
  owner = await ownerOf(community);
  const port = new URL(community.url).port;
  const log = await keyOf(community, owner, NOTE_SIGNATURE);
  neighbourSettings = {
    GATEHOUSE_PORT: String(await freePort()),
    GATEHOUSE_WITNESS_FOR: verifierKey(log),
  };
  neighbour = await startGatehouse(databases[1].url, neighbourSettings);
  witness = await keyOf(neighbour, await ownerOf(neighbour), COSIGNATURE);

  const [down, lying] = ['down.example', 'liar.example'].map((name) =>
    verifierKey({ ...newKey(name).named, type: COSIGNATURE }),
  );
  await community.stop();
  community = await startGatehouse(databases[0].url, {
    GATEHOUSE_PORT: port,
    GATEHOUSE_WITNESSES: [
      `${verifierKey(witness)} ${neighbour.url}/witness`,
      `${down} http://127.0.0.1:${await freePort()}/witness`,
      `${lying} http://127.0.0.1:${liarPort}`,
    ].join(','),
    GATEHOUSE_WITNESSES_NEEDED: '1',
  });
});
afterAll(async () => {
  await community.stop();
  await neighbour.stop();
  liar.close();
  for (const database of databases) await database.drop();
});

async function witnessed(): Promise<string> {
  let note = '';
  await until('a checkpoint is witnessed', async () => {
    note = await checkpoint(community);
    return isWitnessed(note);
  });
  return note;
}

describe('a community with witnesses', () => {
  it('serves its checkpoints with what they have signed, and nothing of those that lie', async () => {
    const { size } = checkpointOf(await witnessed());
    expect(size).toBeGreaterThan(0);
    await owner.invite();
    await until(
      'the next one is witnessed',
      async () => checkpointOf(await witnessed()).size > size,
    );
    const { body } = await owner.call('GET', '/audit/head');
    const { checkpoint: pinned } = body as unknown as { readonly checkpoint: string };
    expect(isWitnessed(pinned)).toBe(true);
  });

  it('tells auditors how far each of them is, and the last checkpoint that counts', async () => {
    const { size } = checkpointOf(await witnessed());
    const { body } = await owner.call('GET', '/audit/witnesses');
    expect(body).toMatchObject({ needed: 1 });
    const { witnesses, checkpoint: note } = body as unknown as {
      readonly witnesses: readonly { readonly key: string; readonly size: number | null }[];
      readonly checkpoint: string;
    };
    expect(isWitnessed(note)).toBe(true);
    expect(checkpointOf(note).size).toBeGreaterThanOrEqual(size);
    const [good, ...others] = witnesses;
    expect(good).toMatchObject({ key: verifierKey(witness), size: checkpointOf(note).size });
    const nothing = { size: null, signed_at: null };
    expect(others).toMatchObject([nothing, nothing]);
  });

  it('gives receipts up to what they have signed, while they are away, too', async () => {
    const { size } = checkpointOf(await witnessed());
    await neighbour.stop();
    await owner.invite();
    const receipt = async (position: number) => {
      const path = `${community.url}/api/v1/audit/receipts/${position}`;
      const answer = await fetch(path, { headers: { authorization: `Bearer ${owner.token}` } });
      const text = await answer.text();
      return text.slice(text.indexOf('\n\n') + 2);
    };
    expect(isWitnessed(await receipt(size))).toBe(true);
    const fresh = await receipt(size + 1);
    expect(isWitnessed(fresh)).toBe(false);
    expect(checkpointOf(fresh).size).toBeGreaterThan(size);
  });

  it('is witnessed again when they are back', async () => {
    neighbour = await startGatehouse(databases[1].url, neighbourSettings);
    const { position } = (await owner.call('GET', '/audit/head')).body as unknown as {
      readonly position: number;
    };
    await until(
      'all of it is witnessed',
      async () => checkpointOf(await witnessed()).size >= position,
    );
  });

  it('says once that a witness has not signed, and why', () => {
    const { stdout, stderr } = community.output();
    const said = (pattern: RegExp) => [...(stdout + stderr).matchAll(pattern)].length;
    expect(said(/The witness down\.example has not signed: it cannot be reached/g)).toBe(1);
    expect(said(/The witness liar\.example has not signed: it answers without/g)).toBe(1);
  });
});
