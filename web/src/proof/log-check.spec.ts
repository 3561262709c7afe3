import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8 } from './bytes.js';
import { LogCheck, type Checked, type Mark } from './log-check.js';
import { vectors } from './vectors.js';

const { lines, masked, size, roots, head } = vectors;

const MARKS: readonly Mark[] = [
  { what: 'head', position: size, hash: head.hash },
  { what: 'checkpoint', position: size, root: roots[size] ?? '' },
  { what: 'witnessed', position: 11, root: roots[11] ?? '' },
];

/** What is found of an export that comes in pieces. */
function checked(text: string, marks = MARKS, piece = 1 << 16): Checked {
  const check = new LogCheck(size, marks);
  const bytes = utf8(text);
  for (let start = 0; start < bytes.length; start += piece) {
    check.take(bytes.slice(start, start + piece));
  }
  return check.end();
}

const hashOf = (line: string): string => (JSON.parse(line) as { readonly hash: string }).hash;
const without = (position: number): string => lines.toSpliced(position - 1, 1).join('');
const whole = lines.join('');
const [third = '', fourth = ''] = lines.slice(2);

describe('the check of a log', () => {
  it.each([1, 7, 1000, 1 << 16])('finds it as it was signed, in pieces of %i bytes', (piece) => {
    expect(checked(whole, MARKS, piece)).toEqual({ position: size, masked: 0, isDone: true });
  });

  it('says how many lines hide what they say', () => {
    expect(checked(masked.join(''))).toEqual({ position: size, masked: 1, isDone: true });
  });

  it('goes on where a stream was torn', () => {
    const check = new LogCheck(size, MARKS);
    check.take(utf8(whole.slice(0, whole.indexOf(fourth) + 50)));
    check.tear();
    expect(check.checked).toMatchObject({ position: 3, isDone: false });
    expect(check.take(utf8(lines.slice(3).join('')))).toMatchObject({ position: size });
    expect(check.end().fault).toBeUndefined();
  });

  it('does not look at what came after the checkpoint', () => {
    expect(checked(`${whole}nonsense\n`).fault).toBeUndefined();
  });

  it.each([
    ['an event that is missing', without(4), { position: 4, why: 'order', found: 5 }],
    ['the first missing', without(1), { position: 1, why: 'order', found: 2 }],
    ['the last missing', without(size), { position: size, why: 'cut' }],
    ['nothing', '', { position: 1, why: 'cut' }],
    [
      'two in each other’s place',
      whole.replace(third + fourth, fourth + third),
      { position: 3, why: 'order', found: 4 },
    ],
    ['one twice', whole.replace(third, third + third), { position: 4, why: 'order', found: 3 }],
    ['another actor', whole.replace(third, third.replace('system', 'nobody')), 3],
    ['another time', whole.replace(fourth, fourth.replace('10:00:04', '10:00:05')), 4],
    ['a line that is cut off', whole.slice(0, -20), { position: size, why: 'cut' }],
    ['the last line feed missing', whole.slice(0, -1), { position: size, why: 'cut' }],
    ['a space', whole.replace(third, third.replace(',"id"', ', "id"')), 3],
    ['a field more', whole.replace(third, third.replace('}\n', ',"more":1}\n')), 3],
    ['a field twice', whole.replace(third, third.replace('"id"', '"id":"x","id"')), 3],
    ['a byte order mark', `\uFEFF${whole}`, { position: 1, why: 'form' }],
    ['what is no event', `null\n${whole}`, { position: 1, why: 'form' }],
    ['a mask over nothing', whole.replace(third, third.replace('}\n', ',"masked":true}\n')), 3],
  ] as const)('names the position of %s', (_, text, fault) => {
    const found = typeof fault === 'number' ? { position: fault } : fault;
    expect(checked(text).fault).toMatchObject(found);
  });

  it('names the position of any byte that was flipped', () => {
    const bytes = utf8(whole);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] ?? 0) ^ mask;
        const check = new LogCheck(size, MARKS);
        check.take(flipped);
        const position = [...bytes.subarray(0, at)].filter((byte) => byte === 10).length + 1;
        expect(check.end().fault).toMatchObject({ position });
      }),
    );
  });

  it('does not take a history that was rewritten and hashed anew for what was signed', () => {
    // It hangs together, and is not what the marks say.
    const other = { what: 'kept', position: 6, hash: head.hash } as const;
    expect(checked(whole, [other]).fault).toEqual({ position: 6, why: 'kept', after: 0 });
    const root = roots[size - 1] ?? '';
    const checkpoint = { what: 'checkpoint', position: size, root } as const;
    const kept = { what: 'kept', position: 3, hash: hashOf(third) } as const;
    expect(checked(whole, [kept, checkpoint]).fault).toEqual({
      position: size,
      why: 'checkpoint',
      after: 3,
    });
    const witnessed = { what: 'witnessed', position: 11, root } as const;
    expect(checked(whole, [witnessed]).fault).toEqual({
      position: 11,
      why: 'witnessed',
      after: 0,
    });
  });
});
