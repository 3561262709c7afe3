import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import bs58 from 'bs58';
import type { Person } from './person.js';
import { tablesOf } from './tables.js';

/** What must not be found of somebody, by what it is. */
export type Personal = Readonly<Record<string, string | Buffer>>;

/** The key of a person as text and as bytes, and what else is to be looked for. */
export function personalOf({ pubkey }: Person, others: Personal): Personal {
  return {
    'the key as text': pubkey,
    'the key as bytes': Buffer.from(bs58.decode(pubkey)),
    ...others,
  };
}

/** What of it stands where: in the bytes of each file beside a database, or in the rows of each table. */
export async function tracesOf(
  databaseUrl: string,
  personal: Personal,
): Promise<readonly string[]> {
  return databaseUrl.startsWith('sqlite:')
    ? tracesInFolder(dirname(databaseUrl.slice('sqlite:'.length)), personal)
    : tracesInTables(databaseUrl, personal);
}

export function tracesInFolder(folder: string, personal: Personal): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    return whatIs(personal, (value) => bytes.includes(value)).map((what) => `${what} in ${name}`);
  });
}

export async function tracesInTables(url: string, personal: Personal): Promise<readonly string[]> {
  return Object.entries(await tablesOf(url)).flatMap(([table, rows]) => {
    const text = rows.join('\n');
    return whatIs(personal, (value) =>
      text.includes(typeof value === 'string' ? value : value.toString('hex')),
    ).map((what) => `${what} in ${table}`);
  });
}

function whatIs(personal: Personal, found: (value: string | Buffer) => boolean): readonly string[] {
  return Object.entries(personal)
    .filter(([, value]) => found(value))
    .map(([what]) => what);
}
