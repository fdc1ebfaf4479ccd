BeforeDiscovery {
    # Turkish has another capital of i, German another comma, Arabic (Saudi Arabia) another calendar.
    $cultures = if ('i'.ToUpper([cultureinfo] 'tr-TR') -ceq 'İ') { 'tr-TR', 'de-DE', 'ar-SA' }
}

Describe 'Under <_>' -ForEach $cultures {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        $before = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = $_
        $null = Enter-TestFolder
        $key = (New-RawAesKeyFile id.key -KeyNamespace ID -KeyName I).Path
    }

    AfterAll {
        [cultureinfo]::CurrentCulture = $before
        Set-Location $PSScriptRoot
    }

    It 'the culture is the one that is tested' { [cultureinfo]::CurrentCulture.Name | Should -Be $_ }

    It 'files go through, whatever the case of the suffix' {
        Set-Content 'FILE.INI' 'text'
        (Protect-EnvelopeData FILE.INI -KeyFile $key -Suffix .FINISHED).Destination | Should -BeLike '*FILE.INI.FINISHED'
        Remove-Item FILE.INI
        (Unprotect-EnvelopeData FILE.INI.FINISHED -KeyFile $key -Suffix .finished).Destination | Should -BeLike '*FILE.INI'
        Get-Content FILE.INI | Should -Be 'text'
    }

    It 'numbers in a context are written as everywhere' {
        $message = Protect-EnvelopeData -InputObject x -KeyFile $key -EncryptionContext @{ number = 1234.5; ID = 7 }
        $context = (Get-EnvelopeHeader -InputObject $message).EncryptionContext
        $context['number'], $context['ID'] | Should -Be '1234.5', '7'
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -EncryptionContext @{ number = '1234.5' } -AsString | Should -Be 'x'
    }

    It 'names and values are understood as everywhere' {
        $message = 'ıİiI' | PROTECT-ENVELOPEDATA -KEYFILE $key -COMMITMENTPOLICY requireencryptrequiredecrypt -ALGORITHMSUITE aes256gcmhkdfsha512commitkey
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -AsString -Encoding UTF8 | Should -BeExactly 'ıİiI'
        (New-RawAesKeyring $key | New-CachingMaterialsManager -MaxAge '90.5').Thresholds.MaxAge | Should -Be ([timespan]::new(0, 0, 0, 90, 500))
        (New-RawAesKeyring $key | New-CachingMaterialsManager -MaxAge 0:10:0).Thresholds.MaxAge | Should -Be ([timespan]::new(0, 10, 0))
        (TabExpansion2 'New-KmsKeyring -Region EU-WEST-1').CompletionMatches.CompletionText | Should -Be 'eu-west-1'
    }

    It 'error texts are the same, sizes and times on the screen are of the place' {
        $message = Protect-EnvelopeData -InputObject x -KeyFile $key -FrameLength 1234567
        "$((Get-Outcome { Unprotect-EnvelopeData -InputObject $message -KeyFile $key -MaxFrameLength 5000 }).Errors[0])" | Should -BeLike '*1,234,567*5,000*'
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::Size(1234567) | Should -BeExactly "1$([cultureinfo]::CurrentCulture.NumberFormat.NumberDecimalSeparator)18 MiB"
        [EnvelopeCrypto.PowerShell.Output.DisplayText]::SuiteId('Aes256GcmHkdfSha512CommitKey') | Should -BeExactly '0478'
    }
}

Describe 'Cultures' -Skip:([bool] $cultures) {
    It 'are not tested' { Set-ItResult -Skipped -Because 'this machine has none (ICU is missing)' }
}
