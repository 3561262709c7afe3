import { describe, expect, it } from '@jest/globals';
import { Problem } from '@gatehouse/sdk';
import { writeIfSame } from './write-if-same.js';

interface State {
  readonly version: number;
  readonly name: string;
}

/** Writes over `Bosun` at version 1, while these are what there is, one after the other. */
async function write(...states: readonly (State | undefined)[]) {
  const sent: number[] = [];
  const read: (State | undefined)[] = [];
  const answer = writeIfSame<{ readonly version: number }, State, string>(
    { version: 1 },
    {
      write: ({ version }) => {
        const now = states[Math.min(sent.length, states.length - 1)];
        sent.push(version);
        return version === now?.version
          ? Promise.resolve('written')
          : Promise.reject(new Problem('VERSION_MISMATCH', 412, 'It is newer.'));
      },
      read: () => {
        const now = states[Math.min(read.length, states.length - 1)];
        read.push(now);
        return Promise.resolve(now);
      },
      isSame: ({ name }) => name === 'Bosun',
    },
  );
  return { sent, answer: await answer.catch((error: unknown) => error) };
}

describe('a write over what was seen', () => {
  it('goes on over a newer version of the same', async () => {
    const { sent, answer } = await write({ version: 3, name: 'Bosun' });
    expect(answer).toBe('written');
    expect(sent).toEqual([1, 3]);
  });

  it.each([[{ version: 2, name: 'Mate' }], [undefined]])('stops at %j', async (now) => {
    const { sent, answer } = await write(now);
    expect(answer).toMatchObject({ code: 'VERSION_MISMATCH' });
    expect(sent).toEqual([1]);
  });

  it('gives up where others never stop', async () => {
    const always = Array.from({ length: 9 }, (_, index) => ({ version: index + 2, name: 'Bosun' }));
    const { sent, answer } = await write(...always);
    expect(answer).toMatchObject({ code: 'VERSION_MISMATCH' });
    expect(sent).toEqual([1, 2, 3, 4, 5]);
  });
});
