using System;
using EnvelopeCrypto.Files;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>What is done in one step where the system can, and in two where it cannot.</summary>
public sealed class SystemLibraryTests
{
    [Fact]
    public void What_is_there_is_found_and_what_is_not_is_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Functions of the C library are called by name on Linux alone.");
        Assert.True(SystemLibrary.Has("link"));
        Assert.True(SystemLibrary.Has("syncfs"));
        Assert.False(SystemLibrary.Has("link_that_nobody_has"));
    }
}
