import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with our `package.json`: bundled or not, our files lie at different depths below it. */
export const PACKAGE_ROOT = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('There is no package.json above this file.');
  return rootAbove(parent);
}
