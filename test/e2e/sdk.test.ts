import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'generate-sdk.mjs');

it('has the types that the server’s own documents say', () => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, '--check'], {
    encoding: 'utf8',
    // Others use what is built.
    env: { ...process.env, BUILD: 'off' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
