import { Buffer } from 'node:buffer';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import bs58 from 'bs58';
import { sayProgress } from './progress.mjs';

/** Signs in somebody with a new key, and answers their token. */
export async function signIn(connection) {
  // Encoded at once: asking a generated KeyObject for its JWK can wait for ever on Node 20, should garbage be collected.
  const { publicKey, privateKey: pem } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const privateKey = createPrivateKey(pem);
  const pubkey = bs58.encode(publicKey.subarray(-32));
  const { challenge } = await connection.call('POST', '/api/v1/auth/challenge', {
    body: { pubkey },
  });
  const signature = sign(null, Buffer.from(challenge), privateKey).toString('base64');
  const { token } = await connection.call('POST', '/api/v1/auth/verify', {
    body: { pubkey, signature },
  });
  return token;
}

/** Signs in `count` people over these connections, and answers their tokens. */
export async function signInMany(connections, count) {
  const tokens = [];
  let started = 0;
  const work = async (connection) => {
    while (started++ < count) {
      tokens.push(await signIn(connection));
      sayProgress('signing people in', tokens.length, count);
    }
  };
  await Promise.all(connections.map(work));
  return tokens;
}
