import { describe, expect, it } from '@jest/globals';
import { CommandRunner } from './command-runner.js';
import { KeptUntilCommit } from './kept-until-commit.js';

/** A runner of which only the announcement of commits is of interest here. */
class Commits extends CommandRunner {
  private readonly heard: (() => void)[] = [];

  constructor() {
    super({ onRewind: () => undefined } as never, { newEventId: () => '' });
  }

  override onCommit(listener: () => void): void {
    this.heard.push(listener);
  }

  happen(): void {
    for (const listener of this.heard) listener();
  }
}

describe('what is kept until the next commit', () => {
  it('reads a value once, and again after a commit', async () => {
    const commits = new Commits();
    let reads = 0;
    const kept = new KeptUntilCommit(commits, (key: string) => Promise.resolve(`${key}${++reads}`));

    expect([await kept.get('a'), await kept.get('a')]).toEqual(['a1', 'a1']);
    commits.happen();
    expect(await kept.get('a')).toBe('a2');
  });

  it('does not keep what was read before a commit and came after it', async () => {
    const commits = new Commits();
    const answers: ((value: string) => void)[] = [];
    const kept = new KeptUntilCommit(
      commits,
      () => new Promise<string>((resolve) => answers.push(resolve)),
    );

    const early = kept.get('a');
    commits.happen();
    answers[0]?.('old');
    expect(await early).toBe('old');

    const late = kept.get('a');
    answers[1]?.('new');
    expect(await late).toBe('new');
    expect(await kept.get('a')).toBe('new');
  });

  it('does not keep a failure', async () => {
    const kept = new KeptUntilCommit<string, string>(new Commits(), () =>
      Promise.reject(new Error('gone')),
    );
    await expect(kept.get('a')).rejects.toThrow('gone');
    await expect(kept.get('a')).rejects.toThrow('gone');
  });
});
