import type { MigrationInterface, QueryRunner } from 'typeorm';

/** On PostgreSQL, where challenges are a table: so that those that have expired are found without reading all. */
export class ChallengesByExpiry1796250000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type !== 'postgres') return;
    await queryRunner.query(`CREATE INDEX challenges_by_expiry ON challenges (expires_at)`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
