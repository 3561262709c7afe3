// Puts the built server and its dependencies into a few files, which Node opens sooner than the thousands
// of which they are made: docs/decisions/027-bundle.md.
import { cpSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { defineConfig } from 'rolldown';

/** TypeORM looks for its drivers by name; one of them has a binary, which it looks for beside itself. */
const DRIVERS = new Set(['better-sqlite3', 'pg']);

/** What Nest and TypeORM would use if it were installed; they find out that it is not. */
const NOT_INSTALLED =
  /^(@nestjs\/(microservices|platform-express|mongoose|typeorm|sequelize|axios)|@mikro-orm|@fastify\/(multipart|view)|@google-cloud|@grpc|@sap|bufferutil|hdb-pool|mongodb|mssql|mysql2?|oracledb|pg-native|pg-query-stream|react-native-sqlite-storage|redis|sql\.js|sqlite3|ts-node|typeorm-aurora-data-api-driver|utf-8-validate)(\/|$)/;

const common = {
  platform: 'node',
  external: (id) => isBuiltin(id) || DRIVERS.has(id) || NOT_INSTALLED.test(id),
  // Terminus asks it for packages that it could check; we have it check none of them.
  transform: { define: { 'import.meta.resolve': 'undefined' } },
};

const output = {
  dir: 'dist/bundle/pieces',
  // Nest injects, and answers name, by the names of classes.
  keepNames: true,
  // Less to be read at each start; stacks stay as they are.
  comments: { legal: true, annotation: false, jsdoc: false },
  // Decorators need `reflect-metadata` to have been run before them, as it is imported before them.
  strictExecutionOrder: true,
};

/** A code unit as strings, templates, regular expressions and names may have it. */
function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export default defineConfig([
  {
    ...common,
    input: {
      main: 'dist/src/main.js',
      gatehouse: 'dist/src/cli/gatehouse.js',
      run: 'dist/src/cli/run.js',
    },
    output: {
      ...output,
      // Node's own modules cannot be loaded with code that was kept; `load.js` can load these.
      format: 'cjs',
      dynamicImportInCjs: false,
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
    },
    plugins: [
      {
        name: 'ASCII',
        // V8 keeps it in half of the memory, and it need not be decoded.
        generateBundle(_, pieces) {
          for (const piece of Object.values(pieces)) {
            piece.code = piece.code.replace(/[^\0-\x7f]/g, escaped);
          }
        },
      },
      {
        name: 'what loads the pieces',
        writeBundle: () => cpSync('scripts/bundle', 'dist/bundle', { recursive: true }),
      },
    ],
  },
  {
    ...common,
    // A thread's file, which is looked for by its name.
    input: { 'checkpoint.worker': 'dist/src/event-store/sqlite/checkpoint.worker.js' },
    output,
  },
]);
