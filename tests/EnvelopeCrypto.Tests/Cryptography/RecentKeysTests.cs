using System;
using System.Linq;
using System.Security.Cryptography;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Verification keys that are kept serve one borrower each, are those of the text asked for, and do not grow in number.</summary>
public sealed class RecentKeysTests
{
    private readonly RecentKeys _keys = new(capacity: 2);

    [Fact]
    public void An_instance_is_lent_to_one_borrower_at_a_time()
    {
        using ECDsa key = Key();
        _keys.Return("a", key);

        Assert.Same(key, _keys.TryTake("a", 384));
        Assert.Null(_keys.TryTake("a", 384));
        _keys.Return("a", key);
        Assert.Same(key, _keys.TryTake("a", 384));
    }

    [Fact]
    public void Another_text_or_size_is_another_key()
    {
        using ECDsa key = Key();
        _keys.Return("a", key);

        Assert.Null(_keys.TryTake("A", 384));
        Assert.Null(_keys.TryTake("a", 256));
        Assert.NotNull(_keys.TryTake("a", 384));
    }

    [Fact]
    public void The_key_asked_for_longest_ago_goes_first_and_is_disposed_of()
    {
        using ECDsa a = Key();
        using ECDsa b = Key();
        using ECDsa c = Key();
        _keys.Return("a", a);
        _keys.Return("b", b);
        _keys.Return("a", _keys.TryTake("a", 384)!);
        _keys.Return("c", c);

        Assert.Null(_keys.TryTake("b", 384));
        Assert.Throws<ObjectDisposedException>(() => b.SignHash(new byte[48]));
        Assert.Same(a, _keys.TryTake("a", 384));
        Assert.Same(c, _keys.TryTake("c", 384));
    }

    [Fact]
    public void Few_instances_of_a_key_are_kept_however_many_come_back()
    {
        ECDsa[] instances = [.. Enumerable.Range(0, 40).Select(static _ => Key())];
        Array.ForEach(instances, instance => _keys.Return("a", instance));

        int kept = Enumerable.Range(0, 40).Count(_ => _keys.TryTake("a", 384) is not null);

        Assert.Equal(16, kept);
        Assert.Throws<ObjectDisposedException>(() => instances[^1].SignHash(new byte[48]));
    }

    [Fact]
    public void A_key_that_was_kept_verifies_only_what_it_signed()
    {
        AlgorithmSuiteInfo suite = AlgorithmSuiteInfo.Get(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        using MessageSigningKey signer = new(suite);
        byte[] digest = RandomNumberGenerator.GetBytes(48);
        byte[] signature = signer.Sign(digest);
        for (int i = 0; i < 3; i++)
        {
            using MessageVerificationKey key = MessageVerificationKey.Import(suite, signer.PublicKey);
            key.Verify(digest, signature);
            Assert.ThrowsAny<Exception>(() => key.Verify(new byte[48], signature));
        }
    }

    private static ECDsa Key() => ECDsa.Create(ECCurve.NamedCurves.nistP384);
}
