// For ESLint: a query joins tables of its own context and the user directory, nobody else's.

/** The read models of each context, by the folder that owns them. */
export const TABLES = {
  server: ['server', 'server_changes'],
  roles: ['roles'],
  identity: ['users'],
  members: ['members', 'member_roles', 'bans', 'allowlist', 'joins'],
  invites: ['invites', 'invite_redemptions'],
  audit: ['event_subjects', 'log_times'],
};
/** What a folder may read besides its own. The audit is about who brought whom. */
const READS = { audit: ['joins'] };
const EVERYBODYS = ['users'];

const ROOMS = [
  ...Object.keys(TABLES),
  'decentcom',
  'gateway',
  'operations',
  'http',
  'platform',
  'web',
];

export const sqlBorders = ROOMS.map((room) => {
  const allowed = new Set([...EVERYBODYS, ...(TABLES[room] ?? []), ...(READS[room] ?? [])]);
  const foreign = Object.values(TABLES)
    .flat()
    .filter((table) => !allowed.has(table));
  const named = `/\\{(${foreign.join('|')})\\}/`;
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
