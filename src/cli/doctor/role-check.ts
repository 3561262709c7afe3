import { sql } from '../../event-store/statement.js';
import type { StoredLog } from '../../event-store/stored-log.js';
import { found, type Finding } from './finding.js';

interface RoleRow {
  readonly role: string;
  readonly schema: string;
  readonly superuser: boolean;
  readonly may_create: boolean;
  readonly may_write: boolean;
  readonly owner: string;
  readonly owns: boolean;
}

/** What PostgreSQL lets us do: neither too little for an update, nor more than the community needs. */
export async function role(log: StoredLog): Promise<Finding> {
  const check = 'role';
  const [row] = await log.all<RoleRow>(
    sql(`SELECT current_user AS role, n.nspname AS schema, r.rolsuper AS superuser,
        has_schema_privilege(n.oid, 'CREATE') AS may_create,
        has_table_privilege(c.oid, 'INSERT') AS may_write,
        pg_get_userbyid(c.relowner) AS owner, pg_has_role(c.relowner, 'USAGE') AS owns
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_roles r ON r.rolname = current_user
      WHERE c.oid = to_regclass('events')`),
  );
  if (!row) return found('fail', check, 'the table events cannot be seen; look at search_path');
  const { schema, owner } = row;
  if (!row.may_write) {
    return found(
      'fail',
      check,
      `${row.role} may not write to the log, which is ${owner}'s: connect as ${owner}, or GRANT ${owner} TO ${row.role}`,
    );
  }
  if (!row.owns) {
    return found(
      'warn',
      check,
      `the tables are ${owner}'s, and ${row.role} cannot change them, as an update may have to: GRANT ${owner} TO ${row.role}`,
    );
  }
  if (!row.may_create) {
    return found(
      'warn',
      check,
      `${row.role} may make no tables in the schema ${schema}, as an update or a rebuild must: GRANT CREATE ON SCHEMA ${schema} TO ${row.role}`,
    );
  }
  if (row.superuser) {
    return found(
      'warn',
      check,
      `${row.role} is a superuser, and a role that owns this database is enough: CREATE ROLE one and let it own the database and its tables`,
    );
  }
  return found('ok', check, `${row.role} owns the tables, may make more, and is no superuser`);
}
