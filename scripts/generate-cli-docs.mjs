// Writes docs/cli.md: what `gatehouse --help` says, and the help of every command. With --check it writes nothing
// and fails if that is not what stands there.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FILE = join(root, 'docs', 'cli.md');

const HEAD = `# The command line

What \`gatehouse\` says of itself: \`npm run gatehouse -- <command>\`, or \`node dist/bundle/gatehouse.js <command>\`. How
to run a community with it: [operations.md](operations.md#the-command-line). This page is generated: \`npm run generate\`.`;

/** What every command takes, which stands at the top of the page. */
const GLOBAL = /\n\nGlobal Options:\n( .*\n?)+/;

async function helpOf(run, path) {
  let text = '';
  const out = { write: (part) => (text += part) };
  await run([...path, '--help'], out, out);
  return text.trimEnd().replace(GLOBAL, '\n');
}

/** The list of commands in a help, and what stands behind it, which each of them says again. */
function listIn(help) {
  const [, list = '', behind = ''] = /\nCommands:\n((?: .*\n?)+)([^]*)$/.exec(help) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  return { names: names.filter((name) => name !== 'help'), behind: behind.trim() };
}

async function sections(run, path = [], said = '') {
  const help = await helpOf(run, path);
  const { names, behind } = listIn(help);
  const own = said !== '' && help.endsWith(said) ? help.slice(0, -said.length).trimEnd() : help;
  const heading = path.length === 0 ? [] : [`${'#'.repeat(path.length + 1)} ${path.join(' ')}`];
  const texts = [...heading, `\`\`\`text\n${own}\n\`\`\``];
  for (const name of names) texts.push(...(await sections(run, [...path, name], behind)));
  return texts;
}

build();
const { load } = await import('../dist/bundle/load.js');
const docs = `${[HEAD, ...(await sections(load('run.cjs').run))].join('\n\n')}\n`;
if (!process.argv.includes('--check')) writeFileSync(FILE, docs);
else if (readFileSync(FILE, 'utf8') !== docs) {
  console.error('docs/cli.md is not what the program says: run `npm run generate`.');
  process.exitCode = 1;
}
