const CONTEXTS = '^src/(server|roles|identity|members|invites|audit|decentcom)/';
/** What one context may know of another: its events and what they fold into, its queries, what follows in it from others' commands, and the language of authority. */
const PUBLISHED =
  '(\\.events|\\.fold|/queries/[^/]+|/consequences/[^/]+|\\.module|roles/permissions|roles/authority|identity/access|identity/public-key|identity/sessions|\\.projection|\\.dto)\\.ts$';

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
      to: { path: '^src/', pathNot: '^src/event-store/' },
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
        pathNot: ['^src/(gateway|operations)/', '^src/(serve|app\\.module)\\.ts$'],
      },
      to: { path: '^src/gateway/' },
    },
    {
      name: 'nothing-imports-the-command-line',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
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
      name: 'web-sees-only-the-sdk',
      comment: 'The client is a client: what it knows of the server stands in the SDK.',
      severity: 'error',
      from: { path: '^(web|sdk)/' },
      to: { path: '^(src|test|bench|migrations)/' },
    },
    {
      name: 'sdk-stands-alone',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { path: '^web/' },
    },
    {
      name: 'server-knows-no-client',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(web|sdk)/' },
    },
    {
      name: 'pages-know-no-other-page',
      comment: 'What two pages need stands in web/src/ui, api or live.',
      severity: 'error',
      from: { path: '^web/src/pages/([^/]+)/' },
      to: { path: '^web/src/pages/', pathNot: '^web/src/pages/$1/' },
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
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
      conditionNames: ['import', 'node'],
    },
  },
};
