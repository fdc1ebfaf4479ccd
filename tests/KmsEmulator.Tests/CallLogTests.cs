using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using KmsEmulator.Callers;
using KmsEmulator.Calls;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class CallLogTests : KmsTest
{
    protected override KmsEmulatorOptions Options => new() { CallLogCapacity = 5 };

    [Fact]
    public async Task Each_call_is_logged_with_who_asked_what_of_which_key_where()
    {
        string key = Host.CreateKey(Region, "alias/app");
        Caller caller = new("AKIAI44QH8DHBEXAMPLE", "secret", "111122223333");
        DateTimeOffset before = DateTimeOffset.UtcNow;

        GenerateDataKeyResponse made = await ClientOf(caller).GenerateDataKeyAsync(
            new GenerateDataKeyRequest { KeyId = "alias/app", NumberOfBytes = 32, EncryptionContext = Context(("b", "2"), ("a", "1")) }, Cancel);

        CallRecord call = Assert.Single(Host.Calls.Snapshot());
        Assert.Equal("GenerateDataKey", call.Operation);
        Assert.Equal("alias/app", call.KeyId);
        Assert.Equal(key, call.KeyArn);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, call.EncryptionContext);
        Assert.Equal("AKIAI44QH8DHBEXAMPLE", call.AccessKeyId);
        Assert.Equal(Region, call.Region);
        Assert.Equal(CallRecord.Success, call.Outcome);
        Assert.Equal(made.ResponseMetadata.RequestId, call.RequestId);
        Assert.Contains("aws-sdk-dotnet", call.UserAgent, StringComparison.Ordinal);
        Assert.InRange(call.Time, before, DateTimeOffset.UtcNow);
        Assert.Null(call.Fault);
    }

    [Fact]
    public async Task A_failed_call_is_logged_with_its_error()
    {
        NotFoundException error = await FailsAsync<NotFoundException>("NotFoundException", () => EncryptAsync("alias/absent", ("a", "1")));

        CallRecord call = Assert.Single(Host.Calls.Snapshot());
        Assert.Equal("NotFoundException", call.Outcome);
        Assert.Equal(error.RequestId, call.RequestId);
        Assert.Equal("alias/absent", call.KeyId);
        Assert.Null(call.KeyArn);
        Assert.Equal("1", call.EncryptionContext["a"]);
    }

    [Fact]
    public async Task A_decryption_that_names_no_key_is_logged_with_the_key_that_it_found()
    {
        string key = Host.CreateKey(Region);

        await DecryptAsync(await EncryptAsync(key));

        Assert.Equal(key, Host.Calls.Snapshot()[1].KeyArn);
        Assert.Null(Host.Calls.Snapshot()[1].KeyId);
    }

    [Fact]
    public async Task A_call_can_be_waited_for_before_and_after_it_comes()
    {
        string key = Host.CreateKey(Region);
        Task<CallRecord> waiting = Host.Calls.WaitForAsync(call => call.EncryptionContext.ContainsKey("awaited"), Cancel);

        await EncryptAsync(key);
        Assert.False(waiting.IsCompleted);
        await EncryptAsync(key, ("awaited", "yes"));

        CallRecord call = await waiting;
        Assert.Equal("yes", call.EncryptionContext["awaited"]);
        Assert.Same(call, await Host.Calls.WaitForAsync(call => call.EncryptionContext.ContainsKey("awaited"), Cancel));
        using CancellationTokenSource giveUp = new();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Host.Calls.WaitForAsync(_ => false, giveUp.Token));
    }

    [Fact]
    public async Task The_log_keeps_the_newest_and_can_be_emptied()
    {
        string key = Host.CreateKey(Region);
        for (int i = 0; i < 7; i++)
        {
            await EncryptAsync(key, ("i", $"{i}"));
        }

        Assert.Equal(["2", "3", "4", "5", "6"], Host.Calls.Snapshot().Select(call => call.EncryptionContext["i"]));
        Host.Calls.Clear();
        Assert.Empty(Host.Calls.Snapshot());
    }
}
