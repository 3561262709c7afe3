import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MadeUpLog, newKey } from '../../../test/support/made-up-log.js';
import { cosignatureLine } from '../cosignature.js';
import { COSIGNATURE, noteIn, verifierKey } from '../signed-note.js';
import { askWitness } from './ask-witness.js';

const log = new MadeUpLog().grown(7);
const text = noteIn(log.note)?.text ?? '';
const made = newKey('witness.example');
const key = { ...made.named, type: COSIGNATURE } as const;
const line = cosignatureLine(text, 1, key, made.privateKey);

const TEXT = 'text/plain';
const SIZE = 'text/x.tlog.size';

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

/** What a log makes of a witness that answers so. */
async function asked(answer: RequestListener, patienceMs?: number): Promise<unknown> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}/w`;
  const witness = { key, verifierKey: verifierKey(key), url };
  return askWitness(witness, log.offer(0), patienceMs).catch((error: unknown) => String(error));
}
const answering = (status: number, body: string, type: string) =>
  asked((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));

describe('a witness that answers', () => {
  it('with its signature has signed, whatever else it sends', async () => {
    const stranger = newKey('witness.example');
    const strange = { ...stranger.named, type: COSIGNATURE } as const;
    const others = cosignatureLine(text, 1, strange, stranger.privateKey);
    expect(await answering(200, `${others}nonsense\n${line}`, TEXT)).toEqual({ line });
  });

  it('is sent the offer, as it stands, below its URL', async () => {
    let sent = '';
    await asked((request, response) => {
      sent = `${request.method} ${request.url}\n`;
      request.on('data', (chunk: Buffer) => (sent += chunk.toString()));
      request.on('end', () => response.end(line));
    });
    expect(sent).toBe(`POST /w/add-checkpoint\n${log.offerText(0)}`);
  });

  it('where it is has told so', async () => {
    expect(await answering(409, '12\n', SIZE)).toEqual({ seen: 12 });
  });

  it.each([
    ['a signature of another text', 200, cosignatureLine('other\n', 1, key, made.privateKey), TEXT],
    ['nothing', 200, '', TEXT],
    ['what is no size', 409, '-1\n', SIZE],
    ['a size beyond all', 409, '9999999999999999\n', SIZE],
    ['a size that is not said to be one', 409, '12\n', TEXT],
    ['a refusal', 403, '{}', TEXT],
    ['an error', 500, '', TEXT],
  ])('with %s has failed', async (_what, status, body, type) => {
    expect(await answering(status, body, type)).toMatch(/^WitnessFailed: it answers with/);
  });

  it('that what it has signed does not go on so has told that the log was rewritten', async () => {
    expect(await answering(422, '{}', TEXT)).toMatch(
      /does not begin this log: the log was rewritten$/,
    );
  });

  it('without an end is cut off', async () => {
    const endless: RequestListener = (_request, response) => {
      const more = setInterval(() => response.write('x'.repeat(1000)), 1);
      response.once('close', () => clearInterval(more));
    };
    expect(await asked(endless)).toMatch(/more than a witness says/);
  });

  it('with silence, before its first word or behind it, is given up', async () => {
    const silent: RequestListener = () => undefined;
    expect(await asked(silent, 50)).toMatch(/cannot be reached: .*timeout/);
    const faltering: RequestListener = (_request, response) => response.write('— ');
    expect(await asked(faltering, 50)).toMatch(/cannot be reached: .*timeout/);
  });

  it('by sending us elsewhere, or by hanging up, has failed', async () => {
    const elsewhere: RequestListener = (_request, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    expect(await asked(elsewhere)).toMatch(/cannot be reached/);
    expect(await asked((request) => request.destroy())).toMatch(/cannot be reached/);
  });
});
