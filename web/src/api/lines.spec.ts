import { expect, it } from '@jest/globals';
import { linesOf } from './lines.js';

async function lines(...chunks: readonly string[]): Promise<readonly string[]> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(Uint8Array.from(Buffer.from(chunk, 'latin1')));
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const line of linesOf(stream)) found.push(line);
  return found;
}

it('lines are given as they become whole, wherever they were cut', async () => {
  expect(await lines()).toEqual([]);
  expect(await lines('{"a"', ':1}\n{"b"', ':2}\n\n{"c":3}')).toEqual([
    '{"a":1}',
    '{"b":2}',
    '{"c":3}',
  ]);
  // The two bytes of an ö.
  expect(await lines('sch\xc3', '\xb6n\n')).toEqual(['schön']);
});

it('no more is fetched than is read', async () => {
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(Uint8Array.from(Buffer.from('line\n'))),
    cancel: () => void (isCancelled = true),
  });
  for await (const line of linesOf(stream)) {
    expect(line).toBe('line');
    break;
  }
  expect(isCancelled).toBe(true);
});
