BeforeAll {
    . $PSScriptRoot/common.ps1
    $keyFile = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key') -KeyNamespace house -KeyName door).Path

    $rsa = [Security.Cryptography.RSA]::Create(2048)

    function New-PemFile([string] $Folder, [string] $Password) {
        $public, $private = (Join-Path $Folder 'public.pem'), (Join-Path $Folder 'private.pem')
        [IO.File]::WriteAllText($public, $rsa.ExportSubjectPublicKeyInfoPem())
        $text = if ($Password) {
            $how = [Security.Cryptography.PbeParameters]::new('Aes256Cbc', [Security.Cryptography.HashAlgorithmName]::SHA256, 1000)
            $rsa.ExportEncryptedPkcs8PrivateKeyPem($Password.ToCharArray(), $how)
        }
        else { $rsa.ExportPkcs8PrivateKeyPem() }
        [IO.File]::WriteAllText($private, $text)
        if (-not $IsWindows) { [IO.File]::SetUnixFileMode($private, 'UserRead, UserWrite') }
    }
}

AfterAll { $rsa.Dispose() }

Describe 'New-RawAesKeyring' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'opens a key file, which suffices' {
        $keyring = New-RawAesKeyring -KeyFile $keyFile
        $keyring | Should -BeOfType ([EnvelopeCrypto.Keyrings.RawAesKeyring])
        $keyring.KeyNamespace | Should -Be 'house'
        $keyring.KeyName | Should -Be 'door'
        'x' | Protect-EnvelopeData -Keyring $keyring | Unprotect-EnvelopeData -KeyFile $keyFile -AsString | Should -Be 'x'
        (New-RawAesKeyring $keyFile -KeyNamespace house -KeyName door).KeyName | Should -Be 'door'
    }

    It 'opens a file of <_> bare bytes with a namespace and a name' -ForEach 16, 24, 32 {
        $bytes = New-Bytes $_
        Write-File bare.key $bytes
        if (-not $IsWindows) { [IO.File]::SetUnixFileMode("$folder/bare.key", 'UserRead, UserWrite') }
        $fromFile = New-RawAesKeyring bare.key -KeyNamespace n -KeyName k
        $fromBytes = New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey $bytes
        'x' | Protect-EnvelopeData -Keyring $fromFile | Unprotect-EnvelopeData -Keyring $fromBytes -AsString | Should -Be 'x'
    }

    It 'takes a key as <How>' -ForEach @(
        @{ How = 'byte[]'; Key = { , $bytes } }
        @{ How = 'the object[] that a function makes of it'; Key = { , [object[]] $bytes } }
        @{ How = 'a SecureString of its base64'; Key = { New-Secret ([Convert]::ToBase64String($bytes)) } }
    ) {
        $bytes = New-Bytes 32
        $keyring = New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey (& $Key)
        $message = 'x' | Protect-EnvelopeData -Keyring $keyring
        Unprotect-EnvelopeData -InputObject $message -Keyring (New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey $bytes) -AsString | Should -Be 'x'
    }

    It 'keeps a copy: the array that was given may be cleared' {
        $bytes = New-Bytes 32
        $keyring = New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey $bytes
        $same = New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey ([byte[]] $bytes.Clone())
        [array]::Clear($bytes)
        'x' | Protect-EnvelopeData -Keyring $keyring | Unprotect-EnvelopeData -Keyring $same -AsString | Should -Be 'x'
    }

    It 'refuses a key that is <What>' -ForEach @(
        @{ What = 'too short'; Key = { , [byte[]]::new(15) } }
        @{ What = 'too long'; Key = { , [byte[]]::new(33) } }
        @{ What = 'a string'; Key = { [Convert]::ToBase64String([byte[]]::new(32)) } }
        @{ What = 'a SecureString of no base64'; Key = { New-Secret 'not base64!' } }
        @{ What = 'an array of numbers'; Key = { , @(1..32) } }
    ) {
        $outcome = Get-Outcome { New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey (& $Key) }
        Assert-Error $outcome.Ended 'InvalidWrappingKey' 'InvalidArgument' 'WrappingKey'
    }

    It 'refuses a namespace or name that <What>' -ForEach @(
        @{ What = 'belongs to KMS'; Namespace = 'aws-kms'; Name = 'k' }
        @{ What = 'begins like that of KMS'; Namespace = 'aws-kms-mrk'; Name = 'k' }
        @{ What = 'is too long'; Namespace = 'n'; Name = 'k' * 65001 }
        @{ What = 'is no Unicode'; Namespace = 'n'; Name = "`u{D800}" }
    ) {
        Assert-Error (Get-Outcome { New-RawAesKeyring -KeyNamespace $Namespace -KeyName $Name -WrappingKey ([byte[]]::new(32)) }).Ended 'InvalidWrappingKey' 'InvalidArgument'
    }

    It 'refuses a key file that <What>' -ForEach @(
        @{ What = 'is none'; Content = 'Dear reader' }
        @{ What = 'is empty'; Content = '' }
        @{ What = 'has 32 bytes and no name'; Content = 'x' * 32 }
        @{ What = 'is of a later version'; Content = "EnvelopeCrypto raw AES key, version 2`nnamespace: n`nname: k`nkey: $('A' * 43)=`n" }
        @{ What = 'has a key of 31 bytes'; Content = "EnvelopeCrypto raw AES key, version 1`nnamespace: n`nname: k`nkey: $([Convert]::ToBase64String([byte[]]::new(31)))`n" }
        @{ What = 'has no key'; Content = "EnvelopeCrypto raw AES key, version 1`nnamespace: n`nname: k`n" }
        @{ What = 'has one line too many'; Content = "EnvelopeCrypto raw AES key, version 1`nnamespace: n`nname: k`nkey: $('A' * 43)=`nmore: x`n" }
    ) {
        [IO.File]::WriteAllText("$folder/bad.key", $Content)
        $outcome = Get-Outcome { New-RawAesKeyring bad.key }
        Assert-Error $outcome.Ended 'InvalidKeyFile' 'InvalidData' "$folder/bad.key"
        $outcome.Ended.Exception.Message | Should -BeLike "*$folder/bad.key*"
        $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyFile bad.key }
        Assert-Error $outcome.Ended 'InvalidKeyFile' 'InvalidData' "$folder/bad.key"
    }

    It 'refuses a key file for another namespace or name than those given' {
        Assert-Error (Get-Outcome { New-RawAesKeyring $keyFile -KeyName window }).Ended 'InvalidKeyFile' 'InvalidData' $keyFile
    }

    It 'reads key files with the line ends of Windows' {
        [IO.File]::WriteAllText("$folder/crlf.key", [IO.File]::ReadAllText($keyFile).Replace("`n", "`r`n"))
        (Get-Outcome { (New-RawAesKeyring crlf.key).KeyName }).Output | Should -Be 'door'
    }

    It 'warns of a key file that others can read' -Skip:$IsWindows {
        Copy-Item $keyFile open.key
        [IO.File]::SetUnixFileMode("$folder/open.key", 'UserRead, UserWrite, GroupRead')
        foreach ($script in { New-RawAesKeyring open.key }, { 'x' | Protect-EnvelopeData -KeyFile open.key }) {
            $outcome = Get-Outcome $script
            $outcome.Warnings.Message | Should -BeLike "*$folder/open.key*chmod 600*"
            $outcome.Output.Count | Should -Be 1
        }
        $null = New-RawAesKeyring $keyFile -WarningVariable said
        $said | Should -BeNullOrEmpty
    }
}

