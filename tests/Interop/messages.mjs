// Encrypts and decrypts with the package, and tells what its header says.
import { buildClient, CommitmentPolicy, getLocalCryptographicMaterialsCache, NodeCachingMaterialsManager } from '@aws-crypto/client-node';
import { keyringOf } from './keyrings.mjs';

const clients = {
  ForbidEncryptAllowDecrypt: buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT),
  RequireEncryptAllowDecrypt: buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT),
  RequireEncryptRequireDecrypt: buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT),
};

const cachingManagers = new Map();

/** A keyring, or where the request asks for caching a caching manager, which later requests with the same keys share. */
function materialsOf({ keys, kms, caching }) {
  if (!caching) return keyringOf({ keys, kms });
  const name = JSON.stringify({ keys, kms });
  if (!cachingManagers.has(name)) {
    const cache = getLocalCryptographicMaterialsCache(100);
    cachingManagers.set(name, new NodeCachingMaterialsManager({ backingMaterials: keyringOf({ keys, kms }), cache, maxAge: 600_000, maxMessagesEncrypted: 3 }));
  }
  return cachingManagers.get(name);
}

/** A suite or frame length that is absent is left to the package's default. */
export async function encrypt({ policy, keys, kms, caching, suite, context, frameLength, data }) {
  const { result, messageHeader } = await clients[policy].encrypt(materialsOf({ keys, kms, caching }), Buffer.from(data, 'base64'), {
    suiteId: suite ?? undefined,
    encryptionContext: Object.fromEntries(context),
    frameLength: frameLength ?? undefined,
  });
  return { data: result.toString('base64'), ...facts(messageHeader) };
}

export async function decrypt({ policy, keys, kms, caching, data }) {
  const { plaintext, messageHeader } = await clients[policy].decrypt(materialsOf({ keys, kms, caching }), Buffer.from(data, 'base64'));
  return { data: plaintext.toString('base64'), ...facts(messageHeader) };
}

function facts(header) {
  return {
    suite: header.suiteId,
    frameLength: header.frameLength,
    // An array keeps the order in which the pairs stand in the message.
    context: Object.entries(header.encryptionContext),
    keyNamespaces: header.encryptedDataKeys.map((key) => key.providerId),
  };
}
