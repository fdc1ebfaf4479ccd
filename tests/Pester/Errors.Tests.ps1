BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key') -KeyNamespace n -KeyName k).Path
    $wrong = (New-RawAesKeyFile (Join-Path $TestDrive 'wrong.key') -KeyNamespace n -KeyName k).Path
    $other = (New-RawAesKeyFile (Join-Path $TestDrive 'other.key') -KeyNamespace n -KeyName o).Path

    # Three frames of 100 and one of 50.
    $plaintext = New-Bytes 350
    $message = Protect-EnvelopeData -InputObject $plaintext -KeyFile $key -FrameLength 100 -EncryptionContext @{ Purpose = 'test' }
    $headerLength = (Get-EnvelopeHeader -InputObject $message).HeaderLength
    $frameLength = 4 + 12 + 100 + 16
    $twoKeys = Protect-EnvelopeData -InputObject 'x' -Keyring (New-MultiKeyring -Generator (New-RawAesKeyring $key) -Child (New-RawAesKeyring $other))
    $old = 'x' | Protect-EnvelopeData -KeyFile $key -CommitmentPolicy ForbidEncryptAllowDecrypt
    $utf16 = [Text.Encoding]::Unicode
}

Describe 'Bad messages' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It '<What>: <Id>, and nothing is left behind' -ForEach @(
        @{ What = 'text'; Id = 'NotAMessage'; Category = 'InvalidData'; Bytes = { [Text.Encoding]::UTF8.GetBytes('Dear reader,') } }
        @{ What = 'nothing'; Id = 'NotAMessage'; Category = 'InvalidData'; Bytes = { [byte[]]::new(0) } }
        @{ What = 'zeros'; Id = 'NotAMessage'; Category = 'InvalidData'; Bytes = { [byte[]]::new(100) } }
        @{ What = 'an unknown suite'; Id = 'NotAMessage'; Category = 'InvalidData'; Bytes = { Get-Flipped $message 2 } }
        @{ What = 'base64'; Id = 'Base64Message'; Category = 'InvalidData'; Hint = '-FromBase64'; Bytes = { [Text.Encoding]::ASCII.GetBytes([Convert]::ToBase64String($message)) } }
        @{ What = 'base64 with a byte order mark'; Id = 'Base64Message'; Category = 'InvalidData'; Hint = '-FromBase64'; Bytes = {
                [Text.Encoding]::UTF8.GetPreamble() + [Text.Encoding]::ASCII.GetBytes([Convert]::ToBase64String($message)) } }
        @{ What = 'a message written as UTF-16 text'; Id = 'TextDamagedMessage'; Category = 'InvalidData'; Hint = '-AsBase64'; Bytes = {
                $utf16.GetPreamble() + $utf16.GetBytes([Text.Encoding]::Latin1.GetString($message)) } }
        @{ What = 'a message written as UTF-8 text'; Id = 'TextDamagedMessage'; Category = 'InvalidData'; Hint = '-Destination'; Bytes = {
                [Text.Encoding]::UTF8.GetBytes([Text.Encoding]::UTF8.GetString($message)) } }
        @{ What = 'a message cut in its header'; Id = 'MessageTruncated'; Category = 'InvalidData'; Bytes = { $message[0..50] } }
        @{ What = 'a message cut in a frame'; Id = 'MessageTruncated'; Category = 'InvalidData'; Bytes = { $message[0..($headerLength + 200)] } }
        @{ What = 'a message cut between frames'; Id = 'MessageTruncated'; Category = 'InvalidData'; Bytes = { $message[0..($headerLength + $frameLength - 1)] } }
        @{ What = 'a message cut in its signature'; Id = 'MessageTruncated'; Category = 'InvalidData'; Bytes = { $message[0..($message.Length - 2)] } }
        @{ What = 'a byte behind a message'; Id = 'TrailingData'; Category = 'InvalidData'; Bytes = { $message + [byte] 0 } }
        @{ What = 'two messages'; Id = 'TrailingData'; Category = 'InvalidData'; Bytes = { $message + $message } }
        @{ What = 'a changed message id'; Id = 'CommitmentMismatch'; Category = 'SecurityError'; Bytes = { Get-Flipped $message 3 } }
        @{ What = 'a changed commitment'; Id = 'CommitmentMismatch'; Category = 'SecurityError'; Bytes = { Get-Flipped $message ($headerLength - 17) } }
        @{ What = 'a changed header tag'; Id = 'HeaderAuthenticationFailed'; Category = 'SecurityError'; Bytes = { Get-Flipped $message ($headerLength - 1) } }
        @{ What = 'a changed frame number'; Id = 'MalformedBody'; Category = 'InvalidData'; Bytes = { Get-Flipped $message ($headerLength + 3) } }
        @{ What = 'a changed frame IV'; Id = 'BodyAuthenticationFailed'; Category = 'SecurityError'; Bytes = { Get-Flipped $message ($headerLength + 15) } }
        @{ What = 'a changed frame'; Id = 'BodyAuthenticationFailed'; Category = 'SecurityError'; Bytes = { Get-Flipped $message ($headerLength + 50) } }
        @{ What = 'a changed last frame'; Id = 'BodyAuthenticationFailed'; Category = 'SecurityError'; Bytes = { Get-Flipped $message ($headerLength + 3 * $frameLength + 40) } }
        @{ What = 'a changed signature'; Id = 'SignatureMismatch'; Category = 'SecurityError'; Bytes = { Get-Flipped $message -1 } }
    ) {
        $bytes = [byte[]] @(& $Bytes | ForEach-Object { $_ })
        Write-File bad.encrypted $bytes
        Set-Content bad 'what was here' -NoNewline
        $outcome = Get-Outcome { Unprotect-EnvelopeData bad.encrypted -KeyFile $key -Force }
        $outcome.Ended | Should -BeNullOrEmpty
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors.Count | Should -Be 1
        Assert-Error $outcome.Errors[0] $Id $Category "$folder/bad.encrypted"
        if ($Hint) { $outcome.Errors[0].Exception.Message | Should -BeLike "*$Hint*" }
        Get-Listing | Should -Be 'bad', 'bad.encrypted'
        Get-Content bad | Should -Be 'what was here'

        # The same as data, where no bytes are a message of no bytes.
        $outcome = Get-Outcome { Unprotect-EnvelopeData -InputObject $bytes -KeyFile $key }
        $outcome.Output | Should -BeNullOrEmpty
        Assert-Error $outcome.Errors[0] $Id $Category 'input object 1 (Byte[])'
    }

    It 'a bit changed anywhere, or the end missing anywhere, is never accepted (a sample)' {
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -AsBase64 | Should -Be ([Convert]::ToBase64String($plaintext))
        $refused = 0
        $tried = 0
        for ($i = 0; $i -lt $message.Length; $i += 29) {
            foreach ($bad in (Get-Flipped $message $i), ([byte[]] $message[0..$i])) {
                if ($bad.Length -eq $message.Length -and $i -eq $message.Length - 1) { $bad = Get-Flipped $message $i }
                $tried++
                $outcome = Get-Outcome { , $bad | Unprotect-EnvelopeData -KeyFile $key }
                if ($outcome.Errors.Count -eq 1 -and $outcome.Output.Count -eq 0) { $refused++ }
            }
        }

        $tried | Should -BeGreaterThan 50
        $refused | Should -Be $tried
    }
}

