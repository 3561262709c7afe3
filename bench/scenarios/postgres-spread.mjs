import { whyNoPostgres } from '../lib/postgres.mjs';
import { oneAndTwo } from '../lib/processes.mjs';

export const description =
  'joins by 64 invites over two processes on PostgreSQL, beside one process';
export const whyNot = whyNoPostgres;

export function run(workshop) {
  return oneAndTwo(workshop, 64);
}
