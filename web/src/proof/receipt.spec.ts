import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesIn, type Bytes } from './bytes.js';
import { predecessorsOf, successorsOf } from './handover.js';
import { judgeReceipt, receiptIn, type KnownLog, type ReceiptVerdict } from './receipt.js';
import { vectors } from './vectors.js';

const { origin, publicKey, stranger, receipts, lines, handovers, forged } = vectors;
const known: KnownLog = { origin, keys: [publicKey] };
const [, , third = ''] = receipts;

function judged(text: string, log = known, listed?: Bytes): ReceiptVerdict | undefined {
  const receipt = receiptIn(text);
  return receipt && judgeReceipt(receipt, log, listed);
}

const fails = (why: string) => ({ holds: false, why });

describe('a receipt', () => {
  it('holds for each event, and says which it is', () => {
    for (const [index, text] of receipts.entries()) {
      const { position, type, at, data } = JSON.parse(lines[index] ?? '') as {
        readonly position: number;
        readonly type: string;
        readonly at: string;
        readonly data: string;
      };
      expect(receiptIn(text)?.record).toMatchObject({
        position,
        type,
        at,
        data: JSON.parse(data) as object,
      });
      expect(judged(text)).toEqual({ holds: true, signedBy: publicKey });
    }
  });

  it('that does not say what its event is holds for the hash that is listed', () => {
    const { bareReceipt } = vectors;
    const { hash } = JSON.parse(lines[4] ?? '') as { readonly hash: string };
    expect(judged(bareReceipt)).toEqual(fails('hash'));
    expect(judged(bareReceipt, known, Buffer.from(hash, 'hex'))).toMatchObject({ holds: true });
    expect(judged(bareReceipt, known, new Uint8Array(32))).toEqual(fails('proof'));
  });

  it('by a key that was replaced holds when the one of today followed from it', () => {
    const { olderReceipt } = vectors;
    expect(judged(olderReceipt)).toEqual(fails('signature'));
    const keys = predecessorsOf(publicKey, handovers);
    expect(judged(olderReceipt, { origin, keys })).toEqual({ holds: true, signedBy: keys[1] });
  });

  it('of another log, or signed by somebody else, does not hold', () => {
    expect(judged(third, { origin: 'other.example', keys: [publicKey] })).toEqual(fails('log'));
    expect(judged(third, { origin, keys: [stranger] })).toEqual(fails('signature'));
    const { checkpoint, foreign } = vectors;
    expect(judged(third.replace(checkpoint, foreign))).toEqual(fails('signature'));
  });

  it('does not hold with a hash of its proof left out, put twice, or in another place', () => {
    const [, one = '', two = ''] = /index 2\n(.+\n)(.+\n)/.exec(third) ?? [];
    expect(judged(third.replace(one, ''))).toEqual(fails('proof'));
    expect(judged(third.replace(one, one + one))).toEqual(fails('proof'));
    expect(judged(third.replace(one + two, two + one))).toEqual(fails('proof'));
    expect(judged(third.replace('index 2', 'index 3'))).toEqual(fails('position'));
  });

  it('with the record of another event does not hold', () => {
    const extra = (text: string): string => /extra .*/.exec(text)?.[0] ?? '';
    expect(judged(third.replace(extra(third), extra(receipts[3] ?? '')))).toEqual(
      fails('position'),
    );
    const record = Buffer.from(extra(third).slice(6), 'base64');
    record[40] = (record[40] ?? 0) ^ 1;
    const changed = third.replace(extra(third), `extra ${record.toString('base64')}`);
    expect(judged(changed)).toEqual(fails('proof'));
  });

  it('with any character changed is none, or does not hold', () => {
    fc.assert(
      fc.property(fc.nat(third.length - 1), (at) => {
        const other = third[at] === 'A' ? 'B' : 'A';
        const changed = third.slice(0, at) + other + third.slice(at + 1);
        expect(judged(changed)?.holds ?? false).toBe(false);
      }),
    );
  });

  it('that is cut off is none', () => {
    for (const length of [0, 20, 100, third.length - 2]) {
      expect(judged(third.slice(0, length))?.holds ?? false).toBe(false);
    }
  });
});

describe('a key of the log', () => {
  const [{ old_key: oldest, new_key: older }] = handovers;

  it('is followed by those that it has signed for, one after the other', () => {
    expect(successorsOf(oldest, handovers)).toEqual([oldest, older, publicKey]);
    expect(successorsOf(older, handovers)).toEqual([older, publicKey]);
    expect(successorsOf(publicKey, handovers)).toEqual([publicKey]);
    expect(predecessorsOf(publicKey, handovers)).toEqual([publicKey, older, oldest]);
  });

  it('is not followed by one that it has not signed for', () => {
    expect(successorsOf(older, [forged])).toEqual([older]);
    expect(successorsOf(stranger, handovers)).toEqual([stranger]);
    expect(predecessorsOf(stranger, [forged])).toEqual([stranger]);
    const unsigned = { ...handovers[1], signature: bytesIn('AAAA') ? 'AAAA' : '' };
    expect(successorsOf(older, [unsigned])).toEqual([older]);
  });
});