Describe 'New-RawRsaKeyring' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'goes round with -Padding <_>: the public key encrypts, the private one decrypts' -ForEach 'Pkcs1', 'OaepSha1', 'OaepSha256', 'OaepSha384', 'OaepSha512' {
        New-PemFile $folder
        $writer = New-RawRsaKeyring -KeyNamespace audit -KeyName 2026 -PublicKeyPath public.pem -Padding $_
        $reader = New-RawRsaKeyring -KeyNamespace audit -KeyName 2026 -PrivateKeyPath private.pem -Padding $_
        $writer | Should -BeOfType ([EnvelopeCrypto.Keyrings.RawRsaKeyring])
        $writer.CanEncrypt, $writer.CanDecrypt, $reader.CanEncrypt, $reader.CanDecrypt | Should -Be $true, $false, $false, $true
        $message = 'for the auditor' | Protect-EnvelopeData -Keyring $writer
        Unprotect-EnvelopeData -InputObject $message -Keyring $reader -AsString | Should -Be 'for the auditor'
        Assert-Error (Get-Outcome { , $message | Unprotect-EnvelopeData -Keyring $writer }).Errors[0] 'NoMatchingKey' 'ObjectNotFound'
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -Keyring $reader }).Errors[0] 'KeyringCannotEncrypt' 'InvalidArgument'
    }

    It 'opens an encrypted private key with its password, and only with it' {
        New-PemFile $folder 'päss wörd'
        $both = New-RawRsaKeyring -KeyNamespace n -KeyName k -PublicKeyPath public.pem -PrivateKeyPath private.pem -Password (New-Secret 'päss wörd') -Padding OaepSha256
        'x' | Protect-EnvelopeData -Keyring $both | Unprotect-EnvelopeData -Keyring $both -AsString | Should -Be 'x'
        $outcome = Get-Outcome { New-RawRsaKeyring -KeyNamespace n -KeyName k -PrivateKeyPath private.pem -Password (New-Secret 'wrong') -Padding OaepSha256 }
        Assert-Error $outcome.Ended 'InvalidWrappingKey' 'InvalidArgument' 'private.pem'
        $outcome = Get-Outcome { New-RawRsaKeyring -KeyNamespace n -KeyName k -PrivateKeyPath private.pem -Padding OaepSha256 }
        Assert-Error $outcome.Ended 'InvalidWrappingKey' 'InvalidArgument' 'private.pem'
        $outcome.Ended.Exception.Message | Should -BeLike '*password*'
    }

    It 'of another padding does not open' {
        New-PemFile $folder
        $writer = New-RawRsaKeyring -KeyNamespace n -KeyName k -PublicKeyPath public.pem -Padding OaepSha256
        $reader = New-RawRsaKeyring -KeyNamespace n -KeyName k -PrivateKeyPath private.pem -Padding OaepSha1
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -Keyring $writer | Unprotect-EnvelopeData -Keyring $reader }).Errors[0] 'DataKeyUnwrapFailed' 'PermissionDenied'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'no key at all'; Id = 'InvalidParameterCombination'; Category = 'InvalidArgument'; Parameters = @{} }
        @{ What = 'a private key as the public one'; Id = 'InvalidWrappingKey'; Category = 'InvalidArgument'; Parameters = @{ PublicKeyPath = 'private.pem' } }
        @{ What = 'a public key as the private one'; Id = 'InvalidWrappingKey'; Category = 'InvalidArgument'; Parameters = @{ PrivateKeyPath = 'public.pem' } }
        @{ What = 'a file that holds no key'; Id = 'InvalidWrappingKey'; Category = 'InvalidArgument'; Parameters = @{ PublicKeyPath = 'text.pem' } }
        @{ What = 'a file that is not there'; Id = 'SourceNotFound'; Category = 'ObjectNotFound'; Parameters = @{ PublicKeyPath = 'missing.pem' } }
    ) {
        New-PemFile $folder
        Set-Content text.pem 'Dear reader'
        Assert-Error (Get-Outcome { New-RawRsaKeyring -KeyNamespace n -KeyName k -Padding OaepSha256 @Parameters }).Ended $Id $Category
    }

    It 'warns of a private key without a password that others can read' -Skip:$IsWindows {
        New-PemFile $folder
        [IO.File]::SetUnixFileMode("$folder/private.pem", 'UserRead, OtherRead')
        (Get-Outcome { New-RawRsaKeyring -KeyNamespace n -KeyName k -Padding Pkcs1 -PrivateKeyPath private.pem }).Warnings.Message | Should -BeLike "*private.pem*"
    }
}

