import { comparison } from './comparison.mjs';
import { keptCommunity, LARGE_LOG } from './kept-community.mjs';

/**
 * Does something with all events of a large log, in a process of its own on a copy of its own, beside a raw loop.
 *
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {{ program: string, raw: string, reference: string, reach: number }} terms a program of measured/, and one of
 *   references/, which take a database file
 */
export async function besideRawLoop(workshop, { program, raw, ...terms }) {
  const { copyTo } = await keptCommunity(LARGE_LOG);
  const files = ['raw.db', 'gatehouse.db'].map((name) => workshop.file(name));
  files.forEach(copyTo);
  const rawLoop = await workshop.reference(raw, files[0]);
  const measured = await workshop.measured(program, files[1]);
  const rounds = await workshop.rounds(async () => {
    const reference = await rawLoop.ask('go');
    const figure = await measured.ask('go');
    return {
      reference: reference.perSecond,
      figure: figure.perSecond,
      details: { rawLoop: reference, gatehouse: figure },
    };
  });
  return comparison({ unit: 'events/s', ...terms }, rounds);
}
