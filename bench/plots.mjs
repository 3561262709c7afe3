// Draws what was measured last: docs/pictures/*.svg.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinsChart } from './lib/chart.mjs';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'pictures');

const PLOTS = [
  {
    data: 'connections.json',
    madeBy: 'npm run bench:connections',
    picture: 'joins-by-connections.svg',
    title: 'Joins over more connections',
    xLabel: 'connections',
    xOf: ({ connections }) => connections,
  },
  {
    data: 'growth.json',
    madeBy: 'npm run bench:growth',
    picture: 'join-by-log-size.svg',
    title: 'A join in a longer log',
    xLabel: 'events in the log',
    xOf: ({ events }) => events,
  },
];

for (const { data, madeBy, picture, title, xLabel, xOf } of PLOTS) {
  const file = join(import.meta.dirname, data);
  if (!existsSync(file)) {
    console.log(`${picture} left as it is: there is no bench/${data}, which ${madeBy} writes.`);
    continue;
  }
  const measured = JSON.parse(readFileSync(file, 'utf8'));
  const rows = measured.map((one) => ({ x: xOf(one), ...one.join }));
  writeFileSync(join(PICTURES, picture), joinsChart({ title, xLabel, rows }));
  console.log(`docs/pictures/${picture}`);
}
