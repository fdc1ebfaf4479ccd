BeforeDiscovery {
    $suites = 0x0014, 0x0046, 0x0078, 0x0114, 0x0146, 0x0178, 0x0214, 0x0346, 0x0378, 0x0478, 0x0578
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $a = (New-RawAesKeyFile (Join-Path $TestDrive 'a.key') -KeyName a).Path
    $b = (New-RawAesKeyFile (Join-Path $TestDrive 'b.key') -KeyName b).Path
    $keyringA, $keyringB = (New-RawAesKeyring $a), (New-RawAesKeyring $b)
    $managerA, $managerB = (New-DefaultMaterialsManager $keyringA), (New-DefaultMaterialsManager $keyringB)
    $file = Join-Path $TestDrive 'data.txt'
    Set-Content $file 'data'

    # Which key a message was written for.
    function Get-KeyName($Message) { (Get-EnvelopeHeader -InputObject $Message).KeyId }
}

Describe 'With the session default <Default>' -ForEach @(
    @{ Default = 'none' }
    @{ Default = 'MaterialsManager' }
    @{ Default = 'Keyring' }
    @{ Default = 'KeyFile' }
) {
    BeforeEach {
        $PSDefaultParameterValues = switch ($Default) {
            MaterialsManager { @{ '*-EnvelopeData:MaterialsManager' = $managerA } }
            Keyring { @{ '*-EnvelopeData:Keyring' = $keyringA } }
            KeyFile { @{ '*-EnvelopeData:KeyFile' = $a } }
            default { @{} }
        }
    }

    It 'it serves where no key is given: <What>' -ForEach @(
        @{ What = 'data from the pipeline'; Script = { 'x' | Protect-EnvelopeData } }
        @{ What = '-InputObject'; Script = { Protect-EnvelopeData -InputObject 'x' } }
        @{ What = 'a file from the pipeline'; Script = { Get-Item $file | Protect-EnvelopeData -AsBytes } }
        @{ What = '-Path'; Script = { Protect-EnvelopeData $file -AsBytes } }
        @{ What = '-LiteralPath'; Script = { Protect-EnvelopeData -LiteralPath $file -AsBytes } }
        @{ What = '-InputStream'; Script = { Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new([byte[]] 1)) -AsBytes } }
    ) {
        if ($Default -eq 'none') {
            $outcome = Get-Outcome $Script
            Assert-Error $outcome.Ended 'NoKey' 'InvalidArgument'
            foreach ($way in '-KeyFile', '-Keyring', '-MaterialsManager') { $outcome.Ended.Exception.Message | Should -BeLike "*$way*" }
        }
        else {
            $message = & $Script
            Get-KeyName $message | Should -Be 'a'
            Test-EnvelopeData -InputObject $message | Should -BeTrue
            (Unprotect-EnvelopeData -InputObject $message).GetType() | Should -Be ([byte[]])
        }
    }

    It 'an explicit key wins: <What>' -ForEach @(
        @{ What = 'data, -KeyFile'; Script = { 'x' | Protect-EnvelopeData -KeyFile $b } }
        @{ What = 'data, -Keyring'; Script = { 'x' | Protect-EnvelopeData -Keyring $keyringB } }
        @{ What = 'data, -MaterialsManager'; Script = { 'x' | Protect-EnvelopeData -MaterialsManager $managerB } }
        @{ What = '-InputObject, -KeyFile'; Script = { Protect-EnvelopeData -InputObject 'x' -KeyFile $b } }
        @{ What = '-InputObject, -Keyring'; Script = { Protect-EnvelopeData -InputObject 'x' -Keyring $keyringB } }
        @{ What = '-InputObject, -MaterialsManager'; Script = { Protect-EnvelopeData -InputObject 'x' -MaterialsManager $managerB } }
        @{ What = '-Path, -KeyFile'; Script = { Protect-EnvelopeData $file -AsBytes -KeyFile $b } }
        @{ What = '-Path, -Keyring'; Script = { Protect-EnvelopeData $file -AsBytes -Keyring $keyringB } }
        @{ What = '-Path, -MaterialsManager'; Script = { Protect-EnvelopeData $file -AsBytes -MaterialsManager $managerB } }
        @{ What = '-Path, a keyring from the pipeline'; Script = { $keyringB | Protect-EnvelopeData $file -AsBytes } }
        @{ What = '-Path, a manager from the pipeline'; Script = { $managerB | Protect-EnvelopeData -Path $file -AsBytes } }
        @{ What = '-LiteralPath, a keyring from the pipeline'; Script = { $keyringB | Protect-EnvelopeData -LiteralPath $file -AsBytes } }
        @{ What = '-LiteralPath, a manager from the pipeline'; Script = { $managerB | Protect-EnvelopeData -LiteralPath $file -AsBytes } }
        @{ What = '-InputStream, a keyring from the pipeline'; Script = { $keyringB | Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new([byte[]] 1)) -AsBytes } }
        @{ What = '-InputStream, a manager from the pipeline'; Script = { $managerB | Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new([byte[]] 1)) -AsBytes } }
    ) {
        $message = & $Script
        Get-KeyName $message | Should -Be 'b'
        $keyringB | Unprotect-EnvelopeData -InputStream ([IO.MemoryStream]::new($message)) -AsString | Should -Not -BeNullOrEmpty
    }

    It 'a key from the pipeline is no data' {
        Assert-Error (Get-Outcome { $keyringB | Protect-EnvelopeData }).Errors[0] 'UnsupportedInput' 'InvalidType' 'input object 1 (RawAesKeyring)'
    }

    It 'a key from the pipeline beside another in the command is refused: <What>' -ForEach @(
        @{ What = '-KeyFile'; Script = { $keyringB | Protect-EnvelopeData $file -AsBytes -KeyFile $b } }
        @{ What = '-Keyring'; Script = { $managerB | Protect-EnvelopeData $file -AsBytes -Keyring $keyringB } }
        @{ What = '-MaterialsManager'; Script = { $keyringB | Protect-EnvelopeData -LiteralPath $file -AsBytes -MaterialsManager $managerB } }
        @{ What = '-KeyId'; Script = { $keyringB | Protect-EnvelopeData $file -AsBytes -KeyId alias/x } }
    ) {
        $outcome = Get-Outcome $Script
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Ended.FullyQualifiedErrorId | Should -BeLike 'InvalidParameterCombination,*'
        "$($outcome.Ended)" | Should -BeLike "A key came down the pipeline, and $What gives another.*"
    }

    It 'two keys in the command are refused before anything is read: <What>' -ForEach @(
        @{ What = '-Keyring and -KeyFile'; Script = { Protect-EnvelopeData nothing -Keyring $keyringB -KeyFile $b } }
        @{ What = '-MaterialsManager and -KeyId'; Script = { Get-Item $file | Protect-EnvelopeData -MaterialsManager $managerB -KeyId alias/x } }
        @{ What = '-KeyFile and -Discovery'; Script = { Unprotect-EnvelopeData -LiteralPath nothing -KeyFile $b -Discovery } }
        @{ What = '-KeyFile and -KeyId'; Script = { Test-EnvelopeData -InputStream ([IO.MemoryStream]::new()) -KeyFile $b -KeyId alias/x } }
        @{ What = '-Keyring and -Discovery'; Script = { Update-EnvelopeData nothing -Keyring $keyringB -Discovery -NewKeyFile $b } }
    ) {
        $outcome = Get-Outcome $Script
        Assert-Error $outcome.Ended 'InvalidParameterCombination' 'InvalidArgument'
        "$($outcome.Ended)" | Should -Be "$What exclude each other."
        $outcome.Errors | Should -BeNullOrEmpty
    }

    It 'a key that is null is no key' {
        (Get-Outcome { 'x' | Protect-EnvelopeData -Keyring $null }).Ended.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -MaterialsManager $null }).Ended 'NoKey' 'InvalidArgument'
    }

    It 'data from the pipeline beside a named input is refused' {
        $outcome = Get-Outcome { 'x' | Protect-EnvelopeData $file -AsBytes }
        Assert-Error $outcome.Errors[0] 'UnsupportedInput' 'InvalidType'
        $outcome.Output | Should -BeNullOrEmpty
    }
}

