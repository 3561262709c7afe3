// For ESLint: a query joins tables of its own context and the user directory, nobody else's.

/** The read models of each context, by the folder that owns them: statements name them in braces. */
export const TABLES = {
  server: ['server', 'server_changes'],
  roles: ['roles'],
  identity: ['users'],
  members: ['members', 'member_roles', 'bans', 'allowlist', 'joins'],
  invites: ['invites', 'invite_redemptions'],
  audit: ['event_subjects', 'log_times'],
};
/** What is no history and no read model, by the folder that owns it. */
export const RUNTIME_TABLES = {
  identity: ['sessions', 'challenges', 'community_secret'],
  invites: ['refused_joins'],
  http: ['idempotency_keys', 'rate_limits'],
  transparency: ['log_origin', 'signing_key', 'tree_nodes', 'cosignatures', 'witnessed_logs'],
};
/** What a folder may read besides its own. The audit is about who brought whom; old answers are swept away. */
const READS = { audit: ['joins'], operations: ['idempotency_keys'] };
const EVERYBODYS = ['users'];

/** All but the event store, which names no table of theirs, and the command line, which carries them all. */
const ROOMS = [
  ...Object.keys({ ...TABLES, ...RUNTIME_TABLES }),
  'decentcom',
  'gateway',
  'operations',
  'platform',
  'settings',
  'web',
];

function foreignTo(room, tables) {
  const allowed = new Set([
    ...EVERYBODYS,
    ...(TABLES[room] ?? []),
    ...(RUNTIME_TABLES[room] ?? []),
    ...(READS[room] ?? []),
  ]);
  return Object.values(tables)
    .flat()
    .filter((table) => !allowed.has(table))
    .join('|');
}

export const sqlBorders = ROOMS.map((room) => {
  const readModel = `\\{(${foreignTo(room, TABLES)})\\}`;
  const runtime = `(FROM|INTO|UPDATE|JOIN) (${foreignTo(room, RUNTIME_TABLES)})\\b`;
  const named = `/${readModel}|${runtime}/`;
  return {
    files: [`src/${room}/**/*.ts`],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[`TemplateElement[value.raw=${named}]`, `Literal[value=${named}]`].map((selector) => ({
          selector,
          message: `This table is another context's: ask for its facts.`,
        })),
      ],
    },
  };
});
