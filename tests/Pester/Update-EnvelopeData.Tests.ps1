BeforeAll {
    . $PSScriptRoot/common.ps1
    $old = (New-RawAesKeyFile (Join-Path $TestDrive 'old.key') -KeyName old).Path
    $new = (New-RawAesKeyFile (Join-Path $TestDrive 'new.key') -KeyName new).Path
    $keys = @{ KeyFile = $old; NewKeyFile = $new }
}

Describe 'Update-EnvelopeData' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'replaces files in place, without -Force, and says what changed' {
        Write-File a.bin (New-Bytes 100000)
        $null = Protect-EnvelopeData a.bin -KeyFile $old -EncryptionContext @{ Purpose = 'test' }
        if (-not $IsWindows) { [IO.File]::SetUnixFileMode("$folder/a.bin.encrypted", 0x1A0) }
        $length = (Get-Item a.bin.encrypted).Length
        $result = Update-EnvelopeData a.bin.encrypted @keys
        $result | Should -BeOfType ([EnvelopeCrypto.PowerShell.Output.EnvelopeUpdateResult])
        $result.Path, $result.Destination | Should -Be "$folder/a.bin.encrypted", "$folder/a.bin.encrypted"
        $result.OldKeyId, $result.KeyId, $result.OldKeyUsed | Should -Be 'old', 'new', 'old'
        $result.OldAlgorithmSuite, $result.AlgorithmSuite | Should -Be 'Aes256GcmHkdfSha512CommitKeyEcdsaP384', 'Aes256GcmHkdfSha512CommitKeyEcdsaP384'
        $result.PlaintextLength | Should -Be 100000
        $result.Length | Should -Be $length
        $result.DestinationLength | Should -Be (Get-Item a.bin.encrypted).Length
        $result.EncryptionContext['Purpose'] | Should -Be 'test'
        $result.Duration | Should -BeGreaterThan ([timespan]::Zero)
        if (-not $IsWindows) { [int] [IO.File]::GetUnixFileMode("$folder/a.bin.encrypted") | Should -Be 0x1A0 }
        Get-Listing | Should -Be 'a.bin', 'a.bin.encrypted'
        Test-SameBytes (Unprotect-EnvelopeData a.bin.encrypted -KeyFile $new -AsBytes) (Read-File a.bin) | Should -BeTrue
        (Get-Outcome { Unprotect-EnvelopeData a.bin.encrypted -KeyFile $old -AsBytes }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'NoMatchingKey,*'
    }

    It 'takes files by wildcards, from the pipeline and by their results, which pipe on' {
        Set-Content -LiteralPath '1.txt', '2.txt', '3[1].txt' 'x'
        $null = Get-ChildItem *.txt | Protect-EnvelopeData -KeyFile $old
        (Update-EnvelopeData [12].txt.encrypted @keys).Count | Should -Be 2
        $header = Get-Item -LiteralPath '3[1].txt.encrypted' | Update-EnvelopeData @keys | Get-EnvelopeHeader
        $header.KeyId | Should -Be 'new'
        $header.Path | Should -Be "$folder/3[1].txt.encrypted"
        (Get-ChildItem *.encrypted | Get-EnvelopeHeader).KeyId | Sort-Object -Unique | Should -Be 'new'
        $back = Update-EnvelopeData *.encrypted -KeyFile $new -NewKeyFile $old | Update-EnvelopeData @keys
        $back.KeyId | Sort-Object -Unique | Should -Be 'new'
    }

    It 'takes trees: in place those whose names end in the suffix, or into another tree' {
        $null = New-Item -ItemType Directory tree/sub, tree/empty
        Set-Content tree/a.txt, tree/sub/b.txt 'text'
        $null = Protect-EnvelopeData tree -Recurse -KeyFile $old
        $results = Update-EnvelopeData tree -Recurse @keys
        $results.Destination | Sort-Object | Should -Be "$folder/tree/a.txt.encrypted", "$folder/tree/sub/b.txt.encrypted"
        (Get-ChildItem tree -Recurse -Filter *.encrypted | Get-EnvelopeHeader).KeyId | Should -Be 'new', 'new'
        Get-Content tree/a.txt | Should -Be 'text'
        $null = Update-EnvelopeData tree other -Recurse -KeyFile $new -NewKeyFile $old
        (Get-ChildItem other -Recurse -File).Name | Sort-Object | Should -Be 'a.txt.encrypted', 'b.txt.encrypted'
        Test-Path other/sub/b.txt.encrypted | Should -BeTrue
        (Get-ChildItem other -Recurse -File | Get-EnvelopeHeader).KeyId | Should -Be 'old', 'old'
        (Get-ChildItem tree -Recurse -Filter *.encrypted | Get-EnvelopeHeader).KeyId | Should -Be 'new', 'new'
    }

    It 'many files at once: each is whole under the new key, and a bad one among them stays' {
        1..60 | ForEach-Object { Write-File "$_.bin" (New-Bytes (1000 * $_)) }
        $null = Get-ChildItem *.bin | Protect-EnvelopeData -KeyFile $old
        $damaged = Get-Flipped (Read-File 30.bin.encrypted) -150
        Write-File 30.bin.encrypted $damaged
        $outcome = Get-Outcome { Update-EnvelopeData *.encrypted @keys -ThrottleLimit 4 -PreserveAttributes }
        $outcome.Output.Count | Should -Be 59
        $outcome.Errors.TargetObject | Should -Be "$folder/30.bin.encrypted"
        Test-SameBytes (Read-File 30.bin.encrypted) $damaged | Should -BeTrue
        foreach ($number in (1..60).Where({ $_ -ne 30 })) {
            Test-SameBytes (Unprotect-EnvelopeData "$number.bin.encrypted" -KeyFile $new -AsBytes) (Read-File "$number.bin") | Should -BeTrue
        }

        (Get-Listing).Count | Should -Be 120
    }

    It '-PreserveAttributes keeps the times' {
        Set-Content a.txt 'text'
        $null = Protect-EnvelopeData a.txt -KeyFile $old
        (Get-Item a.txt.encrypted).LastWriteTimeUtc = [datetime]::new(2020, 1, 2)
        $null = Update-EnvelopeData a.txt.encrypted @keys -PreserveAttributes
        (Get-Item a.txt.encrypted).LastWriteTimeUtc | Should -Be ([datetime]::new(2020, 1, 2))
        $null = Update-EnvelopeData a.txt.encrypted -KeyFile $new -NewKeyFile $old
        (Get-Item a.txt.encrypted).LastWriteTimeUtc | Should -Not -Be ([datetime]::new(2020, 1, 2))
    }

    It 'takes data and base64 text, and emits the same' {
        $text = 'secret' | Protect-EnvelopeData -KeyFile $old -AsBase64
        $updated = $text | Update-EnvelopeData @keys -FromBase64 -AsBase64
        $updated | Should -BeOfType ([string])
        $updated | Unprotect-EnvelopeData -KeyFile $new -FromBase64 -AsString | Should -Be 'secret'
        $bytes = Update-EnvelopeData -InputObject ([Convert]::FromBase64String($text)) @keys
        , $bytes | Should -BeOfType ([byte[]])
        Unprotect-EnvelopeData -InputObject $bytes -KeyFile $new -AsString | Should -Be 'secret'
        $result = $text | Update-EnvelopeData @keys -FromBase64 -Destination out.encrypted
        $result.Path | Should -Be 'input object 1 (String)'
        Unprotect-EnvelopeData out.encrypted -KeyFile $new -AsString | Should -Be 'secret'
    }

    It 'takes a stream to a stream, a file, or the pipeline' {
        $message = [byte[]] ('secret' | Protect-EnvelopeData -KeyFile $old)
        $out = [IO.MemoryStream]::new()
        Update-EnvelopeData -InputStream ([IO.MemoryStream]::new($message)) -OutputStream $out @keys | Should -BeNullOrEmpty
        Unprotect-EnvelopeData -InputObject $out.ToArray() -KeyFile $new -AsString | Should -Be 'secret'
        (Update-EnvelopeData -InputStream ([IO.MemoryStream]::new($message)) -Destination s.encrypted @keys).Destination | Should -Be "$folder/s.encrypted"
        Update-EnvelopeData -InputStream ([IO.MemoryStream]::new($message)) -AsBase64 @keys | Unprotect-EnvelopeData -KeyFile $new -FromBase64 -AsString | Should -Be 'secret'
    }

    It 'leaves the file alone with -Destination, -AsBytes and -AsBase64' {
        Set-Content a.txt 'text'
        $null = Protect-EnvelopeData a.txt -KeyFile $old
        $before = Read-File a.txt.encrypted
        $null = New-Item -ItemType Directory there
        (Update-EnvelopeData a.txt.encrypted there @keys).Destination | Should -Be "$folder/there/a.txt.encrypted"
        (Get-Outcome { Update-EnvelopeData a.txt.encrypted there @keys }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'DestinationExists,*'
        $null = Update-EnvelopeData a.txt.encrypted there @keys -Force
        Unprotect-EnvelopeData -InputObject (Update-EnvelopeData a.txt.encrypted @keys -AsBytes) -KeyFile $new -AsString | Should -BeLike 'text*'
        Update-EnvelopeData a.txt.encrypted @keys -AsBase64 | Unprotect-EnvelopeData -FromBase64 -KeyFile $new -AsString | Should -BeLike 'text*'
        Test-SameBytes (Read-File a.txt.encrypted) $before | Should -BeTrue
    }

    It 'keeps the stored context, or replaces it' {
        Set-Content a.txt 'text'
        $null = Protect-EnvelopeData a.txt -KeyFile $old -EncryptionContext @{ Purpose = 'test'; lower = 'case' }
        (Update-EnvelopeData a.txt.encrypted @keys -EncryptionContext @{ Purpose = 'test' }).EncryptionContext['lower'] | Should -BeExactly 'case'
        (Update-EnvelopeData a.txt.encrypted -KeyFile $new -NewKeyFile $old -NewEncryptionContext @{ Other = 1 } -AlgorithmSuite 0x0478).EncryptionContext.Keys | Should -Be 'Other'
        (Update-EnvelopeData a.txt.encrypted @keys -NewEncryptionContext @{} -AlgorithmSuite 0x0478).EncryptionContext.Count | Should -Be 0
        (Get-Outcome { Update-EnvelopeData a.txt.encrypted -KeyFile $new -NewKeyFile $old -EncryptionContext @{ Purpose = 'test' } }).Errors.Count | Should -Be 1
    }

    It 'warns when context is not kept because the old message does not store it' {
        $manager = New-RawAesKeyring $old | New-DefaultMaterialsManager | New-RequiredContextMaterialsManager -RequiredKey tenant
        $message = Protect-EnvelopeData -InputObject 'x' -MaterialsManager $manager -EncryptionContext @{ tenant = 'classified' }
        $outcome = Get-Outcome { Update-EnvelopeData -InputObject $message -KeyFile $old -EncryptionContext @{ tenant = 'classified' } -NewKeyFile $new -AsBase64 }
        "$($outcome.Warnings)" | Should -BeLike '*(tenant)*-NewEncryptionContext*'
        "$($outcome.Warnings)" | Should -Not -BeLike '*classified*'
        $outcome = Get-Outcome { Update-EnvelopeData -InputObject $message -KeyFile $old -EncryptionContext @{ tenant = 'a' } -NewKeyFile $new }
        $outcome.Errors.Count | Should -Be 1
    }

    It 'reads messages without commitment under RequireEncryptAllowDecrypt and writes them with it' {
        Set-Content a.txt 'text'
        $null = Protect-EnvelopeData a.txt -KeyFile $old -CommitmentPolicy ForbidEncryptAllowDecrypt
        $outcome = Get-Outcome { Update-EnvelopeData a.txt.encrypted @keys }
        Assert-Error $outcome.Errors[0] CommitmentPolicyViolation SecurityError "$folder/a.txt.encrypted"
        $result = Update-EnvelopeData a.txt.encrypted @keys -CommitmentPolicy RequireEncryptAllowDecrypt
        $result.OldAlgorithmSuite, $result.AlgorithmSuite | Should -Be 'Aes256GcmHkdfSha384EcdsaP384', 'Aes256GcmHkdfSha512CommitKeyEcdsaP384'
        Unprotect-EnvelopeData a.txt.encrypted -KeyFile $new -AsString | Should -BeLike 'text*'
    }

    It 'takes a new key as <Name>' -ForEach @(
        @{ Name = 'NewKeyring'; Value = { New-RawAesKeyring $new } }
        @{ Name = 'NewMaterialsManager'; Value = { New-RawAesKeyring $new | New-CachingMaterialsManager -MaxAge 60 } }
    ) {
        Set-Content 1.txt, 2.txt 'text'
        $null = Protect-EnvelopeData *.txt -KeyFile $old
        $more = @{ $Name = & $Value }
        $results = Update-EnvelopeData *.encrypted -KeyFile $old @more -ThrottleLimit 1
        $results.KeyId | Should -Be 'new', 'new'
        $results[1].FromCache | Should -Be ($Name -eq 'NewMaterialsManager')
    }

    It 'a wrong old key, a damaged message and a missing new key leave the file as it was, say which side failed, and the others go on' {
        Set-Content a.txt, b.txt, c.txt 'text'
        $null = Protect-EnvelopeData [ac].txt -KeyFile $old
        $null = Protect-EnvelopeData b.txt -KeyFile $new
        Write-File c.txt.encrypted (Get-Flipped (Read-File c.txt.encrypted) -1)
        $b, $c = (Read-File b.txt.encrypted), (Read-File c.txt.encrypted)
        $outcome = Get-Outcome { Update-EnvelopeData *.encrypted @keys }
        $outcome.Output.Destination | Should -Be "$folder/a.txt.encrypted"
        $errors = @($outcome.Errors | Sort-Object TargetObject)
        Assert-Error $errors[0] NoMatchingKey ObjectNotFound "$folder/b.txt.encrypted"
        Assert-Error $errors[1] SignatureMismatch SecurityError "$folder/c.txt.encrypted"
        foreach ($record in $outcome.Errors) {
            $record.Exception.Side | Should -Be 'Old'
            "$record" | Should -BeLike 'Reading the old message: *'
        }
        Test-SameBytes (Read-File b.txt.encrypted) $b | Should -BeTrue
        Test-SameBytes (Read-File c.txt.encrypted) $c | Should -BeTrue
        $public = New-RawRsaKeyring -KeyNamespace n -KeyName k -Padding OaepSha256 -PrivateKeyPath $(
            $rsa = [Security.Cryptography.RSA]::Create(2048)
            Set-Content private.pem $rsa.ExportRSAPrivateKeyPem()
            if (-not $IsWindows) { [IO.File]::SetUnixFileMode("$folder/private.pem", 0x180) }
            'private.pem')
        $outcome = Get-Outcome { Update-EnvelopeData b.txt.encrypted -KeyFile $new -NewKeyring (New-MultiKeyring -Child $public) }
        $outcome.Errors[0].Exception.Side | Should -Be 'New'
        "$($outcome.Errors[0])" | Should -BeLike 'Writing the new message: *'
        (Get-Outcome { Update-EnvelopeData b.txt.encrypted -KeyFile $new -NewKeyFile no.key }).Ended | Should -BeLike '*no.key*'
        Test-SameBytes (Read-File b.txt.encrypted) $b | Should -BeTrue
        Get-Listing | Where-Object { $_ -like '*partial' } | Should -BeNullOrEmpty
    }

    It '-WhatIf changes nothing and opens no key' {
        Set-Content a.txt 'text'
        $null = Protect-EnvelopeData a.txt -KeyFile $old
        $before = Read-File a.txt.encrypted
        $outcome = Get-Outcome { Update-EnvelopeData a.txt.encrypted -KeyFile no.key -NewKeyFile none.key -WhatIf }
        $outcome.Errors.Count | Should -Be 0
        $outcome.Ended | Should -BeNullOrEmpty
        Test-SameBytes (Read-File a.txt.encrypted) $before | Should -BeTrue
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'no new key'; Script = { Update-EnvelopeData a.txt -KeyFile $old }; Id = 'NoKey' }
        @{ What = 'no old key'; Script = { Update-EnvelopeData a.txt -NewKeyFile $new }; Id = 'NoKey' }
        @{ What = 'two new keys'; Script = { Update-EnvelopeData a.txt @keys -NewKeyId alias/x }; Id = 'InvalidParameterCombination' }
        @{ What = 'two forms of output'; Script = { Update-EnvelopeData a.txt @keys -AsBytes -AsBase64 }; Id = 'InvalidParameterCombination' }
        @{ What = 'output that is emitted and written'; Script = { Update-EnvelopeData a.txt x @keys -AsBytes }; Id = 'InvalidParameterCombination' }
        @{ What = 'a stream that leads nowhere'; Script = { Update-EnvelopeData -InputStream ([IO.MemoryStream]::new()) @keys }; Id = 'InvalidParameterCombination' }
        @{ What = 'one stream for both'; Script = { $s = [IO.MemoryStream]::new(); Update-EnvelopeData -InputStream $s -OutputStream $s @keys }; Id = 'InvalidParameterCombination' }
        @{ What = 'base64 text in place'; Script = { Update-EnvelopeData a.txt @keys -FromBase64 }; Id = 'InvalidParameterCombination' }
        @{ What = '-SkipExisting in place'; Script = { Update-EnvelopeData a.txt @keys -SkipExisting }; Id = 'InvalidParameterCombination' }
        @{ What = 'AWS parameters without a key of AWS'; Script = { Update-EnvelopeData a.txt @keys -Region eu-west-1 }; Id = 'InvalidParameterCombination' }
    ) {
        Set-Content a.txt 'text'
        $outcome = Get-Outcome $Script
        @($outcome.Ended) + $outcome.Errors | Where-Object { $_ } | ForEach-Object FullyQualifiedErrorId |
            Should -BeLike "$Id,EnvelopeCrypto.PowerShell.Commands.UpdateEnvelopeDataCommand"
        Get-Content a.txt | Should -Be 'text'
    }

    It 'a new key of the session serves, and one in the command wins over it' {
        $message = [byte[]] ('x' | Protect-EnvelopeData -KeyFile $old)
        $PSDefaultParameterValues = @{ 'Update-EnvelopeData:NewKeyring' = New-RawAesKeyring $new }
        $updated = Update-EnvelopeData -InputObject $message -KeyFile $old
        (Get-EnvelopeHeader -InputObject $updated).KeyId | Should -Be 'new'
        $updated = Update-EnvelopeData -InputObject $message -KeyFile $old -NewKeyFile $old
        (Get-EnvelopeHeader -InputObject $updated).KeyId | Should -Be 'old'
    }
}
