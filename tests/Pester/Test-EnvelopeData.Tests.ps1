BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path
    $message = Protect-EnvelopeData -InputObject (New-Bytes 300) -KeyFile $key -FrameLength 100
}

Describe 'Test-EnvelopeData' {
    BeforeEach {
        $folder = Enter-TestFolder
        Write-File good.encrypted $message
    }
    AfterEach { Set-Location $PSScriptRoot }

    It 'is $true for a message that verifies, and writes nothing: <How>' -ForEach @(
        @{ How = 'a file'; Script = { Test-EnvelopeData good.encrypted -KeyFile $key } }
        @{ How = 'a FileInfo'; Script = { Get-Item good.encrypted | Test-EnvelopeData -KeyFile $key } }
        @{ How = 'bytes'; Script = { Test-EnvelopeData -InputObject $message -KeyFile $key } }
        @{ How = 'base64'; Script = { [Convert]::ToBase64String($message) | Test-EnvelopeData -KeyFile $key -FromBase64 } }
        @{ How = 'a stream'; Script = { Test-EnvelopeData -InputStream ([IO.MemoryStream]::new($message)) -KeyFile $key } }
    ) {
        $outcome = Get-Outcome $Script
        $outcome.Output | Should -Be @($true)
        $outcome.Output[0] | Should -BeOfType ([bool])
        $outcome.Warnings + $outcome.Errors | Should -BeNullOrEmpty
        Get-Listing | Should -Be 'good.encrypted'
    }

    It 'is $false with a warning that names it, for <What>' -ForEach @(
        @{ What = 'a changed frame'; Bytes = { Get-Flipped $message -200 } }
        @{ What = 'a changed signature'; Bytes = { Get-Flipped $message -1 } }
        @{ What = 'a changed message id'; Bytes = { Get-Flipped $message 10 } }
        @{ What = 'a message cut short'; Bytes = { , $message[0..($message.Length - 2)] } }
        @{ What = 'a message with more behind it'; Bytes = { , ($message + [byte] 0) } }
        @{ What = 'something else'; Bytes = { , [Text.Encoding]::ASCII.GetBytes('Dear reader') } }
        @{ What = 'nothing'; Bytes = { , [byte[]]::new(0) } }
    ) {
        Write-File bad.encrypted (& $Bytes)
        $outcome = Get-Outcome { Test-EnvelopeData bad.encrypted, good.encrypted -KeyFile $key }
        $outcome.Output | Should -Be $false, $true
        $outcome.Errors | Should -BeNullOrEmpty
        $outcome.Warnings.Count | Should -Be 1
        $outcome.Warnings[0].Message | Should -BeLike "*$folder/bad.encrypted*"
    }

    It 'is $false for base64 that was damaged' {
        $text = [Convert]::ToBase64String($message)
        $outcome = Get-Outcome { ('*' + $text.Substring(1)), $text | Test-EnvelopeData -KeyFile $key -FromBase64 }
        $outcome.Output | Should -Be $false, $true
        Set-Content m.b64 ($text.Substring(0, 500) + '*' + $text.Substring(501))
        (Get-Outcome { Test-EnvelopeData m.b64 -KeyFile $key -FromBase64 }).Output | Should -Be @($false)
    }

    It 'is an error and never $false where <What>' -ForEach @(
        @{ What = 'there is no file'; Id = 'SourceNotFound'; Category = 'ObjectNotFound'; Script = { Test-EnvelopeData missing -KeyFile $key } }
        @{ What = 'it is a directory'; Id = 'SourceIsDirectory'; Category = 'InvalidArgument'; Script = { Test-EnvelopeData . -KeyFile $key } }
        @{ What = 'the key is another'; Id = 'NoMatchingKey'; Category = 'ObjectNotFound'; Script = { Test-EnvelopeData good.encrypted -KeyFile (New-RawAesKeyFile x.key).Path } }
        @{ What = 'the policy forbids it'; Id = 'CommitmentPolicyViolation'; Category = 'SecurityError'; Script = {
                $null = 'x' | Protect-EnvelopeData -KeyFile $key -CommitmentPolicy ForbidEncryptAllowDecrypt -Destination old; Test-EnvelopeData old -KeyFile $key } }
        @{ What = 'the context is another'; Id = 'EncryptionContextMismatch'; Category = 'SecurityError'; Script = {
                $null = 'x' | Protect-EnvelopeData -KeyFile $key -EncryptionContext @{ A = '1' } -Destination m; Test-EnvelopeData m -KeyFile $key -EncryptionContext @{ A = '2' } } }
        @{ What = 'a limit forbids it'; Id = 'FrameTooLarge'; Category = 'LimitsExceeded'; Script = { Test-EnvelopeData good.encrypted -KeyFile $key -MaxFrameLength 99 } }
    ) {
        $outcome = Get-Outcome $Script
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors.Count | Should -Be 1
        Assert-Error $outcome.Errors[0] $Id $Category
    }

    It 'without a key ends with an error' {
        Assert-Error (Get-Outcome { Test-EnvelopeData good.encrypted }).Ended 'NoKey' 'InvalidArgument'
    }

    It 'serves in a condition' {
        $(if (Test-EnvelopeData good.encrypted -KeyFile $key) { 'good' } else { 'bad' }) | Should -Be 'good'
        Write-File bad.encrypted (Get-Flipped $message -1)
        $(if (Test-EnvelopeData bad.encrypted -KeyFile $key -WarningAction Ignore) { 'good' } else { 'bad' }) | Should -Be 'bad'
    }
}
