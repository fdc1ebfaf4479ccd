BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path
    $name = (New-RawAesKeyring $key).KeyName
}

Describe 'Protect-EnvelopeData as one first uses it' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'Get-ChildItem *.log | Protect-EnvelopeData -KeyFile ./my.key' {
        Copy-Item $key my.key
        Set-Content one.log '1'
        Set-Content two.log '2'
        Set-Content other.txt '3'
        (Get-ChildItem *.log | Protect-EnvelopeData -KeyFile ./my.key).Destination | Should -Be "$folder/one.log.encrypted", "$folder/two.log.encrypted"
        Get-Listing | Should -Be 'my.key', 'one.log', 'one.log.encrypted', 'other.txt', 'two.log', 'two.log.encrypted'
        Remove-Item *.log
        $null = Get-ChildItem *.encrypted | Unprotect-EnvelopeData -KeyFile ./my.key
        Get-Content one.log, two.log | Should -Be '1', '2'
    }

    It '$secret | Protect-EnvelopeData -KeyFile ./my.key -AsBase64' {
        Copy-Item $key my.key
        $secret = 'correct horse battery staple'
        $text = $secret | Protect-EnvelopeData -KeyFile ./my.key -AsBase64
        $text | Should -BeOfType ([string])
        $text | Should -Match '^[A-Za-z0-9+/]+=*$'
        $text | Unprotect-EnvelopeData -KeyFile ./my.key -FromBase64 -AsString | Should -BeExactly $secret
        Get-Listing | Should -Be 'my.key'
    }

    It 'Protect-EnvelopeData report.xlsx -KeyFile ./my.key' {
        Copy-Item $key my.key
        $content = New-Bytes 100000
        Write-File report.xlsx $content
        $result = Protect-EnvelopeData report.xlsx -KeyFile ./my.key
        $result.Destination | Should -Be "$folder/report.xlsx.encrypted"
        Test-SameBytes (Read-File report.xlsx) $content | Should -BeTrue
        Test-SameBytes (Unprotect-EnvelopeData report.xlsx.encrypted -KeyFile ./my.key -AsBytes) $content | Should -BeTrue
    }
}

Describe 'What comes out of Protect-EnvelopeData' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'is a result for each file, whose members tell all' {
        Write-File a.bin (New-Bytes 5000)
        $result = Protect-EnvelopeData a.bin -KeyFile $key -EncryptionContext @{ Purpose = 'test' }
        $result | Should -BeOfType ([EnvelopeCrypto.PowerShell.Output.EnvelopeFileResult])
        $result.Path | Should -Be "$folder/a.bin"
        $result.Destination | Should -Be "$folder/a.bin.encrypted"
        $result.Length | Should -Be 5000
        $result.DestinationLength | Should -Be (Get-Item a.bin.encrypted).Length
        $result.AlgorithmSuite | Should -Be 'Aes256GcmHkdfSha512CommitKeyEcdsaP384'
        $result.EncryptionContext['Purpose'] | Should -Be 'test'
        $result.EncryptedDataKey.Count | Should -Be 1
        $result.EncryptedDataKey[0].KeyProviderId | Should -Be 'envelopecrypto-keyfile'
        $result.KeyUsed | Should -Be $name
        $result.FromCache | Should -BeFalse
        $result.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $result.PSPath | Should -Be "Microsoft.PowerShell.Core\FileSystem::$folder/a.bin.encrypted"
        "$result" | Should -Be "$folder/a.bin.encrypted"
    }

    It 'is byte[] in one piece for data' {
        $messages = 'a', 'b' | Protect-EnvelopeData -KeyFile $key
        $messages.Count | Should -Be 2
        $messages[0].GetType() | Should -Be ([byte[]])
        $messages[0][0..2] | Should -Be 2, 5, 0x78
    }

    It 'is the message of a file with -AsBytes or -AsBase64, and no file' {
        Write-File a.bin ([byte[]] (1..10))
        $bytes = Protect-EnvelopeData a.bin -KeyFile $key -AsBytes
        $bytes.GetType() | Should -Be ([byte[]])
        Test-SameBytes (Unprotect-EnvelopeData -InputObject $bytes -KeyFile $key) ([byte[]] (1..10)) | Should -BeTrue
        $text = Get-Item a.bin | Protect-EnvelopeData -KeyFile $key -AsBase64
        Test-SameBytes ($text | Unprotect-EnvelopeData -KeyFile $key -FromBase64) ([byte[]] (1..10)) | Should -BeTrue
        Get-Listing | Should -Be 'a.bin'
    }

    It 'is never twice the same' {
        $one, $two = 'x', 'x' | Protect-EnvelopeData -KeyFile $key -AsBase64
        $one | Should -Not -Be $two
    }

    It 'can be a file in /proc too' -Skip:(-not $IsLinux) {
        $text = Protect-EnvelopeData /proc/version -KeyFile $key -AsBytes
        Unprotect-EnvelopeData -InputObject $text -KeyFile $key -AsString | Should -Be (Get-Content /proc/version -Raw)
        (Protect-EnvelopeData /proc/version version -KeyFile $key).Length | Should -BeGreaterThan 10
    }
}

