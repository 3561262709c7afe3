import { statSync } from 'node:fs';
import { StorageUnavailable } from '../errors.js';
import { IN_MEMORY } from './sqlite-database.js';

/**
 * Makes sure that the files of an open database are still where they were opened. A program goes on writing into a file
 * that was removed or replaced under its hands, and all of it is gone when it ends.
 */
export class FileInPlace {
  private readonly known = new Map<string, string>();
  private readonly files: readonly string[];

  constructor(private readonly path: string) {
    // The WAL is there from the first write on, and holds what was committed last.
    this.files = path === IN_MEMORY ? [] : [path, `${path}-wal`];
    this.isThere();
  }

  isThere(): boolean {
    return this.files.every((file) => {
      const known = this.known.get(file);
      const now = identityOf(file);
      if (known === undefined && now !== undefined) this.known.set(file, now);
      return known === undefined || known === now;
    });
  }

  /** @throws StorageUnavailable when they are not: what would be written now would be lost */
  require(): void {
    if (this.isThere()) return;
    throw new StorageUnavailable(new Error(`${this.path} was removed, or another file put there.`));
  }
}

/** `undefined` when it cannot be found, whatever keeps us from it. */
function identityOf(file: string): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
