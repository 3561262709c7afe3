// The least that Node and better-sqlite3 can do for an export: reads the events in large pages, and sends each as a line
// of JSON (docs/log-format.md) to whoever asks, as fast as they take it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Database from 'better-sqlite3';

const PAGE = 1000;

const [file] = process.argv.slice(2);
const database = new Database(file, { readonly: true });
const page = database.prepare(
  `SELECT position, id, stream, version, type, schema_version, actor, at, correlation_id, causation_id, reason, data, hash
   FROM events WHERE position > ? ORDER BY position LIMIT ${PAGE}`,
);

const server = createServer(async (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  let previous = '0'.repeat(64);
  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1).position)) {
    const lines = rows.map(({ hash: bytes, ...event }) => {
      const hash = bytes.toString('hex');
      const line = JSON.stringify({ ...event, prev_hash: previous, hash });
      previous = hash;
      return `${line}\n`;
    });
    if (!response.write(lines.join(''))) await once(response, 'drain');
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
