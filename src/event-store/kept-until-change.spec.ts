import { describe, expect, it } from '@jest/globals';
import { KeptUntilChange } from './kept-until-change.js';

/** States of which only that they change is of interest here. */
class Changes {
  revision = 0;

  happen(): void {
    this.revision++;
  }
}

describe('what is kept until the next change', () => {
  it('reads a value once, and again after a change', async () => {
    const changes = new Changes();
    let reads = 0;
    const kept = new KeptUntilChange(changes, (key: string) => Promise.resolve(`${key}${++reads}`));

    expect([await kept.get('a'), await kept.get('a')]).toEqual(['a1', 'a1']);
    changes.happen();
    expect(await kept.get('a')).toBe('a2');
  });

  it('does not keep what was read before a change and came after it', async () => {
    const changes = new Changes();
    const answers: ((value: string) => void)[] = [];
    const kept = new KeptUntilChange(
      changes,
      () => new Promise<string>((resolve) => answers.push(resolve)),
    );

    const early = kept.get('a');
    changes.happen();
    answers[0]?.('old');
    expect(await early).toBe('old');

    const late = kept.get('a');
    answers[1]?.('new');
    expect(await late).toBe('new');
    expect(await kept.get('a')).toBe('new');
  });

  it('does not keep a failure', async () => {
    const kept = new KeptUntilChange<string, string>(new Changes(), () =>
      Promise.reject(new Error('gone')),
    );
    await expect(kept.get('a')).rejects.toThrow('gone');
    await expect(kept.get('a')).rejects.toThrow('gone');
  });
});
