using System;
using System.Collections.Generic;
using System.IO;
using EnvelopeCrypto;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;

string folder = Directory.CreateTempSubdirectory().FullName;
string keyPath = Path.Combine(folder, "backup.key");
RawAesKeyFile.Create(keyPath);
using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(keyPath);

// A client is thread-safe; requests may be used for any number of messages.
EnvelopeClient client = new();
EncryptRequest encrypt = new(keyring)
{
    EncryptionContext = EncryptionContext.Create([new KeyValuePair<string, string>("Purpose", "example")]),
};

// Pieces of memory.
byte[] message = client.Encrypt("some data"u8, encrypt).Message;
byte[] plaintext = client.Decrypt(message, new DecryptRequest(keyring)).Plaintext;

// Streams of any length, in memory that depends on the frame length alone.
using MemoryStream source = new(plaintext);
using MemoryStream destination = new();
EncryptResult result = await client.EncryptAsync(source, destination, encrypt);

// Files, which appear complete and verified or not at all.
string path = Path.Combine(folder, "data.bin");
await File.WriteAllBytesAsync(path, plaintext);
await new EnvelopeFiles(client).EncryptAsync(path, path + ".encrypted", encrypt);

Console.WriteLine($"{result.PlaintextLength} bytes became {result.MessageLength}.");
Directory.Delete(folder, recursive: true);
