import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'generate-cli-docs.mjs');

it('the page on the command line is what the program says', async () => {
  const checked = promisify(execFile)(process.execPath, [SCRIPT, '--check']);
  await expect(checked).resolves.toBeDefined();
});
