import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tree over the log: what it is called, and the roots of its full tiles, which can be taken again from the events.
 */
export class LogTree1796260000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    const text = postgres ? 'TEXT COLLATE "C"' : 'TEXT';
    await queryRunner.query(`
      CREATE TABLE log_origin (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        origin ${text} NOT NULL
      )`);
    await queryRunner.query(`
      CREATE TABLE tree_nodes (
        level INTEGER NOT NULL,
        place BIGINT NOT NULL,
        hash ${postgres ? 'BYTEA' : 'BLOB'} NOT NULL,
        PRIMARY KEY (level, place)
      )`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
