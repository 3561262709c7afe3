// Puts the built server and its dependencies into a few files, which Node opens sooner than the thousands
// of which they are made: docs/decisions/027-bundle.md.
import { isBuiltin } from 'node:module';
import { defineConfig } from 'rolldown';

/** TypeORM looks for its drivers by name; one of them has a binary, which it looks for beside itself. */
const DRIVERS = new Set(['better-sqlite3', 'pg']);

/** What Nest and TypeORM would use if it were installed; they find out that it is not. */
const NOT_INSTALLED =
  /^(@nestjs\/(microservices|platform-express|mongoose|typeorm|sequelize|axios)|@mikro-orm|@fastify\/(multipart|view)|@google-cloud|@grpc|@sap|bufferutil|hdb-pool|mongodb|mssql|mysql2?|oracledb|pg-native|pg-query-stream|react-native-sqlite-storage|redis|sql\.js|sqlite3|ts-node|typeorm-aurora-data-api-driver|utf-8-validate)(\/|$)/;

export default defineConfig({
  input: {
    main: 'dist/src/main.js',
    gatehouse: 'dist/src/cli/gatehouse.js',
    run: 'dist/src/cli/run.js',
    // A thread's file, which is looked for by its name.
    'checkpoint.worker': 'dist/src/event-store/sqlite/checkpoint.worker.js',
  },
  platform: 'node',
  external: (id) => isBuiltin(id) || DRIVERS.has(id) || NOT_INSTALLED.test(id),
  output: {
    dir: 'dist/bundle',
    // Nest injects, and answers name, by the names of classes.
    keepNames: true,
    // Less to be read at each start; stacks stay as they are.
    comments: { legal: true, annotation: false, jsdoc: false },
    // Decorators need `reflect-metadata` to have been run before them, as it is imported before them.
    strictExecutionOrder: true,
  },
});
