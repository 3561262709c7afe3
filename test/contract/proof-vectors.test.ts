import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { proofVectors } from '../support/proof-vectors.js';

const FILE = join(import.meta.dirname, '../../web/src/proof/vectors.json');

it('what the proof in the browser is tried with is what the server makes (WRITE_VECTORS=1 writes it)', async () => {
  const made = JSON.stringify(await proofVectors(), null, 2);
  if (process.env.WRITE_VECTORS !== undefined) writeFileSync(FILE, `${made}\n`);
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(made));
});
