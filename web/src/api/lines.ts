/** The lines of an answer, each as soon as it is whole. What is torn off at the end is one, too. */
export async function* linesOf(
  stream: ReadableStream<BufferSource> | null,
): AsyncGenerator<string> {
  if (!stream) return;
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let torn = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (torn + value).split('\n');
      torn = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
    if (torn !== '') yield torn;
  } finally {
    // Whoever has read what they wanted needs no more of it.
    await reader.cancel().catch(() => undefined);
  }
}
