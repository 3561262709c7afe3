import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startGatehouse, temporaryFolder, type RunningGatehouse } from '../test/support/process.js';
import { figure } from '../test/support/proof.js';
import { until } from '../test/support/until.js';

const root = join(import.meta.dirname, '..');
const files = temporaryFolder();
let server: RunningGatehouse;

/** What the README says to paste. */
const [, screen = ''] =
  /^## From curl to broadcast\n.*?```sh\n(.*?)```/ms.exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  ) ?? [];

beforeAll(() => {
  // Else zsh asks a newcomer what kind of shell they would like.
  writeFileSync(join(files.path, '.zshrc'), '');
});
afterAll(async () => {
  await server.kill();
  files.remove();
});

it.each(['bash', 'zsh'])(
  'the screen of the README works when it is pasted into %s',
  async (shell) => {
    server = await startGatehouse(`sqlite:${join(files.path, `${shell}.db`)}`);
    const pasted = screen
      .replace(/^LINK=.*$/m, `LINK=${server.ownerLink ?? ''}`)
      .replace('owner.key', join(files.path, `${shell}-owner.key`))
      .replace('guest.key', join(files.path, `${shell}-guest.key`));
    expect(pasted).toContain(String(server.ownerLink));
    // An interactive shell, at a terminal, as somebody has one.
    const child = spawn('script', ['-qec', `${shell} -i`, '/dev/null'], {
      cwd: root,
      env: { ...process.env, HOME: files.path, ZDOTDIR: files.path, TERM: 'dumb' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stdin.write(pasted);
    await until('a guest has come in', () => /MEMBER_JOIN \d+ /.test(said));
    child.stdin.end('exit\n');
    if (child.exitCode === null) await once(child, 'exit');
    await server.stop();
    expect(said).not.toMatch(/not found|parse error|syntax error|no matches|Error:/);
    for (const line of ['HELLO  ', 'READY  ', 'INVITE_CREATE ', 'INVITE_UPDATE ', 'MEMBER_JOIN ']) {
      expect(said).toContain(line);
    }
    expect(said).toContain('"joined":true');
    figure(`pasted into ${shell}: from the owner link to MEMBER_JOIN`);
  },
);
