BeforeDiscovery {
    $arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

    # What is emitted, and what of each a person must be able to read at both widths.
    $types = @(
        @{ Type = 'EnvelopeFileResult'; Object = { $result }; Shows = 'Directory: ', 'a file.txt.encrypted', '1.18 MiB', 'the key' }
        @{ Type = 'EnvelopeFileResult, as a list'; Object = { $result | Format-List }; Shows = 'Path', "a file.txt", 'Destination', '1,234,567 (1.18 MiB)', '(0578)', 'Purpose = test', 'n: the key', 'FromCache', 'Duration' }
        @{ Type = 'EnvelopeHeader'; Object = { $header }; Shows = '(0578)', 'Purpose = test', 'n: the key', 'Framed', '1,234,567', 'Authenticated', 'no: decrypt or test' }
        @{ Type = 'EnvelopeHeader, as a table'; Object = { $header, $header | Format-Table }; Shows = '0578', '1.18 MiB', 'the key', 'a file.txt.encrypted' }
        @{ Type = 'EnvelopeUpdateResult'; Object = { $updated }; Shows = 'Directory: ', 'a file.txt.encrypted', '1.18 MiB', 'the key', 'another key' }
        @{ Type = 'EnvelopeUpdateResult, as a list'; Object = { $updated | Format-List }; Shows = '1,234,567 (1.18 MiB)', '(0578)', 'OldKeyId', 'the key', 'another key', 'Purpose = test', 'OldKeyUsed' }
        @{ Type = 'CachingStatistics'; Object = { $manager.Statistics }; Shows = 'Hits', 'Misses', 'CallsSaved' }
        @{ Type = 'CachingStatistics, as a table'; Object = { $manager.Statistics | Format-Table }; Shows = 'Hits', 'Misses', 'CallsSaved' }
        @{ Type = 'MaterialsCacheStatistics'; Object = { $cache.Statistics }; Shows = 'Stored', 'Held', 'Removals' }
        @{ Type = 'KmsKeyring, as a table'; Object = { New-KmsKeyring -KeyId $arn, $arn | Format-Table }; Shows = 'eu-west-1 1234abcd-', 'FurtherKeyIds' }
        @{ Type = 'CachingMaterialsManager, as a table'; Object = { $manager | Format-Table }; Shows = '00:10:00', 'MaxBytes', 'EiB', "'the key'" }
        @{ Type = 'RawAesKeyFileInfo'; Object = { $keyFile }; Shows = 'my.key', 'the key', 'KeyNamespace' }
        @{ Type = 'RawAesKeyring'; Object = { $keyring }; Shows = 'RawAesKeyring', 'the key' }
        @{ Type = 'MultiKeyring'; Object = { New-MultiKeyring -Generator $keyring -Child $keyring }; Shows = 'Generator', 'Children', "'the key'" }
        @{ Type = 'DefaultMaterialsManager'; Object = { $keyring | New-DefaultMaterialsManager }; Shows = 'Keyring', "'the key'" }
        @{ Type = 'KmsKeyring'; Object = { New-KmsKeyring -KeyId $arn, $arn }; Shows = 'KeyId', $arn, 'MultiRegionAware' }
        @{ Type = 'KmsDiscoveryKeyring'; Object = { New-KmsKeyring -Discovery }; Shows = 'Region', 'that of each key', 'Account', 'any' }
        @{ Type = 'LocalMaterialsCache'; Object = { New-LocalMaterialsCache -Capacity 7 }; Shows = 'Capacity', '7', 'Count', '0', 'Statistics' }
        @{ Type = 'NullMaterialsCache'; Object = { New-NullMaterialsCache }; Shows = 'null materials cache' }
        @{ Type = 'CachingMaterialsManager'; Object = { $keyring | New-CachingMaterialsManager -MaxAge 0:10:0 }; Shows = 'MaxAge', '00:10:00', 'MaxMessages', 'Statistics' }
        @{ Type = 'RequiredContextMaterialsManager'; Object = { $keyring | New-DefaultMaterialsManager | New-RequiredContextMaterialsManager -RequiredKey Tenant, Purpose }; Shows = 'RequiredKey', 'Tenant', 'Purpose' }
        @{ Type = 'MaterialsCacheEntryInfo'; Object = { $entry }; Shows = 'Encryption', '0578', 'the key' }
        @{ Type = 'EncryptedDataKey'; Object = { $header.EncryptedDataKey }; Shows = 'KeyProviderId', 'KeyId', 'the key' }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $folder = Enter-TestFolder
    $culture = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'en-US'
    $keyFile = New-RawAesKeyFile my.key -KeyNamespace n -KeyName 'the key'
    $keyring = New-RawAesKeyring my.key
    Write-File 'a file.txt' ([byte[]]::new(1234567))
    $result = Protect-EnvelopeData 'a file.txt' -KeyFile my.key -EncryptionContext @{ Purpose = 'test' }
    $header = Get-EnvelopeHeader 'a file.txt.encrypted'
    $arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
    $cache = New-LocalMaterialsCache
    $manager = $keyring | New-CachingMaterialsManager -Cache $cache -MaxAge 0:10:0
    $null = 'x' | Protect-EnvelopeData -MaterialsManager $manager
    $null = New-RawAesKeyFile other.key -KeyName 'another key'
    Rename-Item 'a file.txt.encrypted' kept; Copy-Item kept 'a file.txt.encrypted'
    $updated = Update-EnvelopeData 'a file.txt.encrypted' -KeyFile my.key -NewKeyFile other.key
    Move-Item kept 'a file.txt.encrypted' -Force
    $entry = Get-MaterialsCacheEntry $cache
}

AfterAll {
    Set-Location $PSScriptRoot
    [cultureinfo]::CurrentCulture = $culture
}

Describe 'On a screen of <_> columns' -ForEach 80, 120 {
    BeforeAll { $width = $_ }

    It '<Type> shows what matters' -ForEach $types {
        $text = & $Object | Out-String -Width $width
        foreach ($part in $Shows) { ($text -replace '\s').Contains($part -replace '\s') | Should -BeTrue -Because "'$part' must be in $text" }
        $text | Should -Not -BeLike '*EnvelopeCrypto.PowerShell.Output*' -Because 'a class name is no value'
        ($text -split '\r?\n').ForEach('Length') | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual $width
    }

    It 'a long name is shown to its end' {
        $name = 'quarterly-report-of-the-northern-branch-' * 3 + 'end.xlsx'
        Write-File $name ([byte[]] 1)
        $long = Protect-EnvelopeData $name -KeyFile my.key -Force
        ($long | Out-String -Width $width) -replace '\s', '' | Should -BeLike '*northern-*'
        $last = ($long | Out-String -Width $width).Split("`n").Where({ $_.Trim() })[-1]
        $last | Should -BeLike '*encrypted*'
    }

    It 'a signed message does not show its verification key, which is noise' {
        $header | Out-String -Width $width | Should -Not -BeLike '*aws-crypto-public-key*'
        $header.EncryptionContext.Contains('aws-crypto-public-key') | Should -BeTrue
    }
}

Describe 'Keys in tables' {
    It 'are short: <Key>' -ForEach @(
        @{ Key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'; Short = 'eu-west-1 1234abcd-…' }
        @{ Key = 'arn:aws:kms:eu-west-1:111122223333:alias/backup'; Short = 'eu-west-1 backup' }
        @{ Key = 'arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab'; Short = 'cn-north-1 mrk-1234…' }
        @{ Key = 'a local key'; Short = 'a local key' }
        @{ Key = 'x' * 100; Short = 'x' * 19 + '…' }
        @{ Key = ''; Short = '' }
    ) {
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::ShortKeyId($Key) | Should -BeExactly $Short
    }

    It 'of several the first is named and the others are counted' {
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::ShortKeyIds([string[]] ('a', 'b', 'c')) | Should -BeExactly 'a +2'
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::ShortKeyIds([string[]] @()) | Should -BeExactly ''
    }
}

Describe 'Sizes' {
    It 'are readable: <Bytes>' -ForEach @(
        @{ Bytes = 0; Text = '0 B' }
        @{ Bytes = 1023; Text = '1,023 B' }
        @{ Bytes = 1024; Text = '1.00 KiB' }
        @{ Bytes = 1234567; Text = '1.18 MiB' }
        @{ Bytes = 104857600; Text = '100 MiB' }
        @{ Bytes = 52428800; Text = '50.0 MiB' }
        @{ Bytes = 9223372036854775807; Text = '8.00 EiB' }
        @{ Bytes = $null; Text = '' }
    ) {
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::Size($Bytes) | Should -BeExactly $Text
    }

    It 'are exact in lists' {
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::ExactSize(1234567) | Should -BeExactly '1,234,567 (1.18 MiB)'
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::ExactSize(12) | Should -BeExactly '12'
    }
}

Describe 'Every type that a cmdlet emits' {
    BeforeDiscovery {
        # Those that cmdlets declare, and what is in them that a person looks at by itself. Enumerations and texts show themselves.
        $emitted = & {
            . $PSScriptRoot/common.ps1
            (Get-Command -Module EnvelopeCrypto).OutputType.Type.Where({ $_.FullName -like 'EnvelopeCrypto.*' })
            [EnvelopeCrypto.Format.EncryptedDataKey], [EnvelopeCrypto.Caching.CachingStatistics], [EnvelopeCrypto.Caching.MaterialsCacheStatistics]
        } | Sort-Object FullName -Unique
        $emitted = @($emitted | ForEach-Object { @{ Type = $_ } })
    }

    It 'is known to this test' {
        (Get-Command -Module EnvelopeCrypto).OutputType.Type.Where({ $_.FullName -like 'EnvelopeCrypto.*' }).Count | Should -BeGreaterThan 10
    }

    It 'has a table and a list: <Type>' -ForEach $emitted {
        $controls = (Get-FormatData -TypeName $Type.FullName).FormatViewDefinition.Control.ForEach({ $_.GetType().Name })
        $controls | Should -Contain 'TableControl'
        $controls | Should -Contain 'ListControl'
    }

    It 'has no colour of its own in a view' {
        [IO.File]::ReadAllText((Join-Path $env:ENVELOPECRYPTO_TEST_MODULE 'bin/EnvelopeCrypto.Format.ps1xml')) | Should -Not -Match '\x1b|`e|\[char\]\s*27|\u001b|Foreground|Background'
    }
}
