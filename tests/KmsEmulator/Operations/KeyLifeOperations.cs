using System;
using System.Text.Json;
using KmsEmulator.Access;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>Changes the states of keys: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html.</summary>
internal sealed class KeyLifeOperations
{
    private const int MinWindowDays = 7;
    private const int MaxWindowDays = 30;

    private readonly KeyFinder _finder;
    private readonly TimeProvider _clock;

    internal KeyLifeOperations(KeyFinder finder, TimeProvider clock)
    {
        _finder = finder;
        _clock = clock;
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html
    internal void Enable(KmsRequest request, Utf8JsonWriter response) => Find(request).SetEnabled(true, _clock.GetUtcNow());

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html
    internal void Disable(KmsRequest request, Utf8JsonWriter response) => Find(request).SetEnabled(false, _clock.GetUtcNow());

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
    internal void ScheduleDeletion(KmsRequest request, Utf8JsonWriter response)
    {
        int window = request.Body.Number("PendingWindowInDays", 1, 365) ?? MaxWindowDays;
        if (window is < MinWindowDays or > MaxWindowDays)
        {
            throw KmsErrors.Validation($"PendingWindowInDays must be between {MinWindowDays} and {MaxWindowDays} (inclusive).");
        }

        KmsKey key = Find(request);
        DateTimeOffset now = _clock.GetUtcNow();
        key.ScheduleDeletion(window, now);
        response.WriteString("KeyId", key.Arn.ToString());
        response.WriteString("KeyState", key.StateAt(now).ToString());
        response.WriteNumber("PendingWindowInDays", window);
        if (key.DeletionDateAt(now) is DateTimeOffset date)
        {
            KeyMetadata.WriteTime(response, "DeletionDate", date);
        }
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
    internal void CancelDeletion(KmsRequest request, Utf8JsonWriter response)
    {
        KmsKey key = Find(request);
        key.CancelDeletion(_clock.GetUtcNow());
        response.WriteString("KeyId", key.Arn.ToString());
    }

    private KmsKey Find(KmsRequest request) => _finder.FindByIdOrArn(request, request.Body.DemandKeyId()).Key;
}
