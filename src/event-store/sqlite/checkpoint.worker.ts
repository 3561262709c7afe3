import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { CheckpointAnswer, CheckpointMode } from './checkpointer.js';

/** So long commands wait at the most for somebody who is reading from the WAL that is to start anew. */
const BUSY_MS = 20;

/** The thread of a `Checkpointer`: does one checkpoint for each message, until it is told to end. */
const database = new Database(workerData as string, { fileMustExist: true });
database.pragma(`busy_timeout = ${BUSY_MS}`);

function checkpoint(mode: CheckpointMode): CheckpointAnswer {
  try {
    const [result] = database.pragma(`wal_checkpoint(${mode})`) as CheckpointAnswer[];
    return result ?? { failed: 'SQLite said nothing' };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (mode: CheckpointMode | 'end') => {
  if (mode !== 'end') return parentPort?.postMessage(checkpoint(mode));
  database.close();
  parentPort?.close();
});