Describe 'Keys that are session defaults' {
    It 'two of them are one too many, and a key in the command settles it' {
        $PSDefaultParameterValues = @{ '*-EnvelopeData:MaterialsManager' = $managerA; 'Protect-*:KeyFile' = $a }
        "$((Get-Outcome { 'x' | Protect-EnvelopeData }).Ended)" | Should -Be '-MaterialsManager and -KeyFile exclude each other.'
        Get-KeyName ('x' | Protect-EnvelopeData -Keyring $keyringB) | Should -Be 'b'
        Get-KeyName ($keyringB | Protect-EnvelopeData $file -AsBytes) | Should -Be 'b'
    }

    It '-Discovery for all cmdlets leaves Protect-EnvelopeData alone, which has no such parameter' {
        $PSDefaultParameterValues = @{ '*-EnvelopeData:Discovery' = $true }
        Get-KeyName ('x' | Protect-EnvelopeData -KeyFile $a) | Should -Be 'a'
        (Get-Outcome { 'x' | Protect-EnvelopeData -Discovery }).Ended.FullyQualifiedErrorId | Should -BeLike 'NamedParameterNotFound,*'
    }
}

Describe 'Several key files' {
    It 'the first encrypts, all are tried on decryption' {
        $one = 'x' | Protect-EnvelopeData -KeyFile $a, $b
        Get-KeyName $one | Should -Be 'a'
        $two = 'y' | Protect-EnvelopeData -KeyFile $b, $a
        Get-KeyName $two | Should -Be 'b'
        $one, $two | Unprotect-EnvelopeData -KeyFile $a, $b -AsString | Should -Be 'x', 'y'
        Assert-Error (Get-Outcome { , $two | Unprotect-EnvelopeData -KeyFile $a }).Errors[0] 'NoMatchingKey' 'ObjectNotFound' 'input object 1 (Byte[])'
    }
}

