using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class EncryptionContextTests : KmsTest
{
    public static TheoryData<string[], string[]> DifferentContexts() => new()
    {
        { ["dept", "it"], ["dep", "tit"] },
        { ["dept", "it"], [] },
        { [], ["dept", "it"] },
        { ["dept", "it"], ["Dept", "it"] },
        { ["dept", "it"], ["dept", "IT"] },
        { ["dept", "it"], ["it", "dept"] },
        { ["a", "b", "c", "d"], ["a", "bcd"] },
        { ["a", "b", "c", "d"], ["a", "d", "c", "b"] },
        { ["a", "b"], ["a", "b", "", ""] },
        { ["a\0\0\0\0b", ""], ["a", "b\0\0\0\0"] },
        { ["a", "\u00e4"], ["a", "a\u0308"] },
    };

    [Theory]
    [MemberData(nameof(DifferentContexts))]
    public async Task Another_context_does_not_open(string[] written, string[] read)
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId, Pairs(written));

        await FailsAsync<InvalidCiphertextException>("InvalidCiphertextException", () => DecryptAsync(encrypted, Pairs(read)));

        Assert.Equal(Secret, (await DecryptAsync(encrypted, Pairs(written))).Plaintext.ToArray());
    }

    [Fact]
    public async Task Order_does_not_matter()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId, ("a", "1"), ("\U0001F600", "2"), ("\uFF5E", "3"), ("b", ""));

        DecryptResponse opened = await DecryptAsync(encrypted, ("\uFF5E", "3"), ("b", ""), ("\U0001F600", "2"), ("a", "1"));

        Assert.Equal(Secret, opened.Plaintext.ToArray());
    }

    [Theory]
    [InlineData("x", 8191, true)]
    [InlineData("x", 8192, false)]
    [InlineData("\u00e4", 8190, true)]
    [InlineData("\u00e4", 8191, false)]
    public async Task Keys_and_values_have_8192_bytes_at_most(string name, int valueLength, bool fits)
    {
        KeyMetadata key = await NewKeyAsync();
        (string, string)[] context = [(name, new string('v', valueLength))];

        if (fits)
        {
            Assert.Equal(Secret, (await DecryptAsync(await EncryptAsync(key.KeyId, context), context)).Plaintext.ToArray());
        }
        else
        {
            await FailsAsync("ValidationException", () => EncryptAsync(key.KeyId, context));
        }
    }

    private static (string Key, string Value)[] Pairs(IEnumerable<string> parts) => [.. parts.Chunk(2).Select(pair => (pair[0], pair[1]))];
}