Describe 'New-MultiKeyring' {
    BeforeAll {
        $one, $two, $three = 'one', 'two', 'three' | ForEach-Object { New-RawAesKeyring -KeyNamespace n -KeyName $_ -WrappingKey (New-Bytes 32) }
    }

    It 'wraps under each key, the generator first, and any of them opens' {
        $all = New-MultiKeyring -Generator $one -Child $two, $three
        $all | Should -BeOfType ([EnvelopeCrypto.Keyrings.MultiKeyring])
        $all.Generator | Should -Be $one
        $all.Children | Should -Be $two, $three
        $message = 'x' | Protect-EnvelopeData -Keyring $all
        (Get-EnvelopeHeader -InputObject $message).KeyId | Should -Be 'one', 'two', 'three'
        foreach ($keyring in $one, $two, $three, $all) { Unprotect-EnvelopeData -InputObject $message -Keyring $keyring -AsString | Should -Be 'x' }
    }

    It 'takes its children from the pipeline' {
        (New-MultiKeyring -Generator $one -Child $two, $three).Children | Should -Be $two, $three
        ($two, $three | New-MultiKeyring -Generator $one).Children | Should -Be $two, $three
        ($one, $two, $three | New-MultiKeyring).Children.Count | Should -Be 3
    }

    It 'without a generator opens and does not encrypt' {
        $readers = $one, $two | New-MultiKeyring
        'x' | Protect-EnvelopeData -Keyring $two | Unprotect-EnvelopeData -Keyring $readers -AsString | Should -Be 'x'
        $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -Keyring $readers }
        Assert-Error $outcome.Errors[0] 'KeyringCannotEncrypt' 'InvalidArgument'
        $outcome.Errors[0].Exception.Message | Should -BeLike '*-Generator*'
    }

    It 'of nothing is refused' {
        Assert-Error (Get-Outcome { New-MultiKeyring }).Ended 'InvalidParameterCombination' 'InvalidArgument'
    }

    It 'nests' {
        $nested = New-MultiKeyring -Generator $one -Child (New-MultiKeyring -Child $two), ([MaskKeyring]::new('mine', 0x5A))
        $message = 'x' | Protect-EnvelopeData -Keyring $nested
        (Get-EnvelopeHeader -InputObject $message).KeyId | Should -Be 'one', 'two', 'mine'
        Unprotect-EnvelopeData -InputObject $message -Keyring ([MaskKeyring]::new('mine', 0x5A)) -AsString | Should -Be 'x'
    }
}

Describe 'New-DefaultMaterialsManager' {
    It 'takes a keyring by position and from the pipeline, and asks it for each message' {
        $keyring = [CountingKeyring]::new((New-RawAesKeyring $keyFile))
        $manager = New-DefaultMaterialsManager $keyring
        $manager | Should -BeOfType ([EnvelopeCrypto.Managers.DefaultMaterialsManager])
        $manager.Keyring | Should -Be $keyring
        $results = 'a', 'b' | Protect-EnvelopeData -MaterialsManager ($keyring | New-DefaultMaterialsManager)
        $results | Unprotect-EnvelopeData -MaterialsManager $manager -AsString | Should -Be 'a', 'b'
        $keyring.Encryptions, $keyring.Decryptions | Should -Be 2, 2
    }

    It 'refuses what is no keyring' {
        { New-DefaultMaterialsManager 'x' } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
        { New-DefaultMaterialsManager $null } | Should -Throw
    }
}