Describe 'Keyrings and managers of one''s own' {
    It 'a keyring that is a class encrypts and decrypts, on the thread of the pipeline' {
        $mine = [MaskKeyring]::new('my mask', 0x77)
        $message = 'class work' | Protect-EnvelopeData -Keyring $mine
        $mine.ThreadId | Should -Be ([Environment]::CurrentManagedThreadId)
        $header = Get-EnvelopeHeader -InputObject $message
        $header.EncryptedDataKey[0].KeyProviderId | Should -Be 'mask'
        $header.KeyId | Should -Be 'my mask'
        $mine.ThreadId = 0
        Unprotect-EnvelopeData -InputObject $message -Keyring $mine -AsString | Should -Be 'class work'
        $mine.ThreadId | Should -Be ([Environment]::CurrentManagedThreadId)
        Assert-Error (Get-Outcome { , $message | Unprotect-EnvelopeData -Keyring ([MaskKeyring]::new('other', 0x77)) }).Errors[0] 'NoMatchingKey' 'ObjectNotFound'
    }

    It 'it serves files too' {
        $mine = [MaskKeyring]::new('my mask', 0x77)
        $result = $mine | Protect-EnvelopeData $file -Destination (Join-Path $TestDrive 'by-class')
        $result.KeyUsed | Should -Be 'my mask'
        $mine.ThreadId | Should -Be ([Environment]::CurrentManagedThreadId)
        $result | Unprotect-EnvelopeData -Keyring $mine -AsString | Should -Be "data$([Environment]::NewLine)"
    }

    It 'one that fails is an error of each item, and what it said is told' {
        $outcome = Get-Outcome { 'x', 'y' | Protect-EnvelopeData -Keyring ([FailingKeyring]::new()) }
        $outcome.Errors.Count | Should -Be 2
        "$($outcome.Errors[0])" | Should -BeLike '*the token is not plugged in*'
        $outcome.Ended | Should -BeNullOrEmpty
    }

    It 'one that makes no data key is found out' {
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -Keyring ([IdleKeyring]::new()) }).Errors[0] 'InvalidMaterials' 'InvalidResult' 'input object 1 (String)'
    }

    It 'a manager that is a class sees what is asked, and can refuse it' {
        $manager = [PurposeManager]::new($managerA)
        $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -MaterialsManager $manager }
        "$($outcome.Errors[0])" | Should -BeLike '*Name a purpose.*'
        $message = 'hello' | Protect-EnvelopeData -MaterialsManager $manager -EncryptionContext @{ Purpose = 'test' }
        Unprotect-EnvelopeData -InputObject $message -MaterialsManager $manager -AsString | Should -Be 'hello'
        $null = Protect-EnvelopeData $file -AsBytes -MaterialsManager $manager -EncryptionContext @{ Purpose = 'test' }
        $manager.Lengths | Should -Be 5, (Get-Item $file).Length
    }
}

