import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So many records are sealed at a time. */
const PAGE = 1000;

/** A record as it was: with the key, and the answer, in the clear. */
interface Clear {
  readonly user_id: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly outcome: string;
  readonly at: string;
}

/**
 * What is remembered for an `Idempotency-Key` can be read by whoever sends that key only, and snapshots of what is
 * personal with the personal key only. The answers of the last day are sealed; such snapshots are made anew, in time.
 */
export class SealedAnswers1796300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const postgres = queryRunner.dataSource.options.type === 'postgres';
    const text = postgres ? 'TEXT COLLATE "C"' : 'TEXT';
    await queryRunner.query(
      'DELETE FROM snapshots WHERE stream IN (SELECT stream FROM personal_keys)',
    );
    await queryRunner.query(`
      CREATE TABLE idempotency_answers (
        user_id ${text} NOT NULL,
        key_hash ${text} NOT NULL,
        answer ${text} NOT NULL,
        named ${text} NOT NULL,
        at ${text} NOT NULL,
        PRIMARY KEY (user_id, key_hash)
      )`);
    await sealAll(queryRunner, postgres);
    await queryRunner.query('DROP TABLE idempotency_keys');
    await queryRunner.query('ALTER TABLE idempotency_answers RENAME TO idempotency_keys');
    await queryRunner.query('CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at)');
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}

async function sealAll(queryRunner: QueryRunner, postgres: boolean): Promise<void> {
  const places = (count: number): string =>
    Array.from({ length: count }, (_, index) => (postgres ? `$${index + 1}` : '?')).join(', ');
  const page = (behind: string, limit: string): string =>
    `SELECT user_id, key, fingerprint, outcome, at FROM idempotency_keys
     WHERE (user_id, key) > (${behind}) ORDER BY user_id, key LIMIT ${limit}`;
  const select = page(places(2), String(PAGE));
  for (let last = ['', '']; ;) {
    const records = (await queryRunner.query(select, last)) as readonly Clear[];
    for (const record of records) {
      await queryRunner.query(
        `INSERT INTO idempotency_answers (user_id, key_hash, answer, named, at) VALUES (${places(5)})`,
        [...sealed(record)],
      );
    }
    const end = records.at(-1);
    if (!end) return;
    last = [end.user_id, end.key];
  }
}

/** As `http/idempotency-records.ts` reads it. */
function sealed({ user_id, key, fingerprint, outcome, at }: Clear): readonly string[] {
  const derived = Buffer.from(hkdfSync('sha256', key, user_id, 'gatehouse idempotency', 64));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', derived.subarray(32), nonce);
  cipher.setAAD(Buffer.from(fingerprint));
  const ciphertext = Buffer.concat([cipher.update(outcome, 'utf8'), cipher.final()]);
  const answer = Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]).toString('base64');
  const named = new Set(outcome.match(/(?<=")[0-9a-f]{32}(?=")/g) ?? []);
  return [user_id, derived.subarray(0, 32).toString('hex'), answer, [...named].join(' '), at];
}