Describe 'Messages that may not be opened' {
    BeforeEach {
        $folder = Enter-TestFolder
        Write-File m.encrypted $message
        Write-File two.encrypted $twoKeys
        Write-File old.encrypted $old
    }
    AfterEach { Set-Location $PSScriptRoot }

    It '<What>: <Id>' -ForEach @(
        @{ What = 'a key of the same name'; Id = 'DataKeyUnwrapFailed'; Category = 'PermissionDenied'; Script = { Unprotect-EnvelopeData m.encrypted -KeyFile $wrong } }
        @{ What = 'a key of another name'; Id = 'NoMatchingKey'; Category = 'ObjectNotFound'; Script = { Unprotect-EnvelopeData m.encrypted -KeyFile $other } }
        @{ What = 'a policy that forbids'; Id = 'CommitmentPolicyViolation'; Category = 'SecurityError'; Script = { Unprotect-EnvelopeData old.encrypted -KeyFile $key } }
        @{ What = 'too many keys'; Id = 'TooManyEncryptedDataKeys'; Category = 'LimitsExceeded'; Script = { Unprotect-EnvelopeData two.encrypted -KeyFile $key -MaxEncryptedDataKeys 1 } }
        @{ What = 'frames that are too long'; Id = 'FrameTooLarge'; Category = 'LimitsExceeded'; Script = { Unprotect-EnvelopeData m.encrypted -KeyFile $key -MaxFrameLength 99 } }
        @{ What = 'another context'; Id = 'EncryptionContextMismatch'; Category = 'SecurityError'; Script = { Unprotect-EnvelopeData m.encrypted -KeyFile $key -EncryptionContext @{ Purpose = 'other' } } }
        @{ What = 'an unstored context'; Id = 'DataKeyUnwrapFailed'; Category = 'PermissionDenied'; Script = { Unprotect-EnvelopeData m.encrypted -KeyFile $key -EncryptionContext @{ More = 'x' } } }
    ) {
        $outcome = Get-Outcome $Script
        $outcome.Errors.Count | Should -Be 1
        Assert-Error $outcome.Errors[0] $Id $Category
        $outcome.Errors[0].TargetObject | Should -BeLike "$folder/*.encrypted"
        $outcome.Output | Should -BeNullOrEmpty
        Get-Listing | Should -Be 'm.encrypted', 'old.encrypted', 'two.encrypted'
    }

    It 'the error lists the keys that the message was written for' {
        $text = (Get-Outcome { Unprotect-EnvelopeData two.encrypted -Keyring ([MaskKeyring]::new('x', 1)) }).Errors[0].Exception.Message
        $text | Should -BeLike '*n: k*'
        $text | Should -BeLike '*n: o*'
    }

    It 'names in a hostile header cannot act on the terminal, in errors or in views' {
        $hostile = New-RawAesKeyring -KeyNamespace "n`u{1b}[2J" -KeyName "k`r`nfaked line`u{202E}" -WrappingKey (New-Bytes 32)
        $bad = 'x' | Protect-EnvelopeData -Keyring $hostile -EncryptionContext @{ "a`u{1b}]0;title`a" = "b`u{9b}31m" }
        $header = Get-EnvelopeHeader -InputObject $bad
        $header.KeyId | Should -BeExactly "k`r`nfaked line`u{202E}"
        $shown = ($header | Out-String -Width 300), ($header | Format-Table | Out-String -Width 300), ($header.EncryptedDataKey | Out-String -Width 300),
            (Get-Outcome { , $bad | Unprotect-EnvelopeData -KeyFile $key }).Errors[0].Exception.Message
        foreach ($text in $shown) {
            $text | Should -BeLike '*\u00*'
            $text | Should -Not -Match "[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u202E]"
            $text | Should -Not -Match '(?m)^\s*faked line'
        }
    }
}

