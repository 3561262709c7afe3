import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a session is open, when it was used last, and by which program: its owner is shown that. */
export class SessionOrigins1796280000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    const text = postgres ? 'TEXT COLLATE "C"' : 'TEXT';
    for (const column of ['created_at', 'last_used_at', 'user_agent']) {
      await queryRunner.query(`ALTER TABLE sessions ADD COLUMN ${column} ${text}`);
    }
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
