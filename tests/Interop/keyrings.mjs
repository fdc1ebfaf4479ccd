// Keyrings of the peer, made from the same description of a key that the tests make their own keyring from.
import { constants } from 'node:crypto';
import {
  AwsKmsMrkAwareSymmetricDiscoveryKeyringNode,
  buildAwsKmsMrkAwareStrictMultiKeyringNode,
  getClient,
  KMS,
  KmsKeyringNode,
  MultiKeyringNode,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier as WrappingSuite,
  RawRsaKeyringNode,
} from '@aws-crypto/client-node';

const wrappingSuites = {
  16: WrappingSuite.AES128_GCM_IV12_TAG16_NO_PADDING,
  24: WrappingSuite.AES192_GCM_IV12_TAG16_NO_PADDING,
  32: WrappingSuite.AES256_GCM_IV12_TAG16_NO_PADDING,
};

const oaepHashes = { OaepSha1: 'sha1', OaepSha256: 'sha256', OaepSha384: 'sha384', OaepSha512: 'sha512' };

/** One key makes its keyring; several make a multi-keyring whose first one generates. Keys of KMS make one of its keyrings. */
export function keyringOf({ keys, kms }) {
  if (kms) {
    return awsKms(kms);
  }
  const [generator, ...children] = keys.map(single);
  return children.length === 0 ? generator : new MultiKeyringNode({ generator, children });
}

function single(key) {
  return key.padding ? rawRsa(key) : rawAes(key);
}

function awsKms({ endpoint, accessKey, secretKey, keyIds, multiRegion, account, region }) {
  const clientProvider = getClient(KMS, { endpoint, credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } });
  const discoveryFilter = account ? { partition: 'aws', accountIDs: [account] } : undefined;
  if (region) {
    return new AwsKmsMrkAwareSymmetricDiscoveryKeyringNode({ client: clientProvider(region), discoveryFilter });
  }
  if (keyIds.length === 0) {
    return new KmsKeyringNode({ clientProvider, discovery: true, discoveryFilter });
  }
  const [generatorKeyId, ...others] = keyIds;
  return multiRegion
    ? buildAwsKmsMrkAwareStrictMultiKeyringNode({ clientProvider, generatorKeyId, keyIds: others })
    : new KmsKeyringNode({ clientProvider, generatorKeyId, keyIds: others });
}

function rawAes({ namespace, name, wrappingKey, localeSorting = false }) {
  const bytes = Buffer.from(wrappingKey, 'base64');
  // The package wants a buffer of its own here: Buffer.from may return a view into a pool.
  const unencryptedMasterKey = new Uint8Array(bytes);
  return new RawAesKeyringNode({
    keyNamespace: namespace,
    keyName: name,
    unencryptedMasterKey,
    wrappingSuite: wrappingSuites[unencryptedMasterKey.byteLength],
    // Without it the package orders the context by locale, and no other implementation can unwrap the data key.
    utf8Sorting: !localeSorting,
  });
}

function rawRsa({ namespace, name, padding, publicKeyPem, privateKeyPem }) {
  const pkcs1 = padding === 'Pkcs1';
  return new RawRsaKeyringNode({
    keyNamespace: namespace,
    keyName: name,
    rsaKey: { publicKey: publicKeyPem ?? undefined, privateKey: privateKeyPem ?? undefined },
    padding: pkcs1 ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: pkcs1 ? undefined : oaepHashes[padding],
  });
}
