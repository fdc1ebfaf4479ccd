// The other side of the interoperability tests: one request a line in, one reply a line out, in order, until the input ends.
// A request is a JSON object with an "action"; a reply has "ok", and "error" where that is false.
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { decrypt, encrypt } from './messages.mjs';

const actions = { hello, encrypt, decrypt };

// Damaged messages make the package throw out of timers, where no caller can catch it: that too is a refusal of the request at hand.
let refuse = () => {};
process.on('uncaughtException', (error) => refuse(error));

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}

async function answer(line) {
  try {
    const request = JSON.parse(line);
    const thrown = new Promise((_, reject) => { refuse = reject; });
    thrown.catch(() => {});
    return { ok: true, ...(await Promise.race([actions[request.action](request), thrown])) };
  } catch (error) {
    // What else this request throws late must not be taken for an answer to the next one.
    await setImmediate();
    return { ok: false, error: String(error?.message ?? error) };
  }
}

function hello() {
  const manifest = new URL('./node_modules/@aws-crypto/client-node/package.json', import.meta.url);
  return {
    node: process.version,
    package: JSON.parse(readFileSync(manifest, 'utf8')).version,
    pkcs1: decryptsPkcs1(),
  };
}

/** Node 20 and later refuse it unless told otherwise on the command line. */
function decryptsPkcs1() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const padding = constants.RSA_PKCS1_PADDING;
  const sealed = publicEncrypt({ key: publicKey, padding }, Buffer.from('probe'));
  try {
    return privateDecrypt({ key: privateKey, padding }, sealed).toString() === 'probe';
  } catch {
    return false;
  }
}
