import { leastSquares } from '../lib/statistics.mjs';

const HOUR_SECONDS = 3600;
/** A pace is held with so much of it. */
const HELD = 0.99;

/**
 * How the memory goes over the second half of the samples, when the caches are full.
 *
 * @param {{ seconds: number }[]} samples
 * @param {string} field in MiB
 * @returns MiB an hour, and the bounds of that; `undefined` where there are too few samples
 */
export function growth(samples, field) {
  const half = samples.slice(Math.floor(samples.length / 2));
  const points = half
    .filter((sample) => sample[field] !== undefined)
    .map((sample) => ({ x: sample.seconds / HOUR_SECONDS, y: sample[field] }));
  return leastSquares(points);
}

/** What a soak says, in sentences. */
export function verdict({ memory, asked, perSecond, joins, missed, subscribers }) {
  const errors = Object.entries(joins.errors);
  return [
    memoryInWords(memory),
    perSecond >= HELD * asked
      ? `The pace of ${asked} joins a second was held.`
      : `The pace of ${asked} joins a second was not held: it was ${perSecond.toFixed(0)}.`,
    errors.length === 0
      ? 'Every join was answered 200.'
      : `Not every join succeeded: ${errors.map(([what, times]) => `${what}, ${times} times`).join('; ')}.`,
    missed === 0 && subscribers.repeated === 0
      ? 'Subscribers were told of every join, each once.'
      : `Subscribers missed ${missed} joins and were told of ${subscribers.repeated} again.`,
    subscribers.cutOff === 0 && subscribers.resyncs === 0
      ? 'None was cut off.'
      : `They were cut off ${subscribers.cutOff} times, and ${subscribers.resyncs} times so far behind that they had to fetch anew.`,
  ];
}

function memoryInWords(memory) {
  if (!memory) return 'It was too short to say whether the memory grows.';
  const [least, most] = memory.interval;
  const bounds = `${least.toFixed(1)} to ${most.toFixed(1)} MiB an hour`;
  if (least > 0) return `The memory grew: ${bounds}.`;
  if (most < 0) return `The memory shrank: ${bounds}.`;
  return `No growth of the memory is to be seen: ${bounds}.`;
}
