import { once } from 'node:events';
import { createServer } from 'node:net';
import { Failure } from '../failures.js';

/** A port that is free now: found out before anything is made. */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    throw new Failure(`--port: another program listens on ${wanted} already; choose another port.`);
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : wanted;
}
