using System;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>What a caching manager may be made with.</summary>
public sealed class ParametersTests
{
    public static TheoryData<TimeSpan> AgesThatAreNone() => [TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MinValue];

    [Theory]
    [MemberData(nameof(AgesThatAreNone))]
    public void An_age_of_zero_or_less_is_refused(TimeSpan age) => Assert.Throws<ArgumentOutOfRangeException>(() => new CachingThresholds(age));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((1L << 32) + 1)]
    [InlineData(long.MaxValue)]
    public void Messages_out_of_1_to_2_to_the_32_are_refused(long messages) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CachingThresholds(Scene.MaxAge) { MaxMessages = messages });

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Negative_bytes_are_refused(long bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CachingThresholds(Scene.MaxAge) { MaxBytes = bytes });

    [Fact]
    public void The_ends_of_the_ranges_are_allowed()
    {
        CachingThresholds least = new(TimeSpan.FromTicks(1)) { MaxMessages = 1, MaxBytes = 0 };
        CachingThresholds greatest = new(TimeSpan.MaxValue) { MaxMessages = 1L << 32, MaxBytes = long.MaxValue };

        Assert.Equal((1, 0), (least.MaxMessages, least.MaxBytes));
        Assert.Equal((4_294_967_296, long.MaxValue), (greatest.MaxMessages, greatest.MaxBytes));
    }

    [Fact]
    public void The_defaults_are_the_greatest()
    {
        CachingThresholds thresholds = new(TimeSpan.FromSeconds(600));

        Assert.Equal((1L << 32, long.MaxValue), (thresholds.MaxMessages, thresholds.MaxBytes));
        Assert.Equal(TimeSpan.FromMinutes(10), thresholds.MaxAge);
    }

    [Fact]
    public void The_greatest_age_of_all_does_not_overflow()
    {
        using RecordingKeyring keyring = new();
        using CachingMaterialsManager manager = new(keyring, new CachingThresholds(TimeSpan.MaxValue), cache: null);
        EnvelopeClient client = new();
        EncryptRequest request = new(manager) { AlgorithmSuite = Scene.Unsigned };

        client.Encrypt([], request);
        client.Encrypt([], request);

        Assert.Equal(1, keyring.Generated);
    }

    [Fact]
    public void Each_manager_has_a_partition_of_its_own_unless_one_is_named()
    {
        using Scene one = new();
        using Scene two = new();
        using Scene named = new(partition: "named");

        Assert.NotEqual(one.Manager.PartitionId, two.Manager.PartitionId);
        Assert.Equal("named", named.Manager.PartitionId);
        Assert.False(typeof(CachingMaterialsManager).GetProperty(nameof(CachingMaterialsManager.PartitionId))!.CanWrite);
    }

    [Fact]
    public void A_manager_makes_a_local_cache_of_1000_entries_when_none_is_given()
    {
        using RecordingKeyring keyring = new();
        using CachingMaterialsManager manager = new(keyring, new CachingThresholds(Scene.MaxAge), cache: null);

        Assert.Equal(1000, Assert.IsType<LocalMaterialsCache>(manager.Cache).Capacity);
    }

    [Fact]
    public void A_caching_manager_over_a_caching_manager_is_refused()
    {
        using Scene scene = new();

        Assert.Throws<ArgumentException>(() => new CachingMaterialsManager(scene.Manager, new CachingThresholds(Scene.MaxAge)));
    }

    [Fact]
    public void Nothing_to_stand_over_is_refused()
    {
        CachingThresholds thresholds = new(Scene.MaxAge);
        using RecordingKeyring keyring = new();

        Assert.Throws<ArgumentNullException>(() => new CachingMaterialsManager((IKeyring)null!, thresholds, null));
        Assert.Throws<ArgumentNullException>(() => new CachingMaterialsManager((IMaterialsManager)null!, thresholds));
        Assert.Throws<ArgumentNullException>(() => new CachingMaterialsManager(keyring, null!, null));
    }
}
