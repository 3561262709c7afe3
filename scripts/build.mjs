// Builds dist/ when a source is newer than the last build, or when told to with --force.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'src', 'main.js');
const sources = ['src', 'migrations', 'package.json', '.swcrc', 'nest-cli.json'];

function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export function build(force = false) {
  const fresh =
    existsSync(built) && sources.every((s) => newest(join(root, s)) <= statSync(built).mtimeMs);
  if (fresh && !force) return;
  if (!existsSync(join(root, 'node_modules', '@nestjs', 'cli'))) {
    process.stderr.write('Run `npm ci` first: the tools that build Gatehouse are not installed.\n');
    process.exit(1);
  }
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build(process.argv.includes('--force'));
