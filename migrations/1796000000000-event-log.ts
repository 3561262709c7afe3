import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log, what belongs to it, and the runtime state that is no history. */
export class EventLog1796000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    const bytes = postgres ? 'BYTEA' : 'BLOB';
    const position = postgres ? 'BIGINT' : 'INTEGER';
    // Text sorts by its bytes on both engines, whatever the locale.
    const text = postgres ? 'TEXT COLLATE "C"' : 'TEXT';
    // The columns are what is hashed (docs/log-format.md); reason and data are JSON text, because
    // the exact bytes count and must never be normalised.
    await queryRunner.query(`
      CREATE TABLE events (
        position ${position} NOT NULL,
        id ${text} NOT NULL UNIQUE,
        stream ${text} NOT NULL,
        version INTEGER NOT NULL,
        type ${text} NOT NULL,
        schema_version INTEGER NOT NULL,
        actor ${text} NOT NULL,
        at ${text} NOT NULL,
        correlation_id ${text} NOT NULL,
        causation_id ${text},
        reason ${text},
        data ${text} NOT NULL,
        hash ${bytes} NOT NULL,
        PRIMARY KEY (position),
        UNIQUE (stream, version)
      )`);
    await (postgres ? refuseChangesOnPostgres(queryRunner) : refuseChanges(queryRunner));
    await queryRunner.query(`
      CREATE TABLE snapshots (
        stream ${text} NOT NULL,
        fold ${text} NOT NULL,
        version INTEGER NOT NULL,
        state ${text} NOT NULL,
        PRIMARY KEY (stream, fold, version)
      )`);
    // One key for each person's stream, outside the log: deleting it makes the person unreadable.
    await queryRunner.query(`
      CREATE TABLE personal_keys (stream ${text} NOT NULL PRIMARY KEY, key ${bytes} NOT NULL)`);
    await queryRunner.query(`
      CREATE TABLE projections (
        name ${text} NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL,
        rebuilds INTEGER NOT NULL
      )`);
    await queryRunner.query(`
      CREATE TABLE sessions (
        token_hash ${bytes} NOT NULL PRIMARY KEY,
        user_id ${text} NOT NULL,
        expires_at ${text} NOT NULL
      )`);
    await queryRunner.query(`CREATE INDEX sessions_by_user ON sessions (user_id)`);
    await queryRunner.query(`CREATE INDEX sessions_by_expiry ON sessions (expires_at)`);
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        user_id ${text} NOT NULL,
        key ${text} NOT NULL,
        fingerprint ${text} NOT NULL,
        outcome ${text} NOT NULL,
        at ${text} NOT NULL,
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

async function refuseChangesOnPostgres(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$`);
  await queryRunner.query(`
    CREATE TRIGGER events_refuse_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
}
