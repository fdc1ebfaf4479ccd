BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path

    # The paths of all files below a folder, relative to it.
    function Get-Tree([string] $Folder) {
        $root = (Resolve-Path -LiteralPath $Folder).ProviderPath
        [string[]] $names = [IO.Directory]::GetFileSystemEntries($root, '*', [IO.SearchOption]::AllDirectories).ForEach({ [IO.Path]::GetRelativePath($root, $_).Replace('\', '/') })
        [array]::Sort($names, [StringComparer]::Ordinal)
        $names
    }

    function New-Tree([string[]] $Name) {
        foreach ($item in $Name) {
            $full = Join-Path $PWD.ProviderPath $item
            if ($item.EndsWith('/')) { $null = [IO.Directory]::CreateDirectory($full); continue }
            $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($full))
            [IO.File]::WriteAllText($full, "content of $item")
        }
    }
}

Describe 'A tree' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'goes and comes back, whatever its names are' {
        New-Tree 'src/plain.txt', 'src/with space.txt', 'src/[brackets].txt', 'src/Grüße 🔑.txt', 'src/.hidden', 'src/sub [1]/a*b', 'src/sub [1]/-x', 'src/deep/er/file', 'src/empty/', 'src/deep/none/'
        [IO.File]::WriteAllBytes("$folder/src/nothing", @())
        [IO.File]::WriteAllBytes("$folder/src/large", (New-Bytes 300000))
        $results = Protect-EnvelopeData src out -Recurse -KeyFile $key
        $results.Count | Should -Be 10
        $results | Should -BeOfType ([EnvelopeCrypto.PowerShell.Output.EnvelopeFileResult])
        Test-Path out/empty, out/deep/none -PathType Container | Should -Be $true, $true
        Test-Path -LiteralPath 'out/sub [1]/a*b.encrypted' | Should -BeTrue
        $null = Unprotect-EnvelopeData out back -Recurse -KeyFile $key
        Get-Tree back | Should -Be (Get-Tree src)
        foreach ($name in Get-Tree src) {
            if (Test-Path -LiteralPath "src/$name" -PathType Leaf) { Test-SameBytes (Read-File "src/$name") (Read-File "back/$name") | Should -BeTrue -Because $name }
        }
        Get-Tree src | Should -Not -Match 'encrypted|partial'
    }

    It 'is written beside its files without -Destination, once' {
        New-Tree 'src/a', 'src/b/c'
        $null = Protect-EnvelopeData src -Recurse -KeyFile $key
        Get-Tree src | Should -Be 'a', 'a.encrypted', 'b', 'b/c', 'b/c.encrypted'
        $outcome = Get-Outcome { Protect-EnvelopeData src -Recurse -KeyFile $key -SkipExisting }
        $outcome.Output.Count, $outcome.Errors.Count | Should -Be 0, 0
        Remove-Item src/a, src/b/c
        (Unprotect-EnvelopeData src -Recurse -KeyFile $key).Count | Should -Be 2
        Get-Content src/b/c | Should -Be 'content of src/b/c'
    }

    It 'comes from the pipeline as a DirectoryInfo, among files' {
        New-Tree 'src/a', 'b'
        (Get-Item src, b | Protect-EnvelopeData -Recurse -Destination out -KeyFile $key).Count | Should -Be 2
        Get-Tree out | Should -Be 'a.encrypted', 'b.encrypted'
    }

    It 'is an error without -Recurse, and so is a missing parent' {
        New-Tree 'src/a'
        Assert-Error (Get-Outcome { Protect-EnvelopeData src -KeyFile $key }).Errors[0] 'SourceIsDirectory' 'InvalidArgument' "$folder/src"
        Assert-Error (Get-Outcome { Protect-EnvelopeData src/a none/x -KeyFile $key }).Errors[0] 'DestinationDirectoryNotFound' 'ObjectNotFound'
        (Get-Outcome { Protect-EnvelopeData src/a -Include x -KeyFile $key }).Ended.FullyQualifiedErrorId | Should -BeLike 'InvalidParameterCombination,*'
    }

    It 'does not go into itself' {
        New-Tree 'src/a'
        foreach ($destination in 'src', 'src/out', './src/../src/out') {
            Assert-Error (Get-Outcome { Protect-EnvelopeData src $destination -Recurse -KeyFile $key }).Errors[0] 'DestinationInsideSource' 'InvalidArgument' "$folder/src"
        }

        Get-Tree src | Should -Be 'a'
    }

    It '-Include and -Exclude choose files by name' {
        New-Tree 'src/a.log', 'src/b.txt', 'src/sub/c.LOG', 'src/sub/old.log'
        $null = Protect-EnvelopeData src out -Recurse -Include *.log -Exclude old* -KeyFile $key
        Get-Tree out | Should -Be 'a.log.encrypted', 'sub', 'sub/c.LOG.encrypted'
    }

    It '-WhatIf makes nothing and asks nobody' {
        New-Tree 'src/a', 'src/b/c'
        $keyring = [CountingKeyring]::new((New-RawAesKeyring -KeyFile $key))
        Protect-EnvelopeData src out -Recurse -Keyring $keyring -WhatIf 6>$null | Should -BeNullOrEmpty
        Test-Path out | Should -BeFalse
        $keyring.Encryptions | Should -Be 0
    }

    It 'goes on where a file fails' {
        New-Tree 'src/a.encrypted', 'src/b', 'src/c'
        $null = Protect-EnvelopeData src/b, src/c -KeyFile $key
        $outcome = Get-Outcome { Unprotect-EnvelopeData src out -Recurse -KeyFile $key }
        $outcome.Output.Count | Should -Be 2
        $outcome.Errors.Count | Should -Be 1
        Assert-Error $outcome.Errors[0] 'NotAMessage' 'InvalidData' "$folder/src/a.encrypted"
        Get-Tree out | Should -Be 'b', 'c'
    }

    It '-SkipExisting does what is missing, and leftovers are cleared and are no input' {
        New-Tree 'src/a', 'src/b', 'src/c', 'src/.c.0011223344556677.envelope-partial', 'out/.b.encrypted.0011223344556677.envelope-partial'
        $null = Protect-EnvelopeData src/a out -KeyFile $key
        $before = (Get-Item out/a.encrypted).LastWriteTimeUtc
        (Protect-EnvelopeData src out -Recurse -SkipExisting -KeyFile $key).Count | Should -Be 2
        Get-Tree out | Should -Be 'a.encrypted', 'b.encrypted', 'c.encrypted'
        (Get-Item out/a.encrypted).LastWriteTimeUtc | Should -Be $before
        (Get-Outcome { Protect-EnvelopeData src out -Recurse -SkipExisting -Force -KeyFile $key }).Ended.FullyQualifiedErrorId | Should -BeLike 'InvalidParameterCombination,*'
    }

    It '-PreserveAttributes keeps times and mode' {
        New-Tree 'src/a'
        (Get-Item src/a).LastWriteTimeUtc = [datetime]::new(2001, 2, 3, 4, 5, 6, [DateTimeKind]::Utc)
        if (-not $IsWindows) { chmod 440 src/a }
        $null = Protect-EnvelopeData src out -Recurse -PreserveAttributes -KeyFile $key
        (Get-Item out/a.encrypted).LastWriteTimeUtc | Should -Be ([datetime]::new(2001, 2, 3, 4, 5, 6, [DateTimeKind]::Utc))
        if (-not $IsWindows) { (Get-Item out/a.encrypted).UnixMode | Should -Be '-r--r-----' }
    }

    It 'links are skipped, and -FollowSymlink follows them but not round' -Skip:$IsWindows {
        New-Tree 'src/a', 'other/b'
        $null = New-Item -ItemType SymbolicLink -Path src/link -Target "$folder/other"
        $null = New-Item -ItemType SymbolicLink -Path other/back -Target "$folder/src"
        (Protect-EnvelopeData src out -Recurse -KeyFile $key).Path | Should -Be "$folder/src/a"
        $null = Protect-EnvelopeData src out2 -Recurse -FollowSymlink -KeyFile $key
        Get-Tree out2 | Should -Be 'a.encrypted', 'link', 'link/b.encrypted'
    }

    It 'a FIFO is refused unopened' -Skip:$IsWindows {
        New-Tree 'src/a'
        mkfifo src/pipe
        $outcome = Get-Outcome { Protect-EnvelopeData src out -Recurse -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'SourceNotRegularFile' 'InvalidArgument' "$folder/src/pipe"
        $outcome.Output.Count | Should -Be 1
    }

    It 'is verified and read by the other commands' {
        New-Tree 'src/a', 'src/b/c'
        $null = Protect-EnvelopeData src out -Recurse -Verify -KeyFile $key
        Test-EnvelopeData out -Recurse -KeyFile $key | Should -Be $true, $true
        (Get-EnvelopeHeader out -Recurse).Path | Should -Be "$folder/out/a.encrypted", "$folder/out/b/c.encrypted"
        $null = Update-EnvelopeData out new -Recurse -KeyFile $key -NewKeyFile $key
        Get-Tree new | Should -Be (Get-Tree out)
    }

    It '-Verify asks for no key again' {
        New-Tree 'a'
        $keyring = [CountingKeyring]::new((New-RawAesKeyring -KeyFile $key))
        $null = Protect-EnvelopeData a -Keyring $keyring -Verify
        $keyring.Encryptions, $keyring.Decryptions | Should -Be 1, 0
    }

    It 'asks a keyring written as a class on its own thread, several files at once' {
        New-Tree (1..40 | ForEach-Object { "src/f$_" })
        $keyring = [MaskKeyring]::new('one', 7)
        (Protect-EnvelopeData src out -Recurse -Keyring $keyring -ThrottleLimit 4).Count | Should -Be 40
        $keyring.ThreadId | Should -Be ([Environment]::CurrentManagedThreadId)
        (Unprotect-EnvelopeData out back -Recurse -Keyring $keyring -ThrottleLimit 4).Count | Should -Be 40
        $keyring.ThreadId | Should -Be ([Environment]::CurrentManagedThreadId)
    }

    It '-ThrottleLimit 1 keeps the order' {
        New-Tree (1..30 | ForEach-Object { 'src/f{0:d2}' -f $_ })
        (Protect-EnvelopeData src out -Recurse -KeyFile $key -ThrottleLimit 1).Path | Should -Be (1..30 | ForEach-Object { "$folder/src/f{0:d2}" -f $_ })
    }

    It 'a run that is killed leaves whole files only, and the next one finishes' -Skip:$IsWindows {
        New-Tree (1..600 | ForEach-Object { "src/f$_" })
        foreach ($wanted in 1, 200) {
            $script = "Import-Module '$env:ENVELOPECRYPTO_TEST_MODULE/EnvelopeCrypto.psd1'; `$null = Protect-EnvelopeData '$folder/src' '$folder/out' -Recurse -SkipExisting -KeyFile '$key'"
            $run = Start-Process (Get-Process -Id $PID).Path -ArgumentList '-NoProfile', '-EncodedCommand', ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script))) -PassThru
            while (-not $run.HasExited -and @(Get-ChildItem out/*.encrypted -ErrorAction Ignore).Count -lt $wanted) { [Threading.Thread]::Sleep(1) }
            $run.Kill()
            $run.WaitForExit()
            Test-EnvelopeData out -Recurse -Include *.encrypted -KeyFile $key | Should -Not -Contain $false
        }

        $null = Protect-EnvelopeData src out -Recurse -SkipExisting -KeyFile $key
        Get-Listing out | Should -Be (Get-Listing src).ForEach({ "$_.encrypted" })
        Test-EnvelopeData out -Recurse -KeyFile $key | Should -Not -Contain $false
    }
}
