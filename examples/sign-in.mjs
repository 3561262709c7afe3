// Signs in and prints the token: node examples/sign-in.mjs <key file> [url]
// The key file is made when it is not there. It is the identity: whoever has it is you.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import bs58 from 'bs58';

const [file, url = 'http://localhost:8080'] = process.argv.slice(2);
if (!file) throw new Error('Usage: node examples/sign-in.mjs <key file> [url]');
if (!existsSync(file)) {
  const { privateKey: pem } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(file, pem, { mode: 0o600 });
}
const privateKey = createPrivateKey(readFileSync(file));
const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
const pubkey = bs58.encode(Buffer.from(x, 'base64url'));

async function post(path, body) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

const { challenge } = await post('/auth/challenge', { pubkey });
const signature = sign(null, Buffer.from(challenge), privateKey).toString('base64');
console.log((await post('/auth/verify', { pubkey, signature })).token);
