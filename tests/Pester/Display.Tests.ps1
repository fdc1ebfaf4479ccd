BeforeDiscovery {
    $arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

    # What is emitted, and what of each a person must be able to read at both widths.
    $types = @(
        @{ Type = 'EnvelopeFileResult'; Object = { $result }; Shows = 'Directory: ', 'a file.txt.encrypted', '1,234,567', 'the key' }
        @{ Type = 'EnvelopeFileResult, as a list'; Object = { $result | Format-List }; Shows = 'Path', "a file.txt", 'Destination', '(0578)', 'Purpose = test', 'n: the key', 'FromCache', 'Duration' }
        @{ Type = 'EnvelopeHeader'; Object = { $header }; Shows = '(0578)', 'Purpose = test', 'n: the key', 'Framed', '1,234,567', 'Authenticated', 'no: decrypt or test' }
        @{ Type = 'EnvelopeHeader, as a table'; Object = { $header, $header | Format-Table }; Shows = '0578', '1,234,567', 'the key', 'a file.txt.encrypted' }
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
    $null = 'x' | Protect-EnvelopeData -MaterialsManager ($keyring | New-CachingMaterialsManager -Cache $cache -MaxAge 0:10:0)
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

Describe 'Every type that a cmdlet emits' {
    It 'has a view of its own' {
        $own = (Get-Command -Module EnvelopeCrypto).OutputType.Type.Where({ $_.FullName -like 'EnvelopeCrypto.*' }) | Sort-Object FullName -Unique
        $own.Count | Should -BeGreaterThan 5
        foreach ($type in $own.Where({ $_.GetProperties() })) { Get-FormatData -TypeName $type.FullName | Should -Not -BeNullOrEmpty -Because "$type is emitted" }
    }
}