Describe 'Files' {
    BeforeEach {
        $folder = Enter-TestFolder
        Set-Content a.txt 'a'
    }
    AfterEach { Set-Location $PSScriptRoot }

    It '<What>: <Id>' -ForEach @(
        @{ What = 'a missing file'; Id = 'SourceNotFound'; Category = 'ObjectNotFound'; Script = { Protect-EnvelopeData -LiteralPath missing -KeyFile $key } }
        @{ What = 'a missing file that a FileInfo names'; Id = 'SourceNotFound'; Category = 'ObjectNotFound'; Script = { [IO.FileInfo] "$PWD/missing" | Protect-EnvelopeData -KeyFile $key } }
        @{ What = 'a directory'; Id = 'SourceIsDirectory'; Category = 'InvalidArgument'; Script = { Protect-EnvelopeData . -KeyFile $key } }
        @{ What = 'an existing destination'; Id = 'DestinationExists'; Category = 'ResourceExists'; Script = { Protect-EnvelopeData a.txt a2.txt -KeyFile $key } }
        @{ What = 'a missing directory'; Id = 'DestinationDirectoryNotFound'; Category = 'ObjectNotFound'; Script = { Protect-EnvelopeData a.txt missing/x -KeyFile $key } }
        @{ What = 'itself'; Id = 'SameFile'; Category = 'InvalidArgument'; Script = { Protect-EnvelopeData a.txt a.txt -Force -KeyFile $key } }
        @{ What = 'two to one'; Id = 'DestinationUsedTwice'; Category = 'ResourceExists'; Script = { Protect-EnvelopeData a.txt, a2.txt a.txt -Force -KeyFile $key | Out-Null; Protect-EnvelopeData a.txt, a2.txt out -KeyFile $key -WarningAction Ignore | Out-Null; Remove-Item out } }
    ) {
        Set-Content a2.txt 'a2'
        $outcome = Get-Outcome $Script
        Assert-Error $outcome.Errors[-1] $Id $Category
        Get-Content a.txt, a2.txt | Should -Be 'a', 'a2'
        Get-Listing | Should -Be 'a.txt', 'a2.txt'
    }

    It 'a pipe is refused unopened, as a device is' -Skip:(-not $IsLinux) {
        & mkfifo "$folder/pipe"
        Assert-Error (Get-Outcome { Protect-EnvelopeData pipe -KeyFile $key }).Errors[0] 'SourceNotRegularFile' 'InvalidArgument' "$folder/pipe"
        Assert-Error (Get-Outcome { Protect-EnvelopeData /dev/zero -KeyFile $key -Destination x }).Errors[0] 'SourceNotRegularFile' 'InvalidArgument' '/dev/zero'
        Assert-Error (Get-Outcome { Protect-EnvelopeData a.txt pipe -KeyFile $key -Force }).Errors[0] 'DestinationNotAFile' 'InvalidArgument'
        Assert-Error (Get-Outcome { Protect-EnvelopeData a.txt /dev/null -KeyFile $key -Force }).Errors[0] 'DestinationNotAFile' 'InvalidArgument'
        Get-Listing | Should -Be 'a.txt', 'pipe'
    }

    It 'a file that fails while it is read' -Skip:(-not $IsLinux) {
        Assert-Error (Get-Outcome { Protect-EnvelopeData /proc/self/mem x -KeyFile $key }).Errors[0] 'SourceUnreadable' 'ReadError' '/proc/self/mem'
        Get-Listing | Should -Be 'a.txt'
    }

    It 'a full disk' {
        $disk = New-Item -ItemType Directory disk
        if ($IsLinux) { & mount -t tmpfs -o size=256k tmpfs $disk.FullName 2>$null }
        if (-not $IsLinux -or $LASTEXITCODE -ne 0) { Set-ItResult -Skipped -Because 'no small file system can be mounted here'; return }
        try {
            Set-Content disk/old 'old' -NoNewline
            Write-File big.bin ([byte[]]::new(1MB))
            $outcome = Get-Outcome { Protect-EnvelopeData big.bin disk/old -KeyFile $key -Force; Protect-EnvelopeData big.bin disk/new -KeyFile $key; Protect-EnvelopeData a.txt disk/fits -KeyFile $key }
            Assert-Error $outcome.Errors[0] 'DiskFull' 'ResourceUnavailable' "$folder/big.bin"
            Assert-Error $outcome.Errors[1] 'DiskFull' 'ResourceUnavailable' "$folder/big.bin"
            $outcome.Output.Count | Should -Be 1
            Get-Listing disk | Should -Be 'fits', 'old'
            [IO.File]::ReadAllText("$folder/disk/old") | Should -Be 'old'
        }
        finally { & umount $disk.FullName }
    }

    It 'what may not be read or written, as another user than root' -Skip:(-not $IsLinux) {
        if (-not (Get-Command setpriv -ErrorAction Ignore) -or [Environment]::UserName -ne 'root') { Set-ItResult -Skipped -Because 'it takes root to become somebody else'; return }
        $public = Join-Path ([IO.Path]::GetTempPath()) "envelopecrypto-$([guid]::NewGuid())"
        try {
            Copy-Item $env:ENVELOPECRYPTO_TEST_MODULE $public -Recurse
            $null = New-Item -ItemType Directory "$public/readonly", "$public/open"
            Set-Content "$public/open/secret.txt" 'secret'
            Set-Content "$public/open/plain.txt" 'plain'
            Set-Content "$public/run.ps1" '
                Import-Module "$PSScriptRoot/EnvelopeCrypto.psd1"
                $key = (New-RawAesKeyFile "$PSScriptRoot/open/k.key").Path
                $null = Protect-EnvelopeData "$PSScriptRoot/open/secret.txt" -KeyFile $key -ErrorVariable one -ErrorAction SilentlyContinue
                $null = Protect-EnvelopeData "$PSScriptRoot/open/plain.txt" "$PSScriptRoot/readonly/" -KeyFile $key -ErrorVariable two -ErrorAction SilentlyContinue
                try { "x" | Protect-EnvelopeData -KeyFile "$PSScriptRoot/open/secret.txt" } catch { $three = $_ }
                foreach ($record in $one[0], $two[0], $three) { "$($record.Exception.ErrorId) $($record.CategoryInfo.Category)" }'
            & chmod -R a+rX $public
            & chmod 777 "$public/open"
            & chmod 600 "$public/open/secret.txt"
            $pwsh = (Get-Process -Id $PID).Path
            $said = & setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=$public/open $pwsh -NoProfile -NonInteractive -File "$public/run.ps1"
            $said | Should -Be 'SourceUnreadable PermissionDenied', 'DestinationUnwritable PermissionDenied', 'SourceUnreadable PermissionDenied'
            Get-Listing "$public/readonly" | Should -BeNullOrEmpty
        }
        finally { Remove-Item $public -Recurse -Force }
    }

    It 'leftovers of interrupted runs go when their destination is written, and only those that nobody writes' {
        $mine, $busy, $others = '.a.txt.encrypted.0123456789ABCDEF', '.a.txt.encrypted.FEDCBA9876543210', '.b.txt.encrypted.0123456789ABCDEF' | ForEach-Object { "$_.envelope-partial" }
        $mine, $busy, $others | ForEach-Object { Set-Content $_ 'half' }
        $lock = [IO.File]::Open("$folder/$busy", 'Open', 'ReadWrite', 'None')
        try {
            $null = Protect-EnvelopeData a.txt -KeyFile $key
            Get-Listing | Should -Be $busy, $others, 'a.txt', 'a.txt.encrypted'
        }
        finally { $lock.Dispose() }
    }
}