Describe 'Where files go' {
    BeforeEach {
        $folder = Enter-TestFolder
        Set-Content a.txt 'a'
        Set-Content b.txt 'b'
    }
    AfterEach { Set-Location $PSScriptRoot }

    It 'to a file' {
        (Protect-EnvelopeData a.txt message -KeyFile $key).Destination | Should -Be "$folder/message"
        (Protect-EnvelopeData a.txt -KeyFile $key -OutFile message2).Destination | Should -Be "$folder/message2"
    }

    It 'into a directory, for several files: <Written>' -ForEach @(
        @{ Written = 'out' }
        @{ Written = 'out/' }
        @{ Written = './out/.' }
    ) {
        $null = New-Item -ItemType Directory out
        (Protect-EnvelopeData a.txt, b.txt $Written -KeyFile $key).Destination | ForEach-Object { [IO.Path]::GetFullPath($_) } | Sort-Object |
            Should -Be "$folder/out/a.txt.encrypted", "$folder/out/b.txt.encrypted"
        Get-Listing out | Should -Be 'a.txt.encrypted', 'b.txt.encrypted'
    }

    It 'not into a directory that is not there' -ForEach @(
        @{ Written = 'missing/' }
        @{ Written = 'missing/x' }
    ) {
        $outcome = Get-Outcome { Protect-EnvelopeData a.txt $Written -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'DestinationDirectoryNotFound' 'ObjectNotFound' "$folder/a.txt"
        Get-Listing | Should -Be 'a.txt', 'b.txt'
    }

    It 'beside themselves with another -Suffix' {
        (Protect-EnvelopeData a.txt -KeyFile $key -Suffix .aws).Destination | Should -Be "$folder/a.txt.aws"
        Remove-Item a.txt
        (Unprotect-EnvelopeData a.txt.aws -KeyFile $key -Suffix .aws).Destination | Should -Be "$folder/a.txt"
    }

    It 'not elsewhere by a -Suffix' {
        Assert-Error (Get-Outcome { Protect-EnvelopeData a.txt -KeyFile $key -Suffix /../../x }).Ended 'InvalidParameterCombination' 'InvalidArgument'
        Assert-Error (Get-Outcome { Unprotect-EnvelopeData a.txt -KeyFile $key -Suffix /../../x }).Ended 'InvalidParameterCombination' 'InvalidArgument'
    }

    It 'data goes to a file with -Destination' {
        $result = 'some data' | Protect-EnvelopeData -KeyFile $key -Destination message
        $result.Path | Should -Be 'input object 1 (String)'
        $result.Length | Should -Be 9
        Unprotect-EnvelopeData message -KeyFile $key -AsString | Should -Be 'some data'
    }

    It 'data has no name for a directory' {
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -KeyFile $key -Destination . }).Errors[0] 'InvalidParameterCombination' 'InvalidArgument' 'input object 1 (String)'
    }

    It 'two inputs never go to one file' {
        $outcome = Get-Outcome { Protect-EnvelopeData a.txt, b.txt one -KeyFile $key -Force }
        Assert-Error $outcome.Errors[0] 'DestinationUsedTwice' 'ResourceExists' "$folder/b.txt"
        Unprotect-EnvelopeData one -KeyFile $key -AsString | Should -Be "a$([Environment]::NewLine)"
        $null = New-Item -ItemType Directory x, y, out
        Set-Content x/same.txt 'x'
        Set-Content y/same.txt 'y'
        $outcome = Get-Outcome { Protect-EnvelopeData x/same.txt, y/same.txt out -KeyFile $key -Force }
        Assert-Error $outcome.Errors[0] 'DestinationUsedTwice' 'ResourceExists' "$folder/y/same.txt"
        $outcome.Output.Count | Should -Be 1
    }

    It 'an existing file stays without -Force' {
        Set-Content a.txt.encrypted 'was here'
        $outcome = Get-Outcome { Protect-EnvelopeData a.txt, b.txt -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'DestinationExists' 'ResourceExists' "$folder/a.txt"
        $outcome.Output.Destination | Should -Be "$folder/b.txt.encrypted"
        Get-Content a.txt.encrypted | Should -Be 'was here'
        (Protect-EnvelopeData a.txt -KeyFile $key -Force).Destination | Should -Be "$folder/a.txt.encrypted"
        Test-EnvelopeData a.txt.encrypted -KeyFile $key | Should -BeTrue
    }

    It 'a source is never its own destination: <How>' -ForEach @(
        @{ How = 'the same name'; Destination = 'a.txt' }
        @{ How = 'another spelling'; Destination = './x/../a.txt' }
        @{ How = 'a symbolic link'; Destination = 'soft' }
        @{ How = 'a hard link'; Destination = 'hard' }
    ) {
        $null = New-Item -ItemType Directory x
        $null = New-Item -ItemType SymbolicLink soft -Target "$folder/a.txt"
        $null = New-Item -ItemType HardLink hard -Target "$folder/a.txt"
        $outcome = Get-Outcome { Protect-EnvelopeData a.txt $Destination -KeyFile $key -Force }
        Assert-Error $outcome.Errors[0] 'SameFile' 'InvalidArgument' "$folder/a.txt"
        Get-Content a.txt | Should -Be 'a'
    }

    It 'the mode of the file goes with it' -Skip:$IsWindows {
        [IO.File]::SetUnixFileMode("$folder/a.txt", 'UserRead, UserWrite')
        $null = Protect-EnvelopeData a.txt -KeyFile $key
        [IO.File]::GetUnixFileMode("$folder/a.txt.encrypted") | Should -Be 'UserWrite, UserRead'
    }
}

