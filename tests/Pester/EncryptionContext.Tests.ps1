BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path

    function Protect-With([Collections.IDictionary] $Context) { , ('data' | Protect-EnvelopeData -KeyFile $key -EncryptionContext $Context) }

    # The context as stored, without the verification key that signed messages carry.
    function Get-Context($Message) {
        $context = (Get-EnvelopeHeader -InputObject $Message).EncryptionContext
        $context.Remove('aws-crypto-public-key')
        $context
    }
}

Describe 'An encryption context' {
    It 'stands in the message' {
        $context = Get-Context (Protect-With @{ Purpose = 'nightly backup'; Stadt = 'Köln'; '🔑' = '世界' })
        $context.Count | Should -Be 3
        $context['Purpose'] | Should -BeExactly 'nightly backup'
        $context['Stadt'] | Should -BeExactly 'Köln'
        $context['🔑'] | Should -BeExactly '世界'
    }

    It 'may be <What>' -ForEach @(
        @{ What = 'a hashtable'; Context = { @{ a = '1'; b = '2' } } }
        @{ What = 'an ordered dictionary'; Context = { [ordered] @{ b = '2'; a = '1' } } }
        @{ What = 'a generic dictionary'; Context = { $d = [Collections.Generic.Dictionary[string, string]]::new(); $d['b'] = '2'; $d['a'] = '1'; $d } }
        @{ What = 'what JSON held'; Context = { '{ "a": "1", "b": 2 }' | ConvertFrom-Json -AsHashtable } }
    ) {
        $context = Get-Context (Protect-With (& $Context))
        $context.Keys | Should -Be 'a', 'b'
        $context.Values | Should -Be '1', '2'
    }

    It 'has values of text and numbers, the same in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            # Made by hand, as machines without culture data know no other.
            $comma = [cultureinfo]::InvariantCulture.Clone()
            $comma.NumberFormat.NumberDecimalSeparator = ','
            [cultureinfo]::CurrentCulture = $comma
            $context = Get-Context (Protect-With @{ whole = 1234567; broken = 1.5; yes = $true; id = [guid]::Empty; level = [DayOfWeek]::Monday; version = [version] '1.2'; 7 = 'a number as name' })
            $context['whole'] | Should -BeExactly '1234567'
            $context['broken'] | Should -BeExactly '1.5'
            $context['yes'] | Should -BeExactly 'True'
            $context['id'] | Should -BeExactly '00000000-0000-0000-0000-000000000000'
            $context['level'] | Should -BeExactly 'Monday'
            $context['version'] | Should -BeExactly '1.2'
            $context['7'] | Should -BeExactly 'a number as name'
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'may have values that carry notes, such as lines of a file and members of results' {
        Set-Content TestDrive:/purpose.txt 'from a file'
        $result = Protect-EnvelopeData TestDrive:/purpose.txt -KeyFile $key -Force
        $context = Get-Context (Protect-With @{ line = (Get-Content TestDrive:/purpose.txt); source = $result.Path })
        $context['line'] | Should -BeExactly 'from a file'
        $context['source'] | Should -BeExactly "$($result.Path)"
    }

    It 'tells names apart by case' {
        $pairs = [hashtable]::new([StringComparer]::Ordinal)
        $pairs['name'] = 'lower'
        $pairs['Name'] = 'upper'
        $message = Protect-With $pairs
        $context = Get-Context $message
        $context.Count | Should -Be 2
        $context['name'] | Should -BeExactly 'lower'
        $context['Name'] | Should -BeExactly 'upper'
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -EncryptionContext @{ Name = 'upper' } -AsString | Should -Be 'data'
        Assert-Error (Get-Outcome { , $message | Unprotect-EnvelopeData -KeyFile $key -EncryptionContext @{ name = 'upper' } }).Errors[0] 'EncryptionContextMismatch' 'SecurityError'
    }

    It 'is sorted by bytes in the message, whatever order it was given in' {
        (Get-Context (Protect-With ([ordered] @{ '😀' = '1'; 'ﬀ' = '2'; z = '3' }))).Keys | Should -Be 'z', 'ﬀ', '😀'
    }

    It 'is refused for the whole command where <What>' -ForEach @(
        @{ What = 'a value is null'; Context = @{ a = $null } }
        @{ What = 'a name is empty'; Context = @{ '' = 'x' } }
        @{ What = 'a name is reserved'; Context = @{ 'aws-crypto-anything' = 'x' } }
        @{ What = 'a value is a hashtable'; Context = @{ a = @{ b = 'c' } } }
        @{ What = 'a value is a list'; Context = @{ a = 'b', 'c' } }
        @{ What = 'a value is a SecureString'; Context = @{ a = [securestring]::new() } }
        @{ What = 'a value is an object'; Context = @{ a = [pscustomobject] @{ b = 'c' } } }
        @{ What = 'a value is too long'; Context = @{ a = 'x' * 65536 } }
        @{ What = 'it is too long as a whole'; Context = @{ a = 'x' * 40000; b = 'x' * 40000 } }
        @{ What = 'a value is no Unicode'; Context = @{ a = "`u{D800}" } }
    ) {
        $keyring = [CountingKeyring]::new((New-RawAesKeyring $key))
        $outcome = Get-Outcome { 'x', 'y' | Protect-EnvelopeData -Keyring $keyring -EncryptionContext $Context }
        @($outcome.Ended) + $outcome.Errors | Where-Object { $_ } | ForEach-Object { Assert-Error $_ 'InvalidEncryptionContext' 'InvalidArgument' }
        $outcome.Output | Should -BeNullOrEmpty
        @($outcome.Ended) + $outcome.Errors | Should -Not -BeNullOrEmpty
        $keyring.Encryptions | Should -Be 0
    }
}

