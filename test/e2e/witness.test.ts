import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkpointIn } from '../../src/transparency/checkpoint.js';
import { offerText } from '../../src/transparency/checkpoint-offer.js';
import { isCosignature } from '../../src/transparency/cosignature.js';
import { COSIGNATURE, noteIn, signatureIn } from '../../src/transparency/signed-note.js';
import { times } from '../support/concurrently.js';
import { newDatabase } from '../support/database.js';
import { MadeUpLog, newKey } from '../support/made-up-log.js';
import { ownerOf } from '../support/person.js';
import { startGatehouse, type RunningGatehouse } from '../support/process.js';

const database = await newDatabase();
const logs = times(6).map(() => new MadeUpLog());
const stranger = new MadeUpLog();
let server: RunningGatehouse;
let witness: { readonly name: string; readonly publicKey: Buffer };

const start = () =>
  startGatehouse(database.url, {
    GATEHOUSE_WITNESS_FOR: logs.map((log) => log.verifierKey).join(', '),
  });

beforeAll(async () => {
  server = await start();
  const owner = await ownerOf(server);
  const { body } = await owner.call('GET', '/audit/head');
  const { public_key, checkpoint } = body as unknown as {
    readonly public_key: string;
    readonly checkpoint: string;
  };
  const name = checkpointIn(noteIn(checkpoint)?.text ?? '')?.origin ?? '';
  witness = { name, publicKey: Buffer.from(public_key, 'base64') };
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function offer(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/witness/add-checkpoint`, {
    method: 'POST',
    body: Buffer.from(body),
    headers,
  });
  const type = response.headers.get('content-type')?.split(';')[0];
  return { status: response.status, type, body: await response.text() };
}

/** The status and, of a problem, its code. */
async function outcome(body: string): Promise<string> {
  const answer = await offer(body);
  if (answer.type === 'text/x.tlog.size') return `${answer.status} ${answer.body}`;
  if (answer.status === 200) return '200';
  return `${answer.status} ${(JSON.parse(answer.body) as { readonly code: string }).code}`;
}

const logAt = (index: number): MadeUpLog => logs[index] ?? stranger;

describe('a witness', () => {
  it('signs what a log that it knows goes on to', async () => {
    const before = logAt(0).grown(5);
    expect(await outcome(before.offerText(0))).toBe('200');
    const after = before.grown(700);
    const { status, type, body } = await offer(after.offerText(5));
    expect([status, type]).toEqual([200, 'text/plain']);
    const signature = signatureIn(body.trimEnd());
    const text = noteIn(after.note)?.text ?? '';
    const key = { ...witness, type: COSIGNATURE } as const;
    expect(signature && isCosignature(text, signature, key)).toBe(true);
    expect(signature && isCosignature(text.replace('705', '706'), signature, key)).toBe(false);
    // Its own log's signature does not vouch for others.
    expect(signature?.id).not.toEqual(signatureIn(after.note.split('\n').at(-2) ?? '')?.id);
  });

  it('signs the same again, and an empty log', async () => {
    const log = logAt(1);
    expect(await outcome(log.offerText(0))).toBe('200');
    const grown = log.grown(3);
    expect(await outcome(grown.offerText(0))).toBe('200');
    expect(await outcome(grown.offerText(3))).toBe('200');
  });

  it('says where it is to a log that goes on from elsewhere, also after a restart', async () => {
    const log = logAt(2).grown(100);
    expect(await outcome(log.until(60).offerText(0))).toBe('200');
    expect(await outcome(log.offerText(0))).toBe('409 60\n');
    expect(await outcome(log.offerText(59))).toBe('409 60\n');
    await server.stop();
    server = await start();
    expect(await outcome(log.offerText(0))).toBe('409 60\n');
    expect(await outcome(log.until(10).offerText(0))).toBe('409 60\n');
    expect(await outcome(log.offerText(60))).toBe('200');
  });

  it('never signs a history that is not the one it saw, by the true key or not', async () => {
    const log = logAt(3).grown(40);
    expect(await outcome(log.offerText(0))).toBe('200');
    const rewritten = log.until(20).grown(20);
    expect(await outcome(rewritten.offerText(40))).toBe('409 40\n');
    const longer = rewritten.grown(10);
    expect(await outcome(longer.offerText(40))).toBe('422 CHECKPOINT_INCONSISTENT');
    expect(await outcome(longer.offerText(20))).toBe('409 40\n');
    const { note } = longer;
    expect(await outcome(offerText({ ...log.grown(10).offer(40), note }))).toBe(
      '422 CHECKPOINT_INCONSISTENT',
    );
    expect(await outcome(log.grown(1).offerText(40))).toBe('200');
  });

  it('signs one of two histories when both are offered at the same time', async () => {
    const log = logAt(4).grown(9);
    expect(await outcome(log.offerText(0))).toBe('200');
    const histories = times(12).map((index) => log.grown(index < 6 ? 1 : 2));
    const outcomes = await Promise.all(histories.map((each) => outcome(each.offerText(9))));
    expect(outcomes.filter((each) => each === '200')).toHaveLength(1);
    const seen = histories[outcomes.indexOf('200')]?.size;
    expect(new Set(outcomes)).toEqual(new Set(['200', `409 ${seen}\n`]));
  });

  it('does not know every log, and believes none but its key', async () => {
    expect(await outcome(stranger.grown(1).offerText(0))).toBe('404 NOT_FOUND');
    const known = logAt(5).grown(4);
    const other = newKey(known.key.named.name);
    expect(await outcome(known.signedBy(other).offerText(0))).toBe('403 CHECKPOINT_NOT_SIGNED');
    const { note } = known;
    const [text = ''] = note.split('\n\n');
    const changed = note.replace(text, text.replace('\n4\n', '\n5\n'));
    expect(await outcome(offerText({ from: 0, proof: [], note: changed }))).toBe(
      '403 CHECKPOINT_NOT_SIGNED',
    );
    expect(await outcome(known.offerText(0))).toBe('200');
  });

  it('refuses what is no offer', async () => {
    const log = logAt(5).grown(4);
    const { note } = log;
    for (const body of [
      '',
      'old\n\n',
      note,
      `old 00\n\n${note}`,
      `old -1\n\n${note}`,
      `old 5\n\n${note}`,
      `old 0\nAAAA\n\n${note}`,
      `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${note}`,
      `old 0\r\n\r\n${note}`,
      `old 0\n\n${note.replace(/\n4\n/, '\n04\n')}`,
      'old 0\n\nlog\n1\n',
      `old 0\n\n${note}\0`,
    ]) {
      expect([body, await outcome(body)]).toEqual([body, '400 VALIDATION_FAILED']);
    }
    expect(await outcome('x'.repeat(70_000))).toBe('413 PAYLOAD_TOO_LARGE');
    const json = await offer('{"old":0}', { 'content-type': 'application/json' });
    expect(json.status).toBe(400);
    const get = await fetch(`${server.url}/witness/add-checkpoint`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('takes text there, and nowhere else', async () => {
    for (const type of ['text/plain', 'application/octet-stream', undefined]) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      expect((await offer(stranger.offerText(0), headers)).status).toBe(404);
      const elsewhere = await fetch(`${server.url}/api/v1/auth/challenge`, {
        method: 'POST',
        body: Buffer.from('x'),
        headers,
      });
      expect(elsewhere.status).toBe(415);
    }
  });
});
