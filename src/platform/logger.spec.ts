import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { temporaryFolder } from '../../test/support/process.js';
import { createLogger, NestLogger } from './logger.js';

let lines: Record<string, unknown>[];
let logger: NestLogger;

beforeEach(() => {
  lines = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  logger = new NestLogger(createLogger('info', { write }));
});

describe('what is written to the log', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('says what SQLite said when the disk is full', () => {
    logger.error(
      { err: fullDisk(join(folder.path, 'full.db')) },
      'The log cannot be written.',
      'Problem',
    );
    expect(lines).toMatchObject([
      {
        level: 'error',
        name: 'Problem',
        msg: 'The log cannot be written.',
        err: { code: 'SQLITE_FULL', message: 'database or disk is full' },
      },
    ]);
  });

  it('is nothing that opens a door', () => {
    const secrets = { token: 'of a session', signature: 'of a key', code: 'Ab3xK9Qz' };
    logger.log({ ...secrets, body: { ...secrets, authorization: 'Bearer x' } }, 'Test');
    const redacted = { token: '[redacted]', signature: '[redacted]', code: '[redacted]' };
    expect(lines).toMatchObject([
      { ...redacted, body: { ...redacted, authorization: '[redacted]' } },
    ]);
  });
});

/** What SQLite throws when there is no room for another page. */
function fullDisk(path: string): unknown {
  const database = new Database(path);
  try {
    database.exec('CREATE TABLE filler (data BLOB)');
    database.pragma(`max_page_count = ${String(database.pragma('page_count', { simple: true }))}`);
    database.prepare('INSERT INTO filler VALUES (zeroblob(100000))').run();
    throw new Error('There was room.');
  } catch (error) {
    return error;
  } finally {
    database.close();
  }
}
