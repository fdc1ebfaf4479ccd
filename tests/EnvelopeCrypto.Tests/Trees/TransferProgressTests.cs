using System;
using System.Collections.Generic;
using EnvelopeCrypto.Trees;
using Xunit;

namespace EnvelopeCrypto.Tests.Trees;

public sealed class TransferProgressTests
{
    private readonly StoppedClock _clock = new();
    private readonly List<TransferState> _told = [];
    private readonly TransferProgress _progress;

    public TransferProgressTests()
    {
        _progress = new TransferProgress(_told.Add, _clock);
    }

    [Fact]
    public void Work_of_less_than_a_second_is_silent()
    {
        _progress.Expect(2, 200);
        _clock.Pass(999);
        _progress.Report(100);
        _progress.FileDone();
        Assert.Empty(_told);
        Assert.False(_progress.HasTold);
    }

    [Fact]
    public void It_tells_five_times_a_second_however_often_it_is_told()
    {
        for (int i = 0; i < 3000; i++)
        {
            _clock.Pass(1);
            _progress.Report(1);
        }

        Assert.Equal(11, _told.Count);
        Assert.True(_progress.HasTold);
    }

    [Fact]
    public void Files_bytes_rate_and_time_left_are_those_of_the_work()
    {
        _progress.Expect(4, 4_000_000);
        _clock.Pass(2000);
        _progress.Report(1_000_000);
        _progress.FileDone();
        _clock.Pass(2000);
        _progress.Report(1_000_000);
        _clock.Pass(200);
        _progress.FileDone();
        TransferState state = _told[^1];
        Assert.Equal((2L, 4L, 2_000_000L), (state.FilesDone, state.FilesTotal, state.BytesDone));
    }

    [Fact]
    public void Half_of_equal_files_is_half_of_the_work()
    {
        _progress.Expect(4, 4_000_000);
        _progress.Report(2_000_000);
        _progress.FileDone();
        _clock.Pass(4000);
        _progress.FileDone();
        TransferState state = Assert.Single(_told);
        Assert.Equal(0.5, state.Fraction);
        Assert.Equal(TimeSpan.FromSeconds(4), state.TimeLeft);
        Assert.Equal(500_000, state.BytesPerSecond);
    }

    [Fact]
    public void What_is_not_known_yet_is_not_guessed()
    {
        _progress.BeginUnknown();
        _clock.Pass(1000);
        _progress.FileDone();
        Assert.Null(_told[0].FilesTotal);
        Assert.Null(_told[0].Fraction);
        Assert.Null(_told[0].TimeLeft);

        _progress.Expect(10, 0);
        _progress.EndUnknown();
        _clock.Pass(200);
        _progress.FileDone();
        Assert.Equal(10, _told[1].FilesTotal);
        Assert.Equal(0.2, _told[1].Fraction);
    }
}
