const CONTEXTS = '^src/(server|roles|identity|members|invites|audit|decentcom)/';
/** What one context may know of another: its events, its queries, what follows in it from others' commands, and the language of authority. */
const PUBLISHED =
  '(\\.events|/queries/[^/]+|/consequences/[^/]+|\\.module|roles/permissions|roles/authority|identity/access|identity/public-key|identity/sessions|\\.projection|\\.dto)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Modules that need each other are one module, or know too much.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'event-store-knows-no-context',
      severity: 'error',
      from: { path: '^src/event-store/' },
      to: { path: '^src/', pathNot: ['^src/event-store/', '^src/common/refusal'] },
    },
    {
      name: 'contexts-see-what-is-published',
      severity: 'error',
      from: { path: CONTEXTS },
      to: { path: CONTEXTS, pathNot: ['^src/$1/', PUBLISHED] },
    },
    {
      name: 'nothing-imports-the-gateway',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(gateway|operations)/', '^src/(main|app\\.module)\\.ts$'],
      },
      to: { path: '^src/gateway/' },
    },
    {
      name: 'common-stays-below',
      comment: 'What everybody uses may use nobody but the log and the settings.',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: CONTEXTS },
    },
    {
      name: 'no-tests-in-the-program',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^test/', '\\.spec\\.ts$'] },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs'],
      conditionNames: ['import', 'node'],
    },
  },
};
