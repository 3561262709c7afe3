const CONTEXTS = '^src/(server|roles|identity|members|invites|audit|transparency|decentcom)/';
/**
 * What one context may know of another: its events and what they fold into; facts, which are read for others; what
 * follows in it from others' commands; its module and the shapes of its answers; and the language of authority and identity.
 */
const PUBLISHED = [
  '\\.(events|fold|module|dto)\\.ts$',
  '/(facts|consequences)/',
  '^src/roles/(permissions|authority)\\.ts$',
  '^src/identity/(access|public-key|sessions|token|user-ids)\\.ts$',
];
/** What may look into the contexts, and is looked into by nobody: it reads, and shows what they have. */
const READERS = '^src/(audit|transparency|decentcom)/';
/** What puts the program together. */
const WIRING = '^src/(app\\.module|projections)\\.ts$';

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
      from: { path: CONTEXTS, pathNot: ['\\.spec\\.ts$', READERS] },
      to: { path: CONTEXTS, pathNot: ['^src/$1/', ...PUBLISHED] },
    },
    {
      name: 'nothing-imports-who-only-reads',
      severity: 'error',
      from: { path: CONTEXTS, pathNot: READERS },
      to: { path: READERS },
    },
    {
      name: 'few-import-the-audit',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(audit|transparency|cli)/', WIRING] },
      to: { path: '^src/audit/' },
    },
    {
      name: 'decentcom-stands-apart',
      comment: 'What its clients need stands there; the hub asks for the shape of its messages.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/decentcom/', '^src/gateway/feed/hub\\.ts$', WIRING],
      },
      to: { path: '^src/decentcom/' },
    },
    {
      name: 'gateway-sees-facts-and-events',
      comment:
        'It tells what happened, as facts have it: no rule, no command and no table is its business.',
      severity: 'error',
      from: { path: '^src/gateway/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: CONTEXTS,
        pathNot: [
          '\\.(events|module)\\.ts$',
          '/facts/',
          '^src/roles/(permissions|authority)\\.ts$',
          '^src/identity/(sessions|token)\\.ts$',
          '^src/decentcom/decentcom-messages\\.ts$',
        ],
      },
    },
    {
      name: 'pages-see-facts-of-the-server',
      severity: 'error',
      from: { path: '^src/web/', pathNot: '\\.spec\\.ts$' },
      to: { path: CONTEXTS, pathNot: ['^src/server/facts/', '^src/server/server\\.module\\.ts$'] },
    },
    {
      name: 'nothing-imports-the-gateway',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(gateway|operations|decentcom)/', '^src/(serve|app\\.module)\\.ts$'],
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
      name: 'platform-stays-below',
      comment: 'What every room stands on may use nobody but the log and the settings.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(platform|event-store|settings)/', '^src/config\\.ts$'],
      },
    },
    {
      name: 'http-knows-no-context',
      severity: 'error',
      from: { path: '^src/http/', pathNot: '\\.spec\\.ts$' },
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
      comment: 'What two pages need stands in web/src/components/shared, stores or hooks.',
      severity: 'error',
      from: {
        path: '^web/src/components/(account|allowlist|audit|bans|invites|members|overview|roles|settings)/',
      },
      to: {
        path: '^web/src/components/',
        pathNot: '^web/src/components/($1|shared|shell|identity|invites/useOpenLink)',
      },
    },
    {
      name: 'join-page-knows-no-console',
      comment: 'The page behind a link loads what it needs and no more.',
      severity: 'error',
      from: { path: '^web/src/(components/join/|invite\\.tsx|render-invite\\.tsx)' },
      to: {
        path: '^web/src/components/|^node_modules/(@mantine|@tanstack)/',
        pathNot: '^web/src/components/(join/|shared/(monogram|own-icon|problem-text)\\.ts)',
      },
    },
    {
      name: 'components-do-not-fetch',
      comment: 'A component asks a hook or tells a store; these call the functions of web/src/api.',
      severity: 'error',
      from: { path: '^web/src/(components|hooks)/' },
      to: { path: '^web/src/api/client\\.ts$' },
    },
    {
      name: 'stores-know-no-component',
      severity: 'error',
      from: { path: '^web/src/(stores|hooks|api|identity|proof|i18n|boot)/' },
      to: { path: '^web/src/(components/|gateway\\.ts)', dependencyTypesNot: ['type-only'] },
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
