import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * On PostgreSQL: the row that whoever appends holds, one writer at a time among all processes, and
 * what single processes on SQLite keep in memory.
 */
export class SeveralProcesses1796100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type !== 'postgres') return;
    const text = 'TEXT COLLATE "C"';
    await queryRunner.query(`
      CREATE TABLE log_head (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        position BIGINT NOT NULL,
        hash BYTEA NOT NULL
      )`);
    await queryRunner.query(
      `INSERT INTO log_head (id, position, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'))`,
    );
    await queryRunner.query(`
      CREATE TABLE challenges (
        challenge ${text} NOT NULL PRIMARY KEY,
        user_id ${text} NOT NULL,
        expires_at ${text} NOT NULL
      )`);
    await queryRunner.query(`CREATE INDEX challenges_by_user ON challenges (user_id, expires_at)`);
    // As rate-limiter-flexible wants it.
    await queryRunner.query(`
      CREATE TABLE rate_limits (
        key VARCHAR(255) NOT NULL PRIMARY KEY,
        points INTEGER NOT NULL DEFAULT 0,
        expire BIGINT
      )`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