Describe 'Algorithm suites' {
    It 'each can be written by its id and read: <_>' -ForEach $suites {
        $policy = $_ -in 0x0478, 0x0578 ? 'RequireEncryptRequireDecrypt' : 'ForbidEncryptAllowDecrypt'
        $message = 'suited' | Protect-EnvelopeData -KeyFile $a -AlgorithmSuite $_ -CommitmentPolicy $policy
        [int] (Get-EnvelopeHeader -InputObject $message).AlgorithmSuite | Should -Be $_
        Unprotect-EnvelopeData -InputObject $message -KeyFile $a -CommitmentPolicy RequireEncryptAllowDecrypt -AsString | Should -Be 'suited'
    }

    It 'are given as <How>' -ForEach @(
        @{ How = 'a number'; Suite = 0x0478 }
        @{ How = 'a name'; Suite = 'Aes256GcmHkdfSha512CommitKey' }
        @{ How = 'a name in lower case'; Suite = 'aes256gcmhkdfsha512commitkey' }
        @{ How = 'a member'; Suite = 'EnvelopeCrypto.Suites.AlgorithmSuite' }
    ) {
        if ($How -eq 'a member') { $Suite = [EnvelopeCrypto.Suites.AlgorithmSuite]::Aes256GcmHkdfSha512CommitKey }
        $message = 'x' | Protect-EnvelopeData -KeyFile $a -AlgorithmSuite $Suite
        (Get-EnvelopeHeader -InputObject $message).AlgorithmSuite | Should -Be 'Aes256GcmHkdfSha512CommitKey'
    }

    It 'that do not exist are refused: <_>' -ForEach 0x0479, 0, 'Aes512' {
        { 'x' | Protect-EnvelopeData -KeyFile $a -AlgorithmSuite $_ } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
    }

    It 'follow the policy <Policy> by default' -ForEach @(
        @{ Policy = 'ForbidEncryptAllowDecrypt'; Suite = 0x0378 }
        @{ Policy = 'RequireEncryptAllowDecrypt'; Suite = 0x0578 }
        @{ Policy = 'RequireEncryptRequireDecrypt'; Suite = 0x0578 }
    ) {
        $message = 'x' | Protect-EnvelopeData -KeyFile $a -CommitmentPolicy $Policy
        [int] (Get-EnvelopeHeader -InputObject $message).AlgorithmSuite | Should -Be $Suite
    }

    It 'are held to the policy before any keyring is asked' {
        $keyring = [CountingKeyring]::new($keyringA)
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -Keyring $keyring -AlgorithmSuite 0x0378 }).Errors[0] 'CommitmentPolicyViolation' 'SecurityError'
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -Keyring $keyring -AlgorithmSuite 0x0578 -CommitmentPolicy ForbidEncryptAllowDecrypt }).Errors[0] 'CommitmentPolicyViolation' 'SecurityError'
        $old = 'x' | Protect-EnvelopeData -KeyFile $a -CommitmentPolicy ForbidEncryptAllowDecrypt
        $outcome = Get-Outcome { , $old | Unprotect-EnvelopeData -Keyring $keyring }
        Assert-Error $outcome.Errors[0] 'CommitmentPolicyViolation' 'SecurityError' 'input object 1 (Byte[])'
        $outcome.Errors[0].Exception.Message | Should -BeLike '*RequireEncryptAllowDecrypt*'
        $keyring.Encryptions + $keyring.Decryptions | Should -Be 0
        Unprotect-EnvelopeData -InputObject $old -KeyFile $a -CommitmentPolicy RequireEncryptAllowDecrypt -AsString | Should -Be 'x'
    }
}

Describe '-MaxEncryptedDataKeys' {
    BeforeAll {
        $both = New-MultiKeyring -Generator $keyringA -Child $keyringB
        $message = 'x' | Protect-EnvelopeData -Keyring $both
    }

    It 'bounds what is written and what is read' {
        Assert-Error (Get-Outcome { 'x' | Protect-EnvelopeData -Keyring $both -MaxEncryptedDataKeys 1 }).Errors[0] 'TooManyEncryptedDataKeys' 'LimitsExceeded'
        $keyring = [CountingKeyring]::new($keyringA)
        $outcome = Get-Outcome { , $message | Unprotect-EnvelopeData -Keyring $keyring -MaxEncryptedDataKeys 1 }
        Assert-Error $outcome.Errors[0] 'TooManyEncryptedDataKeys' 'LimitsExceeded'
        $outcome.Errors[0].Exception.Message | Should -BeLike '*-MaxEncryptedDataKeys*'
        $keyring.Decryptions | Should -Be 0
        Unprotect-EnvelopeData -InputObject $message -KeyFile $b -MaxEncryptedDataKeys 2 -AsString | Should -Be 'x'
    }

    It '<_> is refused' -ForEach 0, 65536, -1 {
        { 'x' | Protect-EnvelopeData -Keyring $both -MaxEncryptedDataKeys $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'One keyring in many runspaces' {
    It 'serves ForEach-Object -Parallel' {
        $module = Join-Path $env:ENVELOPECRYPTO_TEST_MODULE 'EnvelopeCrypto.psd1'
        $texts = 1..40 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            $keyring = $using:keyringA
            "text $_" | Protect-EnvelopeData -Keyring $keyring | Unprotect-EnvelopeData -Keyring $keyring -AsString
        }
        $texts.Count | Should -Be 40
        $texts | Sort-Object { [int] $_.Substring(5) } | Should -Be (1..40 | ForEach-Object { "text $_" })
    }
}
