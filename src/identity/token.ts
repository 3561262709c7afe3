import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** SHA-256 of a session's token in hexadecimal: what it is stored and known under. */
export function tokenHash(token: string): string {
  return hash('sha256', token);
}

/** The token of `Authorization: Bearer <token>`. */
export function bearerToken({
  headers,
}: {
  readonly headers: IncomingHttpHeaders;
}): string | undefined {
  return /^Bearer +([\w-]+)$/i.exec(headers.authorization ?? '')?.[1];
}
