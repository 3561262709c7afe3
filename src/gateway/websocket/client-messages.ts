/** What a plain client says. Everything well-formed that we do not know is `OTHER`. */
export type ClientMessage =
  | { readonly op: 'IDENTIFY'; readonly token: string; readonly since: unknown }
  | { readonly op: 'HEARTBEAT_ACK' }
  | { readonly op: 'OTHER' };

/**
 * Reads a client's message; `undefined` if it is malformed. `SUBSCRIBE` and `UNSUBSCRIBE`, which
 * clients of decentcom send, have no effect here, and neither have ops that we do not know.
 */
export function readClientMessage(text: string): ClientMessage | undefined {
  const message = parse(text);
  if (!isObject(message) || !('op' in message) || typeof message.op !== 'string') return undefined;
  switch (message.op) {
    case 'IDENTIFY':
      return identify('d' in message ? message.d : undefined);
    case 'HEARTBEAT_ACK':
      return { op: 'HEARTBEAT_ACK' };
    default:
      return { op: 'OTHER' };
  }
}

function identify(d: unknown): ClientMessage | undefined {
  if (!isObject(d) || !('token' in d) || typeof d.token !== 'string') return undefined;
  return { op: 'IDENTIFY', token: d.token, since: 'since' in d ? d.since : undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
