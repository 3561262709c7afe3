import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What this community has seen of logs that it is a witness of, and what its own witnesses have signed. */
export class Witnesses1796270000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    const text = postgres ? 'TEXT COLLATE "C"' : 'TEXT';
    await queryRunner.query(`
      CREATE TABLE witnessed_logs (
        origin ${text} NOT NULL PRIMARY KEY,
        size BIGINT NOT NULL,
        root ${postgres ? 'BYTEA' : 'BLOB'} NOT NULL,
        at ${text} NOT NULL
      )`);
    await queryRunner.query(`
      CREATE TABLE cosignatures (
        size BIGINT NOT NULL,
        witness ${text} NOT NULL,
        line ${text} NOT NULL,
        at ${text} NOT NULL,
        PRIMARY KEY (size, witness)
      )`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
