import { sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newKey } from '../../test/support/made-up-log.js';
import { Refusal } from '../platform/refusal.js';
import { decideReplaceKey, handoverBytes } from './log-key.decide.js';

const [first, second, third] = [newKey('log'), newKey('log'), newKey('log')];
type Key = typeof first;
const textOf = ({ named }: Key): string => named.publicKey.toString('base64');

function handover(from: Key, to: Key, by: Key = from) {
  const bytes = handoverBytes(textOf(from), textOf(to));
  const signature = sign(null, bytes, by.privateKey).toString('base64');
  return { old_key: textOf(from), new_key: textOf(to), signature };
}
const decided = (what: ReturnType<typeof handover>, current: Key | null) => {
  const result = decideReplaceKey(what, { current: current && textOf(current) });
  return result instanceof Refusal ? result.detail : result.map(({ type }) => type);
};

describe('the key of the log', () => {
  it('is followed by the one that it has signed for', () => {
    expect(decided(handover(first, second), null)).toEqual(['LogKeyReplaced']);
    expect(decided(handover(second, third), second)).toEqual(['LogKeyReplaced']);
  });

  it('is not followed by one that another has signed for', () => {
    expect(decided(handover(first, third, second), null)).toMatch(/has not signed/);
    expect(decided(handover(first, third, third), first)).toMatch(/has not signed/);
  });

  it('does not sign any more once it was followed', () => {
    expect(decided(handover(first, third), second)).toMatch(/replaced meanwhile/);
  });
});
