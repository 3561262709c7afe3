// Builds what has changed since it was built last, or all with --force: dist/src/ from src/ and
// migrations/, dist/bundle/ from that, web/dist/ from web/ and sdk/, and dist/bundle/code/ by a run of all. With
// BUILD=off it builds nothing: who runs Gatehouse beside others that run must not take it from under their feet.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is built, from which sources, by which tool. */
const BUILDS = [
  {
    what: 'the server',
    built: 'dist/src/main.js',
    sources: ['src', 'migrations', 'package.json', '.swcrc', 'nest-cli.json'],
    tool: 'node_modules/@nestjs/cli/bin/nest.js',
    args: ['build'],
  },
  {
    what: 'its bundle',
    built: 'dist/bundle/main.js',
    sources: ['dist/src', 'scripts/bundle', 'rolldown.config.mjs', 'package-lock.json'],
    tool: 'node_modules/rolldown/bin/cli.mjs',
    args: ['--config', 'rolldown.config.mjs', '--logLevel', 'warn'],
    // The names of most of its files change with what is in them.
    anew: true,
  },
  {
    what: 'the web client',
    built: 'web/dist/index.html',
    sources: ['web', 'sdk', 'package-lock.json'],
    tool: 'node_modules/vite/bin/vite.js',
    args: ['build', 'web', '--logLevel', 'warn'],
  },
  {
    doing: 'Running',
    what: 'the server once, to keep its code as V8 compiled it',
    // As `dist/bundle/load.js` looks for it.
    built: `dist/bundle/code/${process.version}-${process.arch}/main.cjs`,
    sources: ['dist/bundle/main.js', 'scripts/keep-code.mjs'],
    tool: 'scripts/keep-code.mjs',
    args: [],
  },
];

/** What comes of building and installing is no source. */
const MADE = new Set(['dist', 'node_modules']);

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const all = readdirSync(path);
  const names = all.filter((name) => !MADE.has(name));
  // A folder changes when something is made in it, too.
  const own = names.length === all.length ? stats.mtimeMs : 0;
  return Math.max(own, ...names.map((name) => newest(join(path, name))));
}

/** Beside what is built, as old as the sources that went into it: there only when all of it was built. */
function stampOf({ built }) {
  return join(root, dirname(built), '.built');
}

function isFresh(each) {
  const stamp = stampOf(each);
  if (!existsSync(join(root, each.built)) || !existsSync(stamp)) return false;
  const { mtimeMs } = statSync(stamp);
  return each.sources.every((source) => newest(join(root, source)) <= mtimeMs);
}

export function build(force = false) {
  if (process.env.BUILD === 'off') return;
  for (const each of BUILDS) {
    if (!force && isFresh(each)) continue;
    const tool = join(root, each.tool);
    if (!existsSync(tool)) {
      process.stderr.write(
        'Run `npm ci` first: the tools that build Gatehouse are not installed.\n',
      );
      process.exit(1);
    }
    process.stderr.write(`${each.doing ?? 'Building'} ${each.what} ...\n`);
    rmSync(each.anew ? dirname(join(root, each.built)) : stampOf(each), {
      recursive: true,
      force: true,
    });
    const begun = new Date();
    const { status } = spawnSync(process.execPath, [tool, ...each.args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) process.exit(status ?? 1);
    writeFileSync(stampOf(each), '');
    utimesSync(stampOf(each), begun, begun);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build(process.argv.includes('--force'));
