import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { LatestEntries } from './latest-entries.js';

const MOST = 8;

let latest: LatestEntries;

beforeEach(() => {
  latest = new LatestEntries(MOST);
});

const hashOf = (position: number, log = 'log') =>
  createHash('sha256').update(`${log} ${position}`).digest('hex');
const events = (from: number, to: number, log?: string) =>
  Array.from({ length: to - from + 1 }, (_, offset) => ({
    position: from + offset,
    hash: hashOf(from + offset, log),
  }));
const kept = (start: number, count: number) =>
  latest.from(start, count)?.map((hash) => hash.toString('hex'));
const hashes = (from: number, to: number, log?: string) =>
  events(from, to, log).map(({ hash }) => hash);

describe('the entries that were appended last', () => {
  it('are those of the events, in one piece or in several', () => {
    latest.add(events(1, 3));
    latest.add([]);
    latest.add(events(4, 6));
    expect(kept(0, 6)).toEqual(hashes(1, 6));
    expect(kept(2, 2)).toEqual(hashes(3, 4));
  });

  it('are as many as may be kept, also of more events at once', () => {
    latest.add(events(1, 21));
    expect(kept(13, MOST)).toEqual(hashes(14, 21));
    expect(kept(12, 2)).toBeUndefined();
  });

  it('do not go beyond the last', () => {
    latest.add(events(1, 3));
    expect(kept(2, 2)).toBeUndefined();
    expect(new LatestEntries(MOST).from(0, 1)).toBeUndefined();
  });

  it('are none of before a gap', () => {
    latest.add(events(1, 3));
    latest.add(events(5, 6));
    expect(kept(2, 2)).toBeUndefined();
    expect(kept(2, 1)).toBeUndefined();
    expect(kept(4, 2)).toEqual(hashes(5, 6));
  });

  it('are those of the log that goes on at an earlier place', () => {
    latest.add(events(1, 6));
    latest.add(events(4, 5, 'another'));
    expect(kept(3, 2)).toEqual(hashes(4, 5, 'another'));
    expect(kept(2, 2)).toBeUndefined();
    expect(kept(5, 1)).toBeUndefined();
  });

  it('are none of a log that was forgotten', () => {
    latest.add(events(1, 3));
    latest.forget();
    expect(kept(0, 1)).toBeUndefined();
    latest.add(events(1, 2, 'another'));
    expect(kept(0, 2)).toEqual(hashes(1, 2, 'another'));
  });

  it('stay what they were when others come', () => {
    latest.add(events(1, 8));
    const before = latest.from(0, 8)?.map((hash) => hash.toString('hex'));
    const given = latest.from(0, 8);
    latest.add(events(9, 16));
    expect(given?.map((hash) => hash.toString('hex'))).toEqual(before);
  });
});
