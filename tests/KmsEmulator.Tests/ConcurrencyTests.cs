using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using KmsEmulator.Faults;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class ConcurrencyTests : KmsTest
{
    private const int Tasks = 16;

    [Fact]
    public async Task Sixteen_tasks_use_the_same_keys_at_once()
    {
        const int Rounds = 50;
        string[] keys = [Host.CreateKey(Region), Host.CreateKey(Region), Host.CreateKey(Region)];

        await RunAsync(async task =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Dictionary<string, string> context = Context(("task", $"{task}"), ("i", $"{i}"));
                string key = keys[(task + i) % keys.Length];
                GenerateDataKeyResponse made = await Kms.GenerateDataKeyAsync(
                    new GenerateDataKeyRequest { KeyId = key, NumberOfBytes = 32, EncryptionContext = context }, Cancel);
                DecryptResponse opened = await Kms.DecryptAsync(
                    new DecryptRequest { KeyId = key, CiphertextBlob = made.CiphertextBlob, EncryptionContext = context }, Cancel);
                Assert.Equal(made.Plaintext.ToArray(), opened.Plaintext.ToArray());
                Assert.Equal(key, opened.KeyId);
            }
        });

        Assert.Equal(2 * Tasks * Rounds, Host.Calls.Snapshot().Count);
        Assert.Equal(2 * Tasks * Rounds, Host.Calls.Snapshot().Select(call => call.RequestId).Distinct().Count());
    }

    [Fact]
    public async Task Of_many_that_make_the_same_alias_or_replica_one_succeeds()
    {
        KeyMetadata key = await NewKeyAsync(multiRegion: true);
        ConcurrentBag<string> outcomes = [];

        await RunAsync(async task =>
        {
            outcomes.Add("alias " + await OutcomeAsync(() => Kms.CreateAliasAsync(
                new CreateAliasRequest { AliasName = "alias/one", TargetKeyId = key.KeyId }, Cancel)));
            outcomes.Add("replica " + await OutcomeAsync(() => Kms.ReplicateKeyAsync(
                new ReplicateKeyRequest { KeyId = key.KeyId, ReplicaRegion = OtherRegion }, Cancel)));
        });

        Assert.Equal(1, outcomes.Count(outcome => outcome == "alias done"));
        Assert.Equal(1, outcomes.Count(outcome => outcome == "replica done"));
        Assert.Equal(Tasks - 1, outcomes.Count(outcome => outcome == "alias AlreadyExistsException"));
        Assert.Equal(Tasks - 1, outcomes.Count(outcome => outcome == "replica AlreadyExistsException"));
    }

    [Fact]
    public async Task A_fault_hits_as_many_requests_as_asked_for_when_they_come_at_once()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.Throttle) { Count = 25 });
        ConcurrentBag<string> outcomes = [];

        await RunAsync(async task =>
        {
            for (int i = 0; i < 5; i++)
            {
                outcomes.Add(await OutcomeAsync(() => EncryptAsync(key)));
            }
        });

        Assert.Equal(25, outcomes.Count(outcome => outcome == "ThrottlingException"));
        Assert.Equal((5 * Tasks) - 25, outcomes.Count(outcome => outcome == "done"));
    }

    private static Task RunAsync(Func<int, Task> body) =>
        Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(() => body(task), Cancel)));

    private static async Task<string> OutcomeAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "done";
        }
        catch (Amazon.Runtime.AmazonServiceException error)
        {
            return error.ErrorCode;
        }
    }
}
