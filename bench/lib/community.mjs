import { signIn } from './people.mjs';

/** Makes somebody the owner of a fresh Gatehouse, and has them create an unlimited invite. */
export async function foundCommunity(connection, ownerLink) {
  const owner = await signIn(connection);
  const ownerCode = ownerLink.split('/').at(-1);
  await connection.call('POST', `/api/v1/invites/${ownerCode}/join`, { token: owner });
  const { user_id: ownerId } = await connection.call('GET', '/api/v1/auth/me', { token: owner });
  const { code } = await connection.call('POST', '/api/v1/invites', {
    token: owner,
    body: { max_uses: 0 },
  });
  return { owner, ownerId, code };
}
