import { createPrivateKey, hash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { UserId } from '../src/platform/ids.js';
import { checkpointIn } from '../src/transparency/checkpoint.js';
import { offerIn } from '../src/transparency/checkpoint-offer.js';
import { isCosignature } from '../src/transparency/cosignature.js';
import { leafHash } from '../src/transparency/merkle.js';
import { provesConsistency, type TreeHead } from '../src/transparency/merkle-proofs.js';
import {
  COSIGNATURE,
  keyInVerifierKey,
  NOTE_SIGNATURE,
  noteIn,
  verifierKey,
} from '../src/transparency/signed-note.js';
import { concurrently, times } from '../test/support/concurrently.js';
import { GoVerifier, type Question } from '../test/support/go-verifier.js';
import { growLog } from '../test/support/grown-log.js';
import { lengthen, openLog } from '../test/support/log.js';
import { MadeUpLog } from '../test/support/made-up-log.js';
import { memberBy, ownerOf, type Person } from '../test/support/person.js';
import {
  freePort,
  startGatehouse,
  temporaryFolder,
  type RunningGatehouse,
  type Settings,
} from '../test/support/process.js';
import { count, figure, progressOf, rounds, SEED } from '../test/support/proof.js';
import { until } from '../test/support/until.js';

const CHECKPOINTS = rounds(1000);
/** How many receipts, proofs of consistency and proofs from tiles Go looks at. */
const QUESTIONS = 200;
const FORKS = 100;
const KILLS = 10;
/** Four events each; beside them stand 70,000 others, so that the tree has three levels of tiles. */
const PEOPLE = 500;
const THOUSANDS = 70;

const files = temporaryFolder();
const databaseOf = (name: string): string => join(files.path, `${name}.db`);
let go: GoVerifier;

beforeAll(() => {
  go = GoVerifier.build(files.path);
});
afterAll(() => {
  go.close();
  files.remove();
});

/** One community, wherever it runs, and by what others know it. */
class Community {
  server!: RunningGatehouse;
  owner!: Person;
  log!: string;
  witness!: string;
  settings: Settings = {};

  constructor(readonly name: string) {}

  get url(): string {
    return this.server.url;
  }

  async open(): Promise<void> {
    this.settings = { GATEHOUSE_PORT: String(await freePort()) };
    this.server = await startGatehouse(`sqlite:${databaseOf(this.name)}`, this.settings);
    this.owner = await ownerOf(this.server);
    const { public_key, checkpoint } = await this.head();
    const { origin } = checkpointOf(checkpoint);
    const publicKey = Buffer.from(public_key, 'base64');
    this.log = verifierKey({ name: origin, type: NOTE_SIGNATURE, publicKey });
    this.witness = verifierKey({ name: origin, type: COSIGNATURE, publicKey });
  }

  async again(settings: Settings = {}): Promise<void> {
    this.settings = { ...this.settings, ...settings };
    this.server = await startGatehouse(`sqlite:${databaseOf(this.name)}`, this.settings);
  }

  async head(): Promise<{ position: number; public_key: string; checkpoint: string }> {
    const { status, body } = await this.owner.call('GET', '/audit/head');
    expect(status).toBe(200);
    return body as unknown as { position: number; public_key: string; checkpoint: string };
  }

  async text(path: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.owner.token}` };
    const response = await fetch(`${this.url}${path}`, { headers });
    expect(response.status).toBe(200);
    return response.text();
  }

  async proofBetween(from: number, to: number) {
    const offer = offerIn(await this.text(`/api/v1/audit/consistency?from=${from}&to=${to}`));
    if (!offer) throw new Error('No proof of consistency.');
    return { proof: offer.proof, newer: checkpointOf(offer.note) };
  }

  /** Whether everything that it has written is signed by a witness. */
  async isWitnessedBy(witness: string): Promise<boolean> {
    const key = keyInVerifierKey(witness);
    const { position, checkpoint } = await this.head();
    const { text, signatures } = noteIn(checkpoint) ?? { text: '', signatures: [] };
    const isSigned = signatures.some((each) => key !== undefined && isCosignature(text, each, key));
    return isSigned && checkpointOf(checkpoint).size === position;
  }

  /** The hashes of its events, as they lie in its database. */
  async entries(): Promise<readonly Buffer[]> {
    const store = await openLog(`sqlite:${databaseOf(this.name)}`);
    const rows = await store.all<{ readonly hash: Buffer }>(
      'SELECT hash FROM events ORDER BY position',
    );
    await store.close();
    return rows.map(({ hash: entry }) => entry);
  }
}

function checkpointOf(note: string) {
  const found = checkpointIn(noteIn(note)?.text ?? '');
  if (!found) throw new Error(`No checkpoint: ${note}`);
  return found;
}

const encoded = (hashes: readonly Buffer[]) => hashes.map((each) => each.toString('base64'));

async function expectOk(question: Question): Promise<void> {
  expect([question.ask, await go.ask(question)]).toEqual([question.ask, 'ok']);
}

describe("Go's checksum database", () => {
  const community = new Community('grown');
  const numbers = fc.sample(fc.nat(), { numRuns: 3 * QUESTIONS, seed: SEED });
  const next = (below: number): number => (numbers.pop() ?? 0) % below;

  beforeAll(async () => {
    await community.open();
    await community.server.stop();
    const url = `sqlite:${databaseOf(community.name)}`;
    await growLog(url, community.owner.userId as UserId, PEOPLE, () => undefined);
    await lengthen(url, THOUSANDS);
    await community.again({ GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal' });
  });
  afterAll(() => community.server.stop());

  it('verifies checkpoints, and refuses any other key, size and root', async () => {
    const note = await community.text('/log/checkpoint');
    const { size, root } = checkpointOf(note);
    const question = { ask: 'checkpoint', note, size, root: root.toString('base64') } as const;
    await expectOk({ ...question, key: community.log });
    const other = new MadeUpLog().verifierKey;
    expect(await go.ask({ ...question, key: other })).not.toBe('ok');
    expect(await go.ask({ ...question, key: community.log, size: size - 1 })).not.toBe('ok');
  });

  it('verifies receipts, and comes to the same proofs from tiles alone', async () => {
    const { position } = await community.head();
    const progress = progressOf(QUESTIONS, 'receipts');
    let longest = 0;
    for (const at of times(QUESTIONS)) {
      progress(at);
      const receipt = await community.text(`/api/v1/audit/receipts/${next(position) + 1}`);
      const [head = '', note = ''] = receipt.split(/\n\n(.*)/s);
      const [, extra = '', place = '', ...proof] = head.split('\n');
      const { size, root } = checkpointOf(note);
      const preimage = Buffer.from(extra.slice('extra '.length), 'base64');
      const entry = hash('sha256', preimage, 'buffer').toString('base64');
      const index = Number(place.slice('index '.length));
      const asked = { size, root: root.toString('base64'), index, proof };
      await expectOk({ ask: 'inclusion', ...asked, entry });
      await expectOk({ ask: 'tiles', ...asked, url: community.url });
      const moved = { ask: 'inclusion', ...asked, index: (index + 1) % size, entry } as const;
      expect(await go.ask(moved)).not.toBe('ok');
      longest = Math.max(longest, receipt.length - extra.length - 45 * proof.length);
    }
    // A tree of ten million has 24 levels.
    const most = longest + 24 * 45;
    expect(most).toBeLessThan(2048);
    figure(`${QUESTIONS} receipts of ${count(position)} events, verified by Go, from tiles, too`);
    figure(`${count(most)} bytes beside the record for a receipt of ten million`);
  });

  it('verifies proofs of consistency', async () => {
    const { position } = await community.head();
    for (const _ of times(QUESTIONS)) {
      const [one, other] = [next(position) + 1, next(position) + 1];
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const { proof, newer } = await community.proofBetween(from, to);
      const { newer: older } = await community.proofBetween(0, from);
      const asked = {
        ask: 'consistency',
        size: to,
        root: newer.root.toString('base64'),
        old: from,
        older: older.root.toString('base64'),
        proof: encoded(proof),
      } as const;
      await expectOk(asked);
      if (from === to) continue;
      expect(await go.ask({ ...asked, older: asked.root })).not.toBe('ok');
    }
    figure(`${QUESTIONS} proofs of consistency, verified by Go`);
  });
});

describe('checkpoints', () => {
  it('that were given out under load are each what the next begins with', async () => {
    const community = new Community('busy');
    await community.open();
    const code = await community.owner.invite();
    const heads = new Map<number, TreeHead>();
    let isLoaded = true;
    const load = times(4).map(async () => {
      while (isLoaded) await memberBy(community.url, code);
    });
    const progress = progressOf(CHECKPOINTS, 'checkpoints');
    while (heads.size < CHECKPOINTS) {
      const { checkpoint } = await community.head();
      // That for everybody may be a second old.
      for (const note of [checkpoint, await community.text('/log/checkpoint')]) {
        const found = checkpointOf(note);
        const known = heads.get(found.size);
        // Whoever asks for the same size again is shown the same root.
        if (known) expect(found.root).toEqual(known.root);
        heads.set(found.size, found);
      }
      progress(heads.size);
    }
    isLoaded = false;
    await Promise.all(load);
    const ordered = [...heads.values()].sort((one, other) => one.size - other.size);
    // Each begins with the one before, and so with all before.
    for (const [index, newer] of ordered.entries()) {
      const older = ordered[index - 1];
      if (!older) continue;
      const { proof, newer: again } = await community.proofBetween(older.size, newer.size);
      expect(again.root).toEqual(newer.root);
      await expectOk({
        ask: 'consistency',
        size: newer.size,
        root: newer.root.toString('base64'),
        old: older.size,
        older: older.root.toString('base64'),
        proof: encoded(proof),
      });
    }
    await community.server.stop();
    figure(`${count(ordered.length)} checkpoints under load, each what the next begins with`);
  });
});

describe('two communities', () => {
  const [one, other] = [new Community('one'), new Community('other')];
  const both = [one, other] as const;
  const neighbourOf = (community: Community): Community => (community === one ? other : one);

  beforeAll(async () => {
    for (const community of both) await community.open();
    for (const community of both) {
      const { log, witness, url } = neighbourOf(community);
      await community.server.stop();
      await community.again({
        GATEHOUSE_WITNESS_FOR: log,
        GATEHOUSE_WITNESSES: `${witness} ${url}/witness`,
      });
    }
  });
  afterAll(async () => {
    for (const { server } of both) await server.stop();
  });

  const expectWitnessed = async (): Promise<void> => {
    for (const community of both) {
      await until(`${community.name} is witnessed`, () =>
        community.isWitnessedBy(neighbourOf(community).witness),
      );
    }
  };

  it('vouch for each other, through restarts and kills of each', async () => {
    await expectWitnessed();
    const progress = progressOf(KILLS, 'kills');
    for (const round of times(KILLS)) {
      progress(round);
      const community = round % 2 === 0 ? one : other;
      const seen = checkpointOf((await community.head()).checkpoint);
      const code = await community.owner.invite();
      const load = concurrently(4, times(40), () => memberBy(community.url, code).catch(() => 0));
      await until('some have come in', async () => {
        return (await community.head()).position > seen.size + 30;
      });
      if (round < 2) await community.server.stop();
      else await community.server.kill();
      await load;
      await neighbourOf(community).owner.invite();
      await community.again();
      await expectWitnessed();
      const { position } = await community.head();
      const { proof, newer } = await community.proofBetween(seen.size, position);
      expect(provesConsistency(seen, newer, proof)).toBe(true);
    }
    figure(`two communities witnessed to the last event after each of ${KILLS - 2} kills`);
  });

  it('refuse every history that was rewritten and signed with the true key', async () => {
    await expectWitnessed();
    const { position } = await one.head();
    const entries = (await one.entries()).slice(0, position);
    const pem = readFileSync(`${databaseOf(one.name)}.signing-key`, 'utf8');
    const named = keyInVerifierKey(one.log);
    if (!named) throw new Error('It has no key.');
    const truth = new MadeUpLog(
      { named, privateKey: createPrivateKey(pem) },
      entries.map(leafHash),
    );
    expect(truth.note).toBe(
      (await one.head()).checkpoint.split('\n').slice(0, 5).join('\n') + '\n',
    );
    const offered = async (log: MadeUpLog, from: number) => {
      const body = log.offerText(from);
      const response = await fetch(`${other.url}/witness/add-checkpoint`, { method: 'POST', body });
      return response.status;
    };
    const positions = fc.sample(fc.integer({ min: 1, max: position }), {
      numRuns: FORKS,
      seed: SEED,
    });
    for (const [index, from] of positions.entries()) {
      const fork = truth.until(from - 1).grown(position - from + 1 + (index % 3));
      expect([409, 422]).toContain(await offered(fork, position));
      expect([409]).toContain(await offered(fork, Math.max(0, from - 1) % position));
      // Whoever pinned a checkpoint sees it, too.
      expect(provesConsistency(truth, fork, fork.offer(position).proof)).toBe(false);
    }
    // Whoever goes on with the truth is signed for.
    expect(await offered(truth, position)).toBe(200);
    figure(`${FORKS} of ${FORKS} rewritten histories refused by a witness, and by who pinned`);
  });

  it('say so when one goes on from an older backup', async () => {
    await one.server.stop();
    const backup = databaseOf('backup');
    copyFileSync(databaseOf(one.name), backup);
    await one.again();
    for (const _ of times(3)) await one.owner.invite();
    await expectWitnessed();
    await one.server.stop();
    writeFileSync(databaseOf(one.name), readFileSync(backup));
    await one.again();
    await until('it is said', () => said(one).includes('the log was cut short'));
    for (const _ of times(3)) await one.owner.invite();
    await until('it is said', () => said(one).includes('the log was rewritten'));
    expect(await one.isWitnessedBy(other.witness)).toBe(false);
  });
});

function said({ server }: Community): string {
  const { stdout, stderr } = server.output();
  return stdout + stderr;
}