Describe 'Errors and the pipeline' {
    BeforeEach {
        $folder = Enter-TestFolder
        Set-Content a.txt 'a'
        Set-Content c.txt 'c'
    }
    AfterEach { Set-Location $PSScriptRoot }

    It 'one bad item does not keep the others' {
        $bad = Get-Flipped $message -1
        $outcome = Get-Outcome { $message, $bad, $message | Unprotect-EnvelopeData -KeyFile $key -AsBase64 }
        $outcome.Output.Count | Should -Be 2
        $outcome.Errors.Count | Should -Be 1
        Assert-Error $outcome.Errors[0] 'SignatureMismatch' 'SecurityError' 'input object 2 (Byte[])'
    }

    It '-ErrorAction Stop ends at the first, of files that are done one after the other' {
        $outcome = Get-Outcome { 'a.txt', 'missing', 'c.txt' | ForEach-Object { [IO.FileInfo] "$PWD/$_" } | Protect-EnvelopeData -KeyFile $key -ThrottleLimit 1 -ErrorAction Stop }
        Assert-Error $outcome.Ended 'SourceNotFound' 'ObjectNotFound' "$folder/missing"
        Get-Listing | Should -Be 'a.txt', 'a.txt.encrypted', 'c.txt'
    }

    It '-ErrorAction SilentlyContinue and -ErrorVariable collect' {
        $results = Protect-EnvelopeData a.txt, missing, c.txt -KeyFile $key -ErrorAction SilentlyContinue -ErrorVariable problems
        $results.Count | Should -Be 2
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'SourceNotFound,EnvelopeCrypto.PowerShell.Commands.ProtectEnvelopeDataCommand'
    }

    It 'can be caught by type' {
        $caught = try { Unprotect-EnvelopeData -InputObject (Get-Flipped $message -1) -KeyFile $key -ErrorAction Stop }
        catch [EnvelopeCrypto.Errors.MessageAuthenticationException] { "caught $($_.Exception.ErrorId)" }
        $caught | Should -Be 'caught SignatureMismatch'
        $caught = try { 'x' | Protect-EnvelopeData -KeyFile missing.key } catch [EnvelopeCrypto.Errors.EnvelopeFileException] { "caught $($_.Exception.ErrorId)" }
        $caught | Should -Be 'caught SourceNotFound'
    }

    It 'what concerns every item ends the command at once: <What>' -ForEach @(
        @{ What = 'no key'; Id = 'NoKey'; Category = 'InvalidArgument'; Script = { $items | Protect-EnvelopeData } }
        @{ What = 'a missing key file'; Id = 'SourceNotFound'; Category = 'ObjectNotFound'; Script = { $items | Protect-EnvelopeData -KeyFile missing.key } }
        @{ What = 'a file that is no key'; Id = 'InvalidKeyFile'; Category = 'InvalidData'; Script = { $items | Protect-EnvelopeData -KeyFile a.txt } }
        @{ What = 'a context that cannot be'; Id = 'InvalidEncryptionContext'; Category = 'InvalidArgument'; Script = { $items | Protect-EnvelopeData -KeyFile $key -EncryptionContext @{ a = $null } } }
    ) {
        $items = Get-Item a.txt, c.txt
        $outcome = Get-Outcome $Script
        Assert-Error $outcome.Ended $Id $Category
        $outcome.Errors | Should -BeNullOrEmpty
        Get-Listing | Should -Be 'a.txt', 'c.txt'
    }

    It 'what a later command of the pipeline throws ends it, and is no error of an item: <What>' -ForEach @(
        @{ What = 'data'; Script = { 'x', 'y' | Protect-EnvelopeData -KeyFile $key | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'files'; Script = { Protect-EnvelopeData a.txt, c.txt -KeyFile $key | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'plaintext'; Script = { $message, $message | Unprotect-EnvelopeData -KeyFile $key -AsBase64 | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'answers'; Script = { $message, $message | Test-EnvelopeData -KeyFile $key | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'headers'; Script = { $message, $message | Get-EnvelopeHeader | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'new messages'; Script = { $message, $message | Update-EnvelopeData -KeyFile $key -NewKeyFile $key | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'errors'; Script = { Protect-EnvelopeData missing, nothing -KeyFile $key 2>&1 | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'verbose lines'; Script = { 'x', 'y' | Protect-EnvelopeData -KeyFile $key -Verbose 4>&1 | ForEach-Object { throw 'seen enough' } } }
        @{ What = 'a key file'; Script = { New-RawAesKeyFile new.key | ForEach-Object { throw 'seen enough' } } }
    ) {
        $outcome = Get-Outcome $Script
        "$($outcome.Ended)" | Should -Be 'seen enough'
        $outcome.Errors | Should -BeNullOrEmpty
        Get-Listing | Should -Not -Match 'partial'
    }

    It 'Select-Object -First ends the pipeline without an error' {
        $outcome = Get-Outcome { Get-Item a.txt, c.txt | Protect-EnvelopeData -KeyFile $key | Select-Object -First 1 }
        $outcome.Errors + $outcome.Ended | Should -BeNullOrEmpty
        Get-Listing | Should -Be 'a.txt', 'a.txt.encrypted', 'c.txt'
    }
}
