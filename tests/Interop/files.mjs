// Encrypts or decrypts a file to another, as a stream: node files.mjs encrypt|decrypt source destination base64-key [frame length]
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AlgorithmSuiteIdentifier, buildClient, CommitmentPolicy } from '@aws-crypto/client-node';
import { keyringOf } from './keyrings.mjs';

const [operation, source, destination, wrappingKey, frameLength] = process.argv.slice(2);
const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const keyring = keyringOf({ keys: [{ namespace: 'benchmark', name: 'compare', wrappingKey }] });
const highWaterMark = 1024 * 1024;
const through =
  operation === 'encrypt'
    ? client.encryptStream(keyring, { suiteId: AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY, frameLength: Number(frameLength) })
    : client.decryptStream(keyring);
await pipeline(createReadStream(source, { highWaterMark }), through, createWriteStream(destination, { highWaterMark }));
