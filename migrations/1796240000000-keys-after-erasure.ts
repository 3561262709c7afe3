import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever was erased and comes back gets another key. It is for what stands behind this version of their
 * stream; what stands before was sealed under the key that is gone.
 */
export class KeysAfterErasure1796240000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE personal_keys ADD COLUMN after_version INTEGER NOT NULL DEFAULT 0`,
    );
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