Describe '-WhatIf and -Confirm' {
    BeforeEach {
        $folder = Enter-TestFolder
        Set-Content a.txt 'a'
        $keyring = [CountingKeyring]::new((New-RawAesKeyring $key))
    }
    AfterEach { Set-Location $PSScriptRoot }

    It '-WhatIf touches nothing and asks no keyring: <What>' -ForEach @(
        @{ What = 'a file'; Script = { Protect-EnvelopeData a.txt -Keyring $keyring -WhatIf } }
        @{ What = 'data'; Script = { 'secret data' | Protect-EnvelopeData -Keyring $keyring -WhatIf } }
        @{ What = 'data to a file'; Script = { 'secret data' | Protect-EnvelopeData -Keyring $keyring -Destination x -WhatIf } }
        @{ What = 'a stream'; Script = { Protect-EnvelopeData -InputStream $stream -OutputStream $target -Keyring $keyring -WhatIf } }
        @{ What = 'an existing destination'; Script = { Protect-EnvelopeData a.txt -Destination a.txt -Force -Keyring $keyring -WhatIf } }
    ) {
        $stream = [IO.MemoryStream]::new([byte[]] (1..9))
        $target = [IO.MemoryStream]::new()
        $outcome = Get-Outcome $Script
        $outcome.Errors + $outcome.Ended | Should -BeNullOrEmpty
        $outcome.Output | Should -BeNullOrEmpty
        $keyring.Encryptions | Should -Be 0
        $stream.Position + $target.Length | Should -Be 0
        Get-Listing | Should -Be 'a.txt'
        Get-Content a.txt | Should -Be 'a'
    }

    It '-WhatIf names source and destination, and no data' {
        $script = 'Import-Module $args[0]; Set-Location $args[1]; Protect-EnvelopeData a.txt -KeyFile none.key -WhatIf; "my secret" | Protect-EnvelopeData -KeyFile none.key -WhatIf'
        Set-Content script.ps1 $script
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File script.ps1 (Join-Path $env:ENVELOPECRYPTO_TEST_MODULE 'EnvelopeCrypto.psd1') $folder | Out-String -Width 500
        $said | Should -BeLike "*What if:*Encrypt*'$folder/a.txt' to '$folder/a.txt.encrypted'*What if:*input object 1 (String)*"
        $said | Should -Not -BeLike '*my secret*'
    }

    It 'without -WhatIf the same keyring is asked once a message' {
        $null = Protect-EnvelopeData a.txt -Keyring $keyring
        $null = 'x', 'y' | Protect-EnvelopeData -Keyring $keyring
        $keyring.Encryptions | Should -Be 3
    }
}

Describe 'Options of Protect-EnvelopeData' {
    BeforeEach { $null = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It '-FrameLength sets the frames; without it they fit the length' {
        (, (New-Bytes 100) | Protect-EnvelopeData -KeyFile $key | Get-EnvelopeHeader).FrameLength | Should -Be 4096
        Write-File big.bin ([byte[]]::new(1MB + 1))
        (Protect-EnvelopeData big.bin -KeyFile $key | Get-EnvelopeHeader).FrameLength | Should -Be 65536
        $message = 'abc' | Protect-EnvelopeData -KeyFile $key -FrameLength 1
        (Get-EnvelopeHeader -InputObject $message).FrameLength | Should -Be 1
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -AsString | Should -Be 'abc'
    }

    It '-FrameLength <_> is refused' -ForEach 0, -1, (1GB + 1) {
        { 'x' | Protect-EnvelopeData -KeyFile $key -FrameLength $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'these exclude each other: <Script>' -ForEach @(
        @{ Script = { Protect-EnvelopeData x -KeyFile $key -AsBytes -AsBase64 } }
        @{ Script = { Protect-EnvelopeData x -KeyFile $key -AsBytes -Destination y } }
        @{ Script = { Protect-EnvelopeData x -KeyFile $key -AsBase64 -OutputStream ([IO.MemoryStream]::new()) } }
        @{ Script = { Protect-EnvelopeData x -KeyFile $key -OutputStream ([IO.MemoryStream]::new()) } }
        @{ Script = { Protect-EnvelopeData x -KeyFile $key -PlaintextLength 1 } }
        @{ Script = { Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new()) -KeyFile $key } }
        @{ Script = { Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new()) -KeyFile $key -OutputStream ([IO.MemoryStream]::new()) -Destination y } }
    ) {
        Assert-Error (Get-Outcome $Script).Ended 'InvalidParameterCombination' 'InvalidArgument'
    }
}
