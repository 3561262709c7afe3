import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { chainHash, GENESIS_HASH, type StoredEvent } from '../../src/event-store/hash-chain.js';
import { temporaryFolder } from '../support/process.js';
import { verifyExport } from '../support/verifier.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/log-format.md'), 'utf8');

/** The blocks of a language on the page. */
function blocks(language: string): readonly string[] {
  const found = page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'));
  return [...found].map(([, text = '']) => text);
}

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('the worked example of the byte format', () => {
  const [lines = ''] = blocks('ndjson');
  const events = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('has the hashes that the log would give its events', () => {
    let previous = GENESIS_HASH;
    for (const event of events) {
      expect(event.prev_hash).toBe(previous.toString('hex'));
      previous = chainHash(previous, {
        ...(event as unknown as StoredEvent),
        schemaVersion: event.schema_version as number,
        correlationId: event.correlation_id as string,
        causationId: event.causation_id as string | null,
      });
      expect(event.hash).toBe(previous.toString('hex'));
    }
    expect(events).toHaveLength(2);
  });

  it('has the record that it shows', () => {
    const record = (blocks('text')[0] ?? '').slice(0, -1);
    expect(Buffer.byteLength(record)).toBe(168);
    const [first] = events;
    expect(record.split('\n').at(-1)).toBe(first?.data);
    expect(record.split('\n').slice(0, 3)).toEqual(['1', first?.id, 'server']);
  });

  it('is intact to the verifier, up to the head that it signs', async () => {
    const file = join(folder.path, 'export.ndjson');
    const head = join(folder.path, 'head.json');
    writeFileSync(file, lines);
    writeFileSync(head, blocks('json')[0] ?? '');
    expect(await verifyExport(file, '--head', head)).toMatchObject({ code: 0, checked: 2 });
  });
});
