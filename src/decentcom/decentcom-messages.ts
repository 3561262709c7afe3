import type { Envelope } from '../gateway/feed/protocol.js';

/** A message of the gateway with the fields that decentcom's clients cannot do without. */
export function decentcomMessage(envelope: Envelope): Envelope {
  switch (envelope.op) {
    case 'HELLO': {
      const { user, ...hello } = (envelope as Envelope<'HELLO'>).d;
      const shown = { ...hello, user: { ...user, id: user.user_id }, channels: [] };
      return { ...envelope, d: shown };
    }
    case 'MEMBER_JOIN':
      return withFields(envelope, { is_bot: false, avatar_hash: null });
    case 'MEMBER_UPDATE':
      return withFields(envelope, { avatar_hash: null });
    default:
      return envelope;
  }
}

function withFields(envelope: Envelope, fields: object): Envelope {
  return { ...envelope, d: { ...envelope.d, ...fields } };
}
