import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chainHash, GENESIS_HASH, type StoredEvent } from './hash-chain.js';

type Unhashed = Omit<StoredEvent, 'hash'>;

const event: Unhashed = {
  position: 1,
  id: '019a0000-0000-7000-8000-000000000001',
  stream: 'server',
  version: 1,
  type: 'ServerCreated',
  schemaVersion: 1,
  actor: 'system',
  at: '2026-11-22T10:00:00.000Z',
  correlationId: 'start',
  causationId: null,
  reason: null,
  data: '{"name":"Caf\u00e9","icon":null,"membership_mode":"invite_only"}',
};

const RECORD = [
  '1',
  '019a0000-0000-7000-8000-000000000001',
  'server',
  '1',
  'ServerCreated',
  '1',
  'system',
  '2026-11-22T10:00:00.000Z',
  'start',
  '',
  '',
  '{"name":"Caf\u00e9","icon":null,"membership_mode":"invite_only"}',
].join('\n');

const sha256 = (...parts: readonly Buffer[]): string =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

describe('the hash of an event', () => {
  it('is SHA-256 over the previous hash and the twelve stored fields, joined by line feeds', () => {
    const expected = sha256(Buffer.alloc(32), Buffer.from(RECORD, 'utf8'));
    expect(chainHash(GENESIS_HASH, event).toString('hex')).toBe(expected);
  });

  it('is what it was in the first release, for ever', () => {
    expect(chainHash(GENESIS_HASH, event).toString('hex')).toBe(
      'e6765180ffef3deb025bc854e5aeec8eaa437eaeffb5622a575b6c1923f1dd57',
    );
  });

  it('holds the JSON of a reason and the id of a cause', () => {
    const causationId = '019a0000-0000-7000-8000-000000000000';
    const lines = RECORD.split('\n').with(9, causationId).with(10, '"spam"');
    const expected = sha256(GENESIS_HASH, Buffer.from(lines.join('\n'), 'utf8'));
    const hash = chainHash(GENESIS_HASH, { ...event, causationId, reason: '"spam"' });
    expect(hash.toString('hex')).toBe(expected);
  });

  it('follows from the hash before it', () => {
    const first = chainHash(GENESIS_HASH, event);
    const second = chainHash(first, { ...event, position: 2 });
    expect(second.toString('hex')).toBe(
      sha256(first, Buffer.from(RECORD.replace(/^1/, '2'), 'utf8')),
    );
    expect(second).not.toEqual(chainHash(GENESIS_HASH, { ...event, position: 2 }));
  });

  it.each<[keyof Unhashed, Partial<Unhashed>]>([
    ['position', { position: 2 }],
    ['id', { id: '019a0000-0000-7000-8000-000000000002' }],
    ['stream', { stream: 'serves' }],
    ['version', { version: 2 }],
    ['type', { type: 'ServerCreates' }],
    ['schemaVersion', { schemaVersion: 2 }],
    ['actor', { actor: 'systen' }],
    ['at', { at: '2026-11-22T10:00:00.001Z' }],
    ['correlationId', { correlationId: 'stars' }],
    ['causationId', { causationId: '019a0000-0000-7000-8000-000000000000' }],
    ['reason', { reason: '""' }],
    ['data', { data: event.data.replace('Caf', 'Kaf') }],
  ])('changes with its %s', (_, change) => {
    const changed = chainHash(GENESIS_HASH, { ...event, ...change });
    expect(changed).not.toEqual(chainHash(GENESIS_HASH, event));
  });

  it('changes when text moves from one field to its neighbour', () => {
    const line = fc.stringMatching(/^[!-~]{1,12}$/);
    fc.assert(
      fc.property(line, line, (left, right) => {
        const whole = { ...event, actor: left + right, at: right };
        const moved = { ...event, actor: left, at: right + right };
        expect(chainHash(GENESIS_HASH, whole)).not.toEqual(chainHash(GENESIS_HASH, moved));
      }),
    );
  });

  it('begins with 32 zero bytes before the first event', () => {
    expect(GENESIS_HASH.toString('hex')).toBe('0'.repeat(64));
  });
});
