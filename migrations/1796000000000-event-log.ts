import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log, what belongs to it, and the runtime state that is no history. */
export class EventLog1796000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    const bytes = postgres ? 'BYTEA' : 'BLOB';
    const position = postgres ? 'BIGINT' : 'INTEGER';
    // The columns are what is hashed (docs/log-format.md); reason and data are JSON text, because
    // the exact bytes count and must never be normalised.
    await queryRunner.query(`
      CREATE TABLE events (
        position ${position} NOT NULL,
        id TEXT NOT NULL UNIQUE,
        stream TEXT NOT NULL,
        version INTEGER NOT NULL,
        type TEXT NOT NULL,
        schema_version INTEGER NOT NULL,
        actor TEXT NOT NULL,
        at TEXT NOT NULL,
        correlation_id TEXT NOT NULL,
        causation_id TEXT,
        reason TEXT,
        data TEXT NOT NULL,
        hash ${bytes} NOT NULL,
        PRIMARY KEY (position),
        UNIQUE (stream, version)
      )`);
    if (!postgres) await refuseChanges(queryRunner);
    await queryRunner.query(`
      CREATE TABLE snapshots (
        stream TEXT NOT NULL,
        fold TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (stream, fold, version)
      )`);
    // One key for each person's stream, outside the log: deleting it makes the person unreadable.
    await queryRunner.query(`
      CREATE TABLE personal_keys (stream TEXT NOT NULL PRIMARY KEY, key ${bytes} NOT NULL)`);
    await queryRunner.query(`
      CREATE TABLE projections (
        name TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL,
        rebuilds INTEGER NOT NULL
      )`);
    await queryRunner.query(`
      CREATE TABLE sessions (
        token_hash ${bytes} NOT NULL PRIMARY KEY,
        user_id TEXT NOT NULL,
        expires_at TEXT NOT NULL
      )`);
    await queryRunner.query(`CREATE INDEX sessions_by_user ON sessions (user_id)`);
    await queryRunner.query(`CREATE INDEX sessions_by_expiry ON sessions (expires_at)`);
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        user_id TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        outcome TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (user_id, key)
      )`);
    await queryRunner.query(`CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at)`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}

/** A last line of defence against a careless hand; the hash chain is what proves. */
async function refuseChanges(queryRunner: QueryRunner): Promise<void> {
  for (const change of ['UPDATE', 'DELETE']) {
    await queryRunner.query(`
      CREATE TRIGGER events_refuse_${change.toLowerCase()} BEFORE ${change} ON events
      BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END`);
  }
}
