// The least that Node and better-sqlite3 can do for an export: reads the events page by page, and sends each as a line
// of JSON (docs/log-format.md) to whoever asks, as fast as they take it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Database from 'better-sqlite3';

const PAGE = 100;

const [file] = process.argv.slice(2);
const database = new Database(file, { readonly: true });
const page = database
  .prepare(
    `SELECT position, id, stream, version, type, schema_version, actor, at, correlation_id, causation_id, reason, data, hash
     FROM events WHERE position > ? ORDER BY position LIMIT ${PAGE}`,
  )
  .raw();

/** An event as `page` answers it, as a line of an export. */
function lineOf(row, prev_hash) {
  const hash = row[12].toString('hex');
  return JSON.stringify({
    position: row[0],
    id: row[1],
    stream: row[2],
    version: row[3],
    type: row[4],
    schema_version: row[5],
    actor: row[6],
    at: row[7],
    correlation_id: row[8],
    causation_id: row[9],
    reason: row[10],
    data: row[11],
    prev_hash,
    hash,
  });
}

const server = createServer(async (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  let previous = '0'.repeat(64);
  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)[0])) {
    const lines = [];
    for (const row of rows) {
      lines.push(lineOf(row, previous));
      previous = row[12].toString('hex');
    }
    if (!response.write(Buffer.from(`${lines.join('\n')}\n`))) await once(response, 'drain');
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
