using System;
using System.Linq;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Format;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>Ten thousand messages, and exactly as many calls as the limits say.</summary>
public sealed class ArithmeticTests
{
    private const int Messages = 10_000;

    [Fact]
    public void With_1000_messages_to_a_key_there_are_10_keys_and_each_writes_1000_messages()
    {
        using Scene scene = new(maxMessages: 1000);

        byte[][] messages = EncryptAll(scene);

        Assert.Equal(10, scene.Keyring.Generated);
        Assert.Equal(Enumerable.Repeat(1000, 10), messages.GroupBy(Scene.KeyOf).Select(static group => group.Count()));
        Assert.Equal((9990, 10, 9990), (scene.Manager.Statistics.Hits, scene.Manager.Statistics.Misses, scene.Manager.Statistics.CallsSaved));
        Assert.Equal(10, scene.Manager.Statistics.UsageLimitRetirements);
    }

    [Fact]
    public void Reading_them_again_makes_10_calls()
    {
        using Scene scene = new(maxMessages: 1000);
        byte[][] messages = EncryptAll(scene);

        Array.ForEach(messages, message => scene.Decrypt(message));

        Assert.Equal(10, scene.Keyring.Decrypted);
        Assert.Equal(10, scene.Manager.Statistics.DataKeysDecrypted);
    }

    [Theory]
    [InlineData(100, 123_456, 9)] // 1234 messages to a key
    [InlineData(100, 100_000, 10)] // the limit itself is used
    [InlineData(100, 99_999, 11)] // 999 messages to a key
    [InlineData(100, 100, Messages)]
    [InlineData(0, 0, 1)]
    public void With_a_byte_limit_the_number_of_calls_is_exact(int length, long maxBytes, int calls)
    {
        using Scene scene = new(maxBytes: maxBytes);

        for (int i = 0; i < Messages; i++)
        {
            scene.Encrypt(length);
        }

        Assert.Equal(calls, scene.Keyring.Generated);
    }

    [Fact]
    public void With_two_contexts_there_is_one_key_each()
    {
        using Scene scene = new();
        EncryptionContext[] contexts = [Scene.Context("1"), Scene.Context("2")];

        string[] keys = [.. Enumerable.Range(0, Messages).Select(i => Scene.KeyOf(scene.Encrypt(context: contexts[i % 2])))];

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal(2, keys.Distinct().Count());
    }

    [Fact]
    public void After_the_maximum_age_there_is_one_new_call()
    {
        using Scene scene = new();

        EncryptAll(scene, Messages / 2);
        scene.Clock.Advance(Scene.MaxAge);
        EncryptAll(scene, Messages / 2);

        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public void With_the_null_cache_each_message_makes_a_call()
    {
        using Scene scene = new(cache: new NullMaterialsCache());

        byte[][] messages = EncryptAll(scene);

        Assert.Equal(Messages, scene.Keyring.Generated);
        Assert.Equal(Messages, messages.Select(Scene.KeyOf).Distinct().Count());
        Assert.All(scene.Keyring.WipedKeys, Assert.True);
    }

    private static byte[][] EncryptAll(Scene scene, int count = Messages) => [.. Enumerable.Range(0, count).Select(_ => scene.Encrypt())];
}
