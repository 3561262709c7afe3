import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** Puts a row into the table of `docs/proofs.md`, in the place of what an earlier run left there: of a failure, too. */
export async function record(root, { name, engine, size, ok, figures, seconds }) {
  const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
  // The rows of the proofs before it do not count.
  const changed = git('status', '--porcelain', '--', '.', ':!docs/proofs.md');
  const commit = git('rev-parse', '--short', 'HEAD') + (changed && '+');
  const machine = `${cpus().length} cores, ${cpus()[0]?.model.replace(/ \d+-Core.*/, '')}, Node ${process.versions.node}`;
  const found = [...(ok ? [] : ['NOT SHOWN']), ...figures].join('; ');
  const cells = [`${name}, ${engine}`, size, found, `${seconds} s`];
  const row = `| ${[...cells, new Date().toISOString().slice(0, 10), machine, commit].join(' | ')} |`;
  const table = join(root, 'docs', 'proofs.md');
  const lines = readFileSync(table, 'utf8').trimEnd().split('\n');
  const first = lines.findIndex((line) => /^\| -/.test(line)) + 1;
  const rows = lines.slice(first).filter((line) => !line.startsWith(`| ${name}, ${engine} `));
  const text = [...lines.slice(0, first), ...[...rows, row].sort(), ''].join('\n');
  const style = { ...(await resolveConfig(table)), filepath: table };
  writeFileSync(table, await format(text, style));
}