Describe 'On decryption' {
    BeforeAll {
        $message = Protect-With @{ Purpose = 'test'; Tenant = '7' }
    }

    It 'each pair that is given must be stored and equal' {
        foreach ($pairs in @{}, @{ Purpose = 'test' }, @{ Tenant = 7 }, @{ Tenant = '7'; Purpose = 'test' }) {
            Unprotect-EnvelopeData -InputObject $message -KeyFile $key -EncryptionContext $pairs -AsString | Should -Be 'data'
        }
    }

    It 'another value is an error that names the name and not the value, before any keyring is asked' {
        $keyring = [CountingKeyring]::new((New-RawAesKeyring $key))
        $outcome = Get-Outcome { , $message | Unprotect-EnvelopeData -Keyring $keyring -EncryptionContext @{ Purpose = 'other purpose' } }
        Assert-Error $outcome.Errors[0] 'EncryptionContextMismatch' 'SecurityError' 'input object 1 (Byte[])'
        $outcome.Errors[0].Exception.Message | Should -BeLike "*'Purpose'*"
        $outcome.Errors[0].Exception.Message | Should -Not -BeLike '*other purpose*'
        $keyring.Decryptions | Should -Be 0
    }

    It 'values differ by case' {
        Assert-Error (Get-Outcome { , $message | Unprotect-EnvelopeData -KeyFile $key -EncryptionContext @{ Purpose = 'Test' } }).Errors[0] 'EncryptionContextMismatch' 'SecurityError'
    }

    It 'the context of a header goes in as it is' {
        $header = Get-EnvelopeHeader -InputObject $message
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -EncryptionContext $header.EncryptionContext -AsString | Should -Be 'data'
        $header.EncryptionContext.Contains('aws-crypto-public-key') | Should -BeTrue
    }

    It 'the result has the context that was verified' {
        Write-Output $message -NoEnumerate | Unprotect-EnvelopeData -KeyFile $key -Destination TestDrive:/plain -Force -OutVariable result
        $result.EncryptionContext['Purpose'] | Should -Be 'test'
    }

    It 'a pair that is not stored fails, and the error names it' {
        $rsa = [Security.Cryptography.RSA]::Create(2048)
        [IO.File]::WriteAllText((Join-Path $TestDrive public.pem), $rsa.ExportSubjectPublicKeyInfoPem())
        [IO.File]::WriteAllText((Join-Path $TestDrive private.pem), $rsa.ExportPkcs8PrivateKeyPem())
        $keyring = New-RawRsaKeyring -KeyNamespace n -KeyName k -Padding OaepSha256 -PublicKeyPath TestDrive:/public.pem -PrivateKeyPath TestDrive:/private.pem -WarningAction Ignore
        $plain = 'x' | Protect-EnvelopeData -Keyring $keyring -EncryptionContext @{ A = '1' }
        $outcome = Get-Outcome { , $plain | Unprotect-EnvelopeData -Keyring $keyring -EncryptionContext @{ A = '1'; Unstored = 'secret value' } }
        Assert-Error $outcome.Errors[0] 'HeaderAuthenticationFailed' 'SecurityError'
        $outcome.Errors[0].Exception.Message | Should -BeLike '*Unstored*'
        $outcome.Errors[0].Exception.Message | Should -Not -BeLike '*secret value*'

        # A raw AES key is bound to the whole context, and fails first.
        $outcome = Get-Outcome { , $message | Unprotect-EnvelopeData -KeyFile $key -EncryptionContext @{ Unstored = 'secret value' } }
        Assert-Error $outcome.Errors[0] 'DataKeyUnwrapFailed' 'PermissionDenied'
        $outcome.Errors[0].Exception.Message | Should -BeLike '*Unstored*'
    }
}
