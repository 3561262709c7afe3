import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * On PostgreSQL: the key that heads of the log are signed with, the same for all processes. On SQLite
 * it is a file beside the database.
 */
export class SigningKey1796210000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type !== 'postgres') return;
    await queryRunner.query(`
      CREATE TABLE signing_key (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        pem TEXT NOT NULL
      )`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
