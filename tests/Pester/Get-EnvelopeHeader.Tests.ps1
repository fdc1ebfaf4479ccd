BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key') -KeyName 'my key').Path
    $other = (New-RawAesKeyFile (Join-Path $TestDrive 'other.key') -KeyName 'other key').Path
}

Describe 'Get-EnvelopeHeader' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'shows all that a message says of itself, without a key' {
        Write-File a.bin (New-Bytes 10000)
        $null = Protect-EnvelopeData a.bin -KeyFile $key -EncryptionContext @{ Purpose = 'test' } -FrameLength 1024
        $header = Get-EnvelopeHeader a.bin.encrypted
        $header | Should -BeOfType ([EnvelopeCrypto.PowerShell.Output.EnvelopeHeader])
        $header.Version | Should -Be 2
        $header.AlgorithmSuite | Should -Be 'Aes256GcmHkdfSha512CommitKeyEcdsaP384'
        $header.MessageId | Should -Match '^[0-9a-f]{64}$'
        $header.EncryptionContext['Purpose'] | Should -Be 'test'
        $header.EncryptedDataKey[0].KeyProviderId | Should -Be 'envelopecrypto-keyfile'
        $header.KeyId | Should -Be 'my key'
        $header.FrameLength | Should -Be 1024
        $header.ContentType | Should -Be 'Framed'
        $header.PlaintextLength | Should -Be 10000
        $header.HeaderLength | Should -BeLessThan (Get-Item a.bin.encrypted).Length
        $header.Path | Should -Be "$folder/a.bin.encrypted"
        $header.Authenticated | Should -BeFalse
    }

    It 'names every key of a message' {
        $both = New-MultiKeyring -Generator (New-RawAesKeyring $key) -Child (New-RawAesKeyring $other)
        $keyId = ('x' | Protect-EnvelopeData -Keyring $both | Get-EnvelopeHeader).KeyId
        $keyId | Should -Be 'my key', 'other key'
        $keyId.Count, $keyId.Length | Should -Be 2, 2
        $keyId[1] | Should -Be 'other key'
        $keyId -contains 'other key' | Should -BeTrue
        [string[]] $keyId | Should -Be 'my key', 'other key'
    }

    It 'reads version 1 as well' {
        $header = 'x' | Protect-EnvelopeData -KeyFile $key -CommitmentPolicy ForbidEncryptAllowDecrypt | Get-EnvelopeHeader
        $header.Version | Should -Be 1
        $header.MessageId | Should -Match '^[0-9a-f]{32}$'
    }

    It 'reads <How>' -ForEach @(
        @{ How = 'bytes'; Script = { , $message | Get-EnvelopeHeader } }
        @{ How = 'enumerated bytes'; Script = { $message | Get-EnvelopeHeader } }
        @{ How = 'base64'; Script = { [Convert]::ToBase64String($message) | Get-EnvelopeHeader -FromBase64 } }
        @{ How = 'a stream'; Script = { Get-EnvelopeHeader -InputStream ([IO.MemoryStream]::new($message)) } }
        @{ How = 'a file'; Script = { Write-File m $message; Get-EnvelopeHeader m } }
        @{ How = 'a FileInfo'; Script = { Write-File m $message; Get-Item m | Get-EnvelopeHeader } }
    ) {
        $message = 'hello' | Protect-EnvelopeData -KeyFile $key
        $header = & $Script
        $header.KeyId | Should -Be 'my key'
        $header.PlaintextLength | Should -BeIn 5, $null
    }

    It 'says how much plaintext there is: <Length> bytes in frames of <Frame>' -ForEach @(
        foreach ($frame in 1, 16, 4096) { foreach ($length in 0, 1, 15, 16, 17, 48) { @{ Length = $length; Frame = $frame } } }
    ) {
        $message = Protect-EnvelopeData -InputObject ([byte[]]::new($Length)) -KeyFile $key -FrameLength $Frame
        (Get-EnvelopeHeader -InputObject $message).PlaintextLength | Should -Be $Length
    }

    It 'of what is no message is an error each, and the others go on' {
        Set-Content text.txt 'Dear reader'
        $null = New-Item empty.txt
        $null = 'x' | Protect-EnvelopeData -KeyFile $key -Destination good
        $outcome = Get-Outcome { Get-EnvelopeHeader text.txt, empty.txt, good }
        $outcome.Errors.Count | Should -Be 2
        Assert-Error $outcome.Errors[0] 'NotAMessage' 'InvalidData' "$folder/text.txt"
        Assert-Error $outcome.Errors[1] 'NotAMessage' 'InvalidData' "$folder/empty.txt"
        $outcome.Output.Path | Should -Be "$folder/good"
    }

    It '-SkipNonMessage finds the messages among all files' {
        $null = New-Item -ItemType Directory sub
        Set-Content text.txt 'Dear reader'
        Set-Content sub/short.bin "`u{1}"
        $null = New-Item empty.txt
        'one', 'sub/two' | ForEach-Object { $null = 'x' | Protect-EnvelopeData -KeyFile $key -Destination $_ }
        $null = 'x' | Protect-EnvelopeData -KeyFile $other -Destination three
        $both = New-MultiKeyring -Generator (New-RawAesKeyring $key) -Child (New-RawAesKeyring $other)
        $null = 'x' | Protect-EnvelopeData -Keyring $both -Destination four
        $outcome = Get-Outcome { Get-ChildItem -Recurse | Get-EnvelopeHeader -SkipNonMessage | Group-Object KeyId }
        $outcome.Errors | Should -BeNullOrEmpty
        $outcome.Output.Name | Should -Be 'my key', 'my key, other key', 'other key'
        $outcome.Output.ForEach('Count') | Should -Be 2, 1, 1
        'no base64!', 'aGVsbG8=' | Get-EnvelopeHeader -FromBase64 -SkipNonMessage | Should -BeNullOrEmpty
        Set-Content no.b64 'no base64!'
        Get-EnvelopeHeader no.b64 -FromBase64 -SkipNonMessage | Should -BeNullOrEmpty
    }

    It '-SkipNonMessage does not hide a damaged or missing message' {
        $message = 'x' | Protect-EnvelopeData -KeyFile $key
        Write-File cut $message[0..99]
        $outcome = Get-Outcome { Get-EnvelopeHeader cut, missing -SkipNonMessage }
        Assert-Error $outcome.Errors[0] 'MessageTruncated' 'InvalidData' "$folder/cut"
        Assert-Error $outcome.Errors[1] 'SourceNotFound' 'ObjectNotFound' 'missing'
    }

    It 'gives an encryption context that goes in again' {
        $null = 'x' | Protect-EnvelopeData -KeyFile $key -EncryptionContext @{ Purpose = 'test' } -Destination m
        $context = (Get-EnvelopeHeader m).EncryptionContext
        Unprotect-EnvelopeData m -KeyFile $key -EncryptionContext $context -AsString | Should -Be 'x'
    }
}
