import { comparison } from '../lib/comparison.mjs';
import { whyNoPostgres } from '../lib/postgres.mjs';
import { processesOnPostgres } from '../lib/processes.mjs';

export const description =
  'joins over one process on PostgreSQL, beside a raw loop that writes the same rows in groups';
export const whyNot = whyNoPostgres;

export async function run(workshop) {
  const one = await processesOnPostgres(workshop, { processes: 1, invites: 1 });
  const raw = await workshop.reference('raw-postgres.mjs', one.url, await workshop.postgresUrl());
  const rounds = await workshop.profiling(one.gatehouse, () =>
    workshop.rounds(async (round) => {
      const figure = await one.joins(round);
      // Writes the very rows that Gatehouse has just written.
      const reference = await raw.ask('write');
      return {
        reference: reference.perSecond,
        figure: figure.perSecond,
        details: { rawPostgres: reference, gatehouse: figure },
      };
    }),
  );
  const reference = 'raw batches of 64 under the same lock';
  return comparison({ reference, unit: 'joins/s', reach: 0.3 }, rounds);
}
