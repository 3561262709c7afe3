/** As far as an export has come. */
export interface Received {
  /** Whole lines only. */
  readonly parts: readonly Blob[];
  /** Of the last whole line; 0 before the first. */
  readonly position: number;
  /** Where the export ends. */
  readonly until: number;
}

export const NOTHING: Received = { parts: [], position: 0, until: 0 };

/** The browser takes what was received out of the page's memory in pieces of about so many bytes. */
const PIECE_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 10;

/**
 * Takes in an export line by line. What was torn off at the end is left out, so that it goes on behind the
 * last whole line.
 * @param tell called with every piece, the last one too, also when the stream fails
 * @throws whatever the stream fails with
 */
export async function receive(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  before: Received,
  tell: (received: Received) => void,
): Promise<void> {
  const reader = stream.getReader();
  let { parts, position } = before;
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const flush = (): void => {
    const { whole, torn } = split(waiting);
    position = lastPosition(whole) ?? position;
    if (whole.length > 0) parts = [...parts, new Blob([whole])];
    waiting = [torn];
    size = torn.length;
    tell({ parts, position, until: before.until });
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      waiting.push(value);
      size += value.length;
      if (size >= PIECE_BYTES) flush();
    }
  } finally {
    flush();
  }
}

/** The whole lines, and what comes behind the last line feed. */
function split(chunks: readonly Uint8Array<ArrayBuffer>[]) {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  const end = all.lastIndexOf(LINE_FEED) + 1;
  return { whole: all.slice(0, end), torn: all.slice(end) };
}

/** Each line begins with its position. */
function lastPosition(lines: Uint8Array): number | undefined {
  const start = lines.subarray(0, -1).lastIndexOf(LINE_FEED) + 1;
  const text = new TextDecoder().decode(lines.subarray(start, start + 40));
  const position = /^\{"position":(\d+),/.exec(text)?.[1];
  return position === undefined ? undefined : Number(position);
}
