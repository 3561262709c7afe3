import { describe, expect, it } from '@jest/globals';
import { NOTHING, receive, type Received } from './export-stream.js';

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const position = from + index;
    return `{"position":${position},"data":"${'é'.repeat(position)}"}\n`;
  }).join('');

/** What is given byte by byte, and then fails if it shall. */
function streamOf(text: string, size: number, fails = false) {
  const bytes = new TextEncoder().encode(text);
  let offset = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (offset < bytes.length) {
        controller.enqueue(bytes.slice(offset, offset + size));
        offset += size;
      } else if (fails) controller.error(new TypeError('cut'));
      else controller.close();
    },
  });
}

async function take(stream: ReturnType<typeof streamOf>, before: Received): Promise<Received> {
  let last = before;
  await receive(stream, before, (received) => (last = received)).catch(() => undefined);
  return last;
}

const textOf = ({ parts }: Received): Promise<string> => new Blob([...parts]).text();

describe('an export', () => {
  it.each([1, 7, 4096])('is taken in as it is, in pieces of %i bytes', async (size) => {
    const received = await take(streamOf(lines(1, 20), size), { ...NOTHING, until: 20 });
    expect(await textOf(received)).toBe(lines(1, 20));
    expect(received).toMatchObject({ position: 20, until: 20 });
  });

  it('that was cut goes on behind its last whole line', async () => {
    const whole = lines(1, 20);
    const torn = whole.slice(0, whole.indexOf('"position":12') + 30);
    const first = await take(streamOf(torn, 64, true), { ...NOTHING, until: 20 });
    expect(first.position).toBe(11);
    const rest = await take(streamOf(lines(12, 20), 64), first);
    expect(await textOf(rest)).toBe(whole);
    expect(rest.position).toBe(20);
  });

  it('of which nothing came is nothing', async () => {
    expect(await take(streamOf('', 1, true), NOTHING)).toMatchObject({ parts: [], position: 0 });
  });
});
