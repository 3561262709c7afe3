import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So that nobody who asks for the events of a type, or by an actor, has to read the whole log. */
export class AuditIndexes1796200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // On SQLite `position` is the row's own number, which every index holds behind its columns.
    const position = queryRunner.dataSource.options.type === 'postgres' ? ', position' : '';
    await queryRunner.query(`CREATE INDEX events_by_type ON events (type${position})`);
    await queryRunner.query(`CREATE INDEX events_by_actor ON events (actor${position})`);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('The log is append-only: there is no way back from here.'));
  }
}
