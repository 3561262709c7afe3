import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { transformFile } from '@swc/core';
import { startProgram } from './program.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const PEERS = join(import.meta.dirname, '..', 'peers');

/** Starts a server or program of peers/; TypeScript is compiled as Gatehouse is. */
export async function startPeer(name, args) {
  const folder = join(PEERS, name);
  const plain = join(folder, 'main.mjs');
  return startProgram(existsSync(plain) ? plain : join(await compile(folder), 'main.js'), args);
}

/** Why a peer with packages of its own cannot be started; `undefined` if they are installed. */
export function whyNoPeer(name) {
  const folder = join(PEERS, name);
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const missing = Object.keys(dependencies).filter(
    (dependency) => !existsSync(join(folder, 'node_modules', dependency)),
  );
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} not installed; npm ci --prefix ${relative(ROOT, folder)}`;
}

/** Answers the folder of the JavaScript. */
async function compile(folder) {
  const built = join(ROOT, 'dist', relative(ROOT, folder));
  mkdirSync(built, { recursive: true });
  for (const file of readdirSync(folder)) {
    const { code } = await transformFile(join(folder, file), { cwd: ROOT, sourceMaps: 'inline' });
    writeFileSync(join(built, file.replace(/\.ts$/, '.js')), code);
  }
  return built;
}
