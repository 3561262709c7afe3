import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Joins that were refused: no history of the community, and bounded, whoever tries how often. */
export class RefusedJoins1796220000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    const text = postgres ? 'TEXT COLLATE "C"' : 'TEXT';
    await queryRunner.query(`
      CREATE TABLE refused_joins (
        code ${text} NOT NULL,
        user_id ${text} NOT NULL,
        reason ${text} NOT NULL,
        count BIGINT NOT NULL,
        first_at ${text} NOT NULL,
        last_at ${text} NOT NULL,
        PRIMARY KEY (code, user_id, reason)
      )`);
    await queryRunner.query(`CREATE INDEX refused_joins_by_code ON refused_joins (code, last_at)`);
    await queryRunner.query(
      `CREATE INDEX refused_joins_by_user ON refused_joins (user_id, last_at)`,
    );
    await queryRunner.query(`CREATE INDEX refused_joins_by_time ON refused_joins (last_at)`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
