import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What user ids are derived with, so that nobody with a list of keys can look people up in a log. A community whose log
 * names people already keeps the ids that it has: it has no secret.
 */
export class CommunitySecret1796290000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    await queryRunner.query(`
      CREATE TABLE community_secret (
        id INTEGER NOT NULL PRIMARY KEY,
        secret ${postgres ? 'BYTEA' : 'BLOB'}
      )`);
    const begun = (await queryRunner.query(
      'SELECT position FROM events LIMIT 1',
    )) as readonly unknown[];
    const secret = begun.length > 0 ? null : randomBytes(32);
    await queryRunner.query(
      `INSERT INTO community_secret (id, secret) VALUES (1, ${postgres ? '$1' : '?'})`,
      [secret],
    );
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
