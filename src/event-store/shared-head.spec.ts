import { beforeEach, expect, it } from '@jest/globals';
import { StorageUnavailable } from './errors.js';
import type { Head } from './event-store.js';
import { SharedHead } from './shared-head.js';

interface Reading {
  readonly answer: (position: number) => void;
  readonly fail: (error: Error) => void;
}

let readings: Reading[];
let head: SharedHead;

const turn = () => new Promise(setImmediate);
const many = () => Promise.all(Array.from({ length: 100 }, () => head.read()));
const positions = async (asking: Promise<readonly Head[]>) =>
  new Set((await asking).map(({ position }) => position));

beforeEach(() => {
  readings = [];
  head = new SharedHead({
    head: () =>
      new Promise((resolve, fail) => {
        const answer = (position: number) => resolve({ position, hash: Buffer.alloc(32) });
        readings.push({ answer, fail });
      }),
  });
});

it('is read once for all who ask at a time', async () => {
  const asking = many();
  await turn();
  expect(readings).toHaveLength(1);
  readings[0]?.answer(7);
  expect(await positions(asking)).toEqual(new Set([7]));
});

it('is read anew, and once more only, for all who ask while it is being read', async () => {
  const first = head.read();
  await turn();
  // What these have seen written the reading that has begun may not have seen.
  const later = [many(), many()];
  await turn();
  expect(readings).toHaveLength(1);
  readings[0]?.answer(7);
  expect((await first).position).toBe(7);
  await turn();
  expect(readings).toHaveLength(2);
  readings[1]?.answer(8);
  for (const asking of later) expect(await positions(asking)).toEqual(new Set([8]));
});

it('that could not be read is told so to those who had asked, and not to who asks next', async () => {
  const asking = many();
  await turn();
  const next = head.read();
  readings[0]?.fail(new StorageUnavailable(new Error('gone')));
  await expect(asking).rejects.toBeInstanceOf(StorageUnavailable);
  await turn();
  readings[1]?.answer(9);
  expect((await next).position).toBe(9);
});
