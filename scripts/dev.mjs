// Gatehouse while it is worked on: the server starts anew when its sources change, the pages when theirs do.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tool = (path) => join(root, 'node_modules', path);

// The server serves the pages that are built, too.
build();
const running = [
  [tool('@nestjs/cli/bin/nest.js'), 'start', '--watch', '--entryFile', 'src/main'],
  [tool('vite/bin/vite.js'), 'web'],
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }));

const stop = () => running.forEach((child) => child.kill());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
for (const child of running) {
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 0;
    stop();
  });
}
