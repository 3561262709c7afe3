import { closeSync, openSync, writeSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { expectFailure, gatehouse, GATEHOUSE, gatehouseJson } from '../support/command-line.js';
import { startGatehouse, temporaryFolder } from '../support/process.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** What a shell does with our output. */
function inShell(command: string) {
  const program = `${JSON.stringify(process.execPath)} ${JSON.stringify(GATEHOUSE)}`;
  const { status, stderr } = spawnSync(
    'bash',
    ['--norc', '-c', command.replace('gatehouse', program)],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    },
  );
  return { code: status, stderr };
}

describe('output', () => {
  it('that cannot be written is said in one line', () => {
    expect(inShell('gatehouse --help > /dev/full')).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^gatehouse: The output cannot be written: ENOSPC.*\.\n$/),
    });
  });

  it('that nobody reads any more ends nothing in the middle', async () => {
    const database = join(folder.path, 'read.db');
    await (await startGatehouse(`sqlite:${database}`)).stop();
    const file = join(folder.path, 'backup.db');
    // How far it is goes nowhere from the first line on.
    const command = `gatehouse backup ${file} --database sqlite:${database} 2> >(exec true)`;
    expect(inShell(`${command}; code=$?; wait; exit $code`).code).toBe(0);
    expect(await gatehouseJson(['doctor', '--database', `sqlite:${file}`])).toMatchObject({
      ok: true,
    });
  });
});

describe('a database of which a page is damaged', () => {
  it('is said to be, with what to do', async () => {
    const path = join(folder.path, 'damaged.db');
    await (await startGatehouse(`sqlite:${path}`)).stop();
    const database = new Database(path);
    const size = Number(database.pragma('page_size', { simple: true }));
    const roots = database
      .prepare<[], number>(
        `SELECT rootpage FROM sqlite_master WHERE tbl_name IN ('members', 'users')`,
      )
      .pluck()
      .all();
    database.close();
    const file = openSync(path, 'r+');
    for (const root of roots) {
      writeSync(file, Buffer.alloc(size, 0xff), 0, size, (root - 1) * size);
    }
    closeSync(file);
    const args = ['members', 'list', '--database', `sqlite:${path}`];
    expectFailure(await gatehouse(args), 1, /The database is damaged: .*`gatehouse doctor`/);
  });
});
