import { createWriteStream } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Person } from './person.js';

/** Begins an export, and answers as soon as its headers are there. */
export function beginExport(person: Person, after = 0): Promise<IncomingMessage> {
  const url = `${person.url}/api/v1/audit/export?after=${after}`;
  return new Promise((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${person.token}` } }, resolve).on('error', reject);
  });
}

/** Writes an export to a file, as `curl -o` does. */
export async function exportTo(file: string, person: Person, after = 0): Promise<void> {
  const response = await beginExport(person, after);
  if (response.statusCode !== 200) throw new Error(`The export got ${response.statusCode ?? 0}.`);
  await pipeline(response, createWriteStream(file));
}
