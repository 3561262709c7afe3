// Loads the pieces of the bundle, each with the code that V8 made of it when it was built (`keep-code.mjs`), so
// that a start need not compile it anew. Where none is kept, or V8 does not take it, it compiles.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const BUNDLE = dirname(fileURLToPath(import.meta.url));
const PIECES = join(BUNDLE, 'pieces');

/** Where the code is kept that this Node made: another one has a folder of its own. */
const KEPT = join(BUNDLE, 'code', `${process.version}-${process.arch}`);

/** As Node wraps a CommonJS module; on the first line, so that the lines of stacks are the file's. */
const HEAD = '(function (exports, require, module, __filename, __dirname) {';

const modules = new Map();
const scripts = new Map();

/** What the piece of that name exports. It is run once. */
export function load(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const filename = join(PIECES, name);
  const kept = join(KEPT, name);
  const script = new Script(`${HEAD}${readFileSync(filename, 'latin1')}\n})`, {
    filename,
    columnOffset: -HEAD.length,
    cachedData: existsSync(kept) ? readFileSync(kept) : undefined,
  });
  scripts.set(kept, script);
  const ofNode = createRequire(filename);
  const require = (id) => (id.startsWith('./') ? load(id.slice(2)) : ofNode(id));
  script.runInThisContext()(module.exports, require, module, filename, PIECES);
  return module.exports;
}

/** Keeps the code of all that was loaded: of the functions, too, that have been run by now. */
export function keepCode() {
  mkdirSync(KEPT, { recursive: true });
  for (const [file, script] of scripts) writeFileSync(file, script.createCachedData());
}
