// Writes the golden messages anew, under new keys: node golden.mjs
// Only for another version of the package: messages in the wild do not change, so neither should these.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { encrypt } from './messages.mjs';

const target = new URL('../EnvelopeCrypto.InteropTests/Golden/', import.meta.url);
const suites = [0x0014, 0x0046, 0x0078, 0x0114, 0x0146, 0x0178, 0x0214, 0x0346, 0x0378, 0x0478, 0x0578];
const contexts = {
  none: [],
  ascii: [['purpose', 'golden'], ['Tenant', '0042'], ['aws', 'not reserved']],
  nonascii: [['zebra', 'Grévy'], ['Zebra', 'זברה'], ['ärger', 'klein'], ['Ärger', 'GROSS'], ['😀', 'two units'], ['Ａ', 'one'], ['empty', '']],
};
const shapes = [
  [4096, 0], [4096, 1], [16, 48], [1, 3], [4096, 4096], [65536, 1000], [16, 17],
  [4096, 4097], [16, 15], [4096, 12288], [16, 16], [1, 0], [65536, 1],
].map(([frameLength, size]) => ({ frameLength, size }));

const aes = [16, 24, 32].map((length) => ({
  namespace: 'golden-aes',
  name: `AES-${length * 8}`,
  wrappingKey: randomBytes(length).toString('base64'),
}));
const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const rsa = ['Pkcs1', 'OaepSha1', 'OaepSha256', 'OaepSha384', 'OaepSha512'].map((padding) => ({
  namespace: 'golden-rsa',
  name: `RSA-${padding}`,
  padding,
  publicKeyPem: pair.publicKey,
  privateKeyPem: pair.privateKey,
}));

rmSync(new URL('messages/', target), { recursive: true, force: true });
mkdirSync(new URL('messages/', target), { recursive: true });
const messages = [];
let round = 0;
for (const suite of suites) {
  for (const context of Object.keys(contexts)) {
    // Every suite and context under an AES key and two RSA paddings, which take turns, as do frame lengths and sizes.
    for (const key of [aes[round % 3], rsa[round % 5], rsa[(round + 2) % 5]]) {
      messages.push(await write(suite, key, context, shapes[messages.length % shapes.length]));
    }
    round += 1;
  }
}

const lock = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'));
writeFileSync(new URL('manifest.json', target), `${JSON.stringify({
  about: 'Messages written by another implementation. The keys were made for them and protect nothing else.',
  package: `@aws-crypto/client-node ${lock.packages['node_modules/@aws-crypto/client-node'].version}`,
  keys: [...aes, ...rsa],
  contexts,
  messages,
}, null, 2)}\n`);

async function write(suite, key, context, { frameLength, size }) {
  const plaintext = Buffer.from(Array.from({ length: size }, (_, i) => i % 251));
  const policy = suite >= 0x0478 ? 'RequireEncryptRequireDecrypt' : 'ForbidEncryptAllowDecrypt';
  const { data } = await encrypt({
    policy, keys: [key], suite, context: contexts[context], frameLength, data: plaintext.toString('base64'),
  });
  const id = suite.toString(16).padStart(4, '0');
  const file = `${id}-${key.name}-${context}.message`;
  writeFileSync(new URL(`messages/${file}`, target), Buffer.from(data, 'base64'));
  const plaintextSha256 = createHash('sha256').update(plaintext).digest('hex');
  return { file, suite: id, key: key.name, context, frameLength, plaintextLength: size, plaintextSha256 };
}
