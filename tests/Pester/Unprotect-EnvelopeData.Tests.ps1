BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path
    $name = (New-RawAesKeyring $key).KeyName
}

Describe 'What comes out of Unprotect-EnvelopeData' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'is a file beside the message, by its name without the suffix' {
        Set-Content a.txt 'content'
        $null = Protect-EnvelopeData a.txt -KeyFile $key -EncryptionContext @{ Purpose = 'test' }
        Remove-Item a.txt
        $result = Unprotect-EnvelopeData a.txt.encrypted -KeyFile $key
        Get-Content a.txt | Should -Be 'content'
        $result.Path | Should -Be "$folder/a.txt.encrypted"
        $result.Destination | Should -Be "$folder/a.txt"
        $result.Length | Should -Be (Get-Item a.txt.encrypted).Length
        $result.DestinationLength | Should -Be (Get-Item a.txt).Length
        $result.AlgorithmSuite | Should -Be 'Aes256GcmHkdfSha512CommitKeyEcdsaP384'
        $result.EncryptionContext['Purpose'] | Should -Be 'test'
        $result.KeyUsed | Should -Be $name
        $result.EncryptedDataKey[0].KeyId | Should -Be $name
        $result.FromCache | Should -BeFalse
        $result.PSPath | Should -Be "Microsoft.PowerShell.Core\FileSystem::$folder/a.txt"
        ($result | Get-Item).Name | Should -Be 'a.txt'
        $result | Get-Content | Should -Be 'content'
    }

    It 'is <Expected> for a message called <Name>' -ForEach @(
        @{ Name = 'a.encrypted'; Expected = 'a' }
        @{ Name = 'a.ENCRYPTED'; Expected = 'a' }
        @{ Name = 'a.txt.encrypted.encrypted'; Expected = 'a.txt.encrypted' }
        @{ Name = 'message'; Expected = 'message.decrypted' }
        @{ Name = '.encrypted'; Expected = '.encrypted.decrypted' }
    ) {
        $null = 'x' | Protect-EnvelopeData -KeyFile $key -Destination $Name
        (Unprotect-EnvelopeData -LiteralPath $Name -KeyFile $key).Destination | Should -Be "$folder/$Expected"
    }

    It 'goes to -Destination, a file or a directory' {
        $null = 'x' | Protect-EnvelopeData -KeyFile $key -Destination m.encrypted
        $null = New-Item -ItemType Directory out
        (Unprotect-EnvelopeData m.encrypted other -KeyFile $key).Destination | Should -Be "$folder/other"
        (Unprotect-EnvelopeData m.encrypted out/ -KeyFile $key).Destination | Should -Be "$folder/out/m"
        $message = 'y' | Protect-EnvelopeData -KeyFile $key
        $result = Unprotect-EnvelopeData -InputObject $message -KeyFile $key -Destination third
        $result.Path | Should -Be 'input object 1 (Byte[])'
        [IO.File]::ReadAllText("$folder/third") | Should -Be 'y'
    }

    It 'replaces nothing without -Force' {
        $null = 'new' | Protect-EnvelopeData -KeyFile $key -Destination m.encrypted
        Set-Content m 'old' -NoNewline
        Assert-Error (Get-Outcome { Unprotect-EnvelopeData m.encrypted -KeyFile $key }).Errors[0] 'DestinationExists' 'ResourceExists' "$folder/m.encrypted"
        [IO.File]::ReadAllText("$folder/m") | Should -Be 'old'
        $null = Unprotect-EnvelopeData m.encrypted -KeyFile $key -Force
        [IO.File]::ReadAllText("$folder/m") | Should -Be 'new'
    }

    It 'never goes two to one file, even with -Force' {
        $null = 'one' | Protect-EnvelopeData -KeyFile $key -Destination m.encrypted
        $null = 'two' | Protect-EnvelopeData -KeyFile $key -Destination m.Encrypted
        $outcome = Get-Outcome { Unprotect-EnvelopeData -LiteralPath m.encrypted, m.Encrypted -KeyFile $key -Force }
        Assert-Error $outcome.Errors[0] 'DestinationUsedTwice' 'ResourceExists' "$folder/m.Encrypted"
        [IO.File]::ReadAllText("$folder/m") | Should -Be 'one'
    }

    It 'is byte[] in one piece for data' {
        $message = 'abc' | Protect-EnvelopeData -KeyFile $key
        $bytes = $message | Unprotect-EnvelopeData -KeyFile $key
        $bytes.GetType() | Should -Be ([byte[]])
        $bytes | Should -Be 97, 98, 99
        (Unprotect-EnvelopeData -InputObject ([object[]] $message) -KeyFile $key).GetType() | Should -Be ([byte[]])
    }

    It 'is a string, SecureString, base64 or bytes of a file where they are asked for, and no file' {
        $null = 'päß' | Protect-EnvelopeData -KeyFile $key -Destination m
        Unprotect-EnvelopeData m -KeyFile $key -AsString | Should -BeExactly 'päß'
        $secure = Unprotect-EnvelopeData m -KeyFile $key -AsSecureString
        $secure | Should -BeOfType ([securestring])
        $secure.IsReadOnly() | Should -BeTrue
        Read-Secret $secure | Should -BeExactly 'päß'
        Unprotect-EnvelopeData m -KeyFile $key -AsBase64 | Should -BeExactly 'cMOkw58='
        (Unprotect-EnvelopeData m -KeyFile $key -AsBytes).GetType() | Should -Be ([byte[]])
        Get-Listing | Should -Be 'm'
    }

    It 'is one object a message where several are read' {
        $texts = 'a', 'b', 'c' | Protect-EnvelopeData -KeyFile $key | Unprotect-EnvelopeData -KeyFile $key -AsString
        $texts | Should -Be 'a', 'b', 'c'
    }

    It '-WhatIf touches nothing and asks no keyring' {
        $null = 'x' | Protect-EnvelopeData -KeyFile $key -Destination m.encrypted
        $keyring = [CountingKeyring]::new((New-RawAesKeyring $key))
        Unprotect-EnvelopeData m.encrypted -Keyring $keyring -WhatIf | Should -BeNullOrEmpty
        Unprotect-EnvelopeData m.encrypted -Keyring $keyring -AsString -WhatIf | Should -BeNullOrEmpty
        $keyring.Decryptions | Should -Be 0
        Get-Listing | Should -Be 'm.encrypted'
        Unprotect-EnvelopeData m.encrypted -Keyring $keyring -AsString | Should -Be 'x'
        $keyring.Decryptions | Should -Be 1
    }

    It 'these exclude each other: <Script>' -ForEach @(
        @{ Script = { Unprotect-EnvelopeData x -KeyFile $key -AsBytes -AsBase64 } }
        @{ Script = { Unprotect-EnvelopeData x -KeyFile $key -AsString -AsSecureString } }
        @{ Script = { Unprotect-EnvelopeData x -KeyFile $key -AsString -Destination y } }
        @{ Script = { Unprotect-EnvelopeData x -KeyFile $key -Encoding utf8 } }
        @{ Script = { Unprotect-EnvelopeData x -KeyFile $key -OutputStream ([IO.MemoryStream]::new()) } }
        @{ Script = { Unprotect-EnvelopeData -InputStream ([IO.MemoryStream]::new()) -KeyFile $key } }
    ) {
        Assert-Error (Get-Outcome $Script).Ended 'InvalidParameterCombination' 'InvalidArgument'
    }
}

Describe 'Text' {
    It 'comes back as it was written with -Encoding <Encoding>' -ForEach @(
        @{ Encoding = 'utf8'; Writer = [Text.UTF8Encoding]::new($false); Text = 'Grüße 世界 🔑' }
        @{ Encoding = 'unicode'; Writer = [Text.Encoding]::Unicode; Text = 'Grüße 世界 🔑' }
        @{ Encoding = 'BigEndianUnicode'; Writer = [Text.Encoding]::BigEndianUnicode; Text = 'Grüße 世界 🔑' }
        @{ Encoding = 'utf-16'; Writer = [Text.Encoding]::Unicode; Text = 'Grüße' }
        @{ Encoding = 'utf32'; Writer = [Text.Encoding]::UTF32; Text = 'Grüße 世界 🔑' }
        @{ Encoding = 'latin1'; Writer = [Text.Encoding]::Latin1; Text = 'Grüße' }
        @{ Encoding = 28591; Writer = [Text.Encoding]::Latin1; Text = 'Grüße' }
        @{ Encoding = [Text.Encoding]::BigEndianUnicode; Writer = [Text.Encoding]::BigEndianUnicode; Text = 'Grüße' }
        @{ Encoding = 'ascii'; Writer = [Text.Encoding]::ASCII; Text = 'plain' }
    ) {
        $message = Protect-EnvelopeData -InputObject $Writer.GetBytes($Text) -KeyFile $key
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -AsString -Encoding $Encoding | Should -BeExactly $Text
        Read-Secret (Unprotect-EnvelopeData -InputObject $message -KeyFile $key -AsSecureString -Encoding $Encoding) | Should -BeExactly $Text
    }

    It 'is an error where the bytes are no <Encoding>, never U+FFFD' -ForEach @(
        @{ Encoding = 'utf8'; Bytes = [byte[]] (0x66, 0xFC, 0x72) }
        @{ Encoding = 'utf8'; Bytes = [byte[]] (0xED, 0xA0, 0x80) }
        @{ Encoding = 'ascii'; Bytes = [byte[]] (0x66, 0xFC, 0x72) }
        @{ Encoding = 'unicode'; Bytes = [byte[]] (0x00, 0xD8, 0x41, 0x00) }
        @{ Encoding = 'unicode'; Bytes = [byte[]] (0x41, 0x00, 0x42) }
    ) {
        $message = Protect-EnvelopeData -InputObject $Bytes -KeyFile $key
        Assert-Error (Get-Outcome { , $message | Unprotect-EnvelopeData -KeyFile $key -AsString -Encoding $Encoding }).Errors[0] 'NotText' 'InvalidData' 'input object 1 (Byte[])'
        Assert-Error (Get-Outcome { , $message | Unprotect-EnvelopeData -KeyFile $key -AsSecureString -Encoding $Encoding }).Errors[0] 'NotText' 'InvalidData'
        Test-SameBytes (Unprotect-EnvelopeData -InputObject $message -KeyFile $key) $Bytes | Should -BeTrue
    }

    It '-Encoding <_> is refused' -ForEach 'no-such-encoding', 'utf7', 99999, $true {
        { Unprotect-EnvelopeData x -KeyFile $key -AsString -Encoding $_ } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }
}

Describe 'Base64' {
    BeforeEach {
        $folder = Enter-TestFolder
        $data = New-Bytes 10000
        $text = Protect-EnvelopeData -InputObject $data -KeyFile $key -AsBase64
    }
    AfterEach { Set-Location $PSScriptRoot }

    It 'goes round through <Way>' -ForEach @(
        @{ Way = 'a variable'; Script = { $text } }
        @{ Way = 'an environment variable'; Script = { $env:ENVELOPE_TEST = $text; $env:ENVELOPE_TEST } }
        @{ Way = 'JSON'; Script = { (@{ message = $text } | ConvertTo-Json | ConvertFrom-Json).message } }
        @{ Way = 'CSV'; Script = { ([pscustomobject] @{ message = $text } | ConvertTo-Csv | ConvertFrom-Csv).message } }
        @{ Way = 'a text file'; Script = { Set-Content m.txt $text; Get-Content m.txt } }
        @{ Way = 'wrapped lines, in one string'; Script = { Set-Content m.txt ($text -split '(.{76})' -ne ''); Get-Content m.txt -Raw } }
        @{ Way = 'lines with CR and LF and blanks'; Script = { "  " + (($text -split '(.{64})' -ne '') -join " `r`n`t") + "`r`n" } }
        @{ Way = 'bytes of a text file'; Script = { Set-Content m.txt $text; , [IO.File]::ReadAllBytes("$PWD/m.txt") } }
        @{ Way = 'bytes of a UTF-16 file'; Script = { Set-Content m.txt $text -Encoding unicode; , [IO.File]::ReadAllBytes("$PWD/m.txt") } }
        @{ Way = 'a SecureString'; Script = { New-Secret $text } }
    ) {
        Test-SameBytes (& $Script | Unprotect-EnvelopeData -KeyFile $key -FromBase64) $data | Should -BeTrue
        $env:ENVELOPE_TEST = $null
    }

    It 'goes round through a file that is <Encoding>, <Lines>' -ForEach @(
        foreach ($encoding in 'ascii', 'utf8', 'utf8BOM', 'unicode', 'bigendianunicode') {
            @{ Encoding = $encoding; Lines = 'one line'; Width = 1000000 }
            @{ Encoding = $encoding; Lines = 'wrapped lines'; Width = 76 }
        }
    ) {
        Set-Content m.b64 ($text -split "(.{$Width})" -ne '') -Encoding $Encoding
        $result = Unprotect-EnvelopeData m.b64 -KeyFile $key -FromBase64 -Destination "plain"
        Test-SameBytes (Read-File plain) $data | Should -BeTrue
        $result.DestinationLength | Should -Be 10000
        Test-SameBytes (Unprotect-EnvelopeData m.b64 -KeyFile $key -FromBase64 -AsBytes) $data | Should -BeTrue
        Test-EnvelopeData m.b64 -KeyFile $key -FromBase64 | Should -BeTrue
        (Get-EnvelopeHeader m.b64 -FromBase64).KeyId | Should -Be $name
    }

    It 'in a file keeps the rules of files: not onto itself, and with its mode' {
        Set-Content m.b64 $text
        Assert-Error (Get-Outcome { Unprotect-EnvelopeData m.b64 m.b64 -KeyFile $key -FromBase64 -Force }).Errors[0] 'SameFile' 'InvalidArgument'
        Get-Content m.b64 | Should -Be $text
        if (-not $IsWindows) {
            [IO.File]::SetUnixFileMode("$folder/m.b64", 'UserRead, UserWrite')
            $null = Unprotect-EnvelopeData m.b64 plain -KeyFile $key -FromBase64
            [IO.File]::GetUnixFileMode("$folder/plain") | Should -Be 'UserWrite, UserRead'
        }
    }

    It 'that is none is named so: <What>' -ForEach @(
        @{ What = 'a sign that is not in the alphabet'; Script = { '*' + $text.Substring(1) | Unprotect-EnvelopeData -KeyFile $key -FromBase64 } }
        @{ What = 'a length that cannot be'; Script = { $text.Substring(0, 401) | Unprotect-EnvelopeData -KeyFile $key -FromBase64 } }
        @{ What = 'in a file'; Script = { Set-Content m.b64 ('*' + $text.Substring(1)); Unprotect-EnvelopeData m.b64 -KeyFile $key -FromBase64 } }
        @{ What = 'late in a file'; Script = { Set-Content m.b64 ($text.Substring(0, 8000) + '*' + $text.Substring(8001)); Unprotect-EnvelopeData m.b64 -KeyFile $key -FromBase64 } }
        @{ What = 'the message itself'; Script = { $null = 'x' | Protect-EnvelopeData -KeyFile $key -Destination m; Unprotect-EnvelopeData m -KeyFile $key -FromBase64 } }
    ) {
        Assert-Error (Get-Outcome $Script).Errors[0] 'NotBase64' 'InvalidData'
        Get-Listing | Should -Not -Contain 'm.decrypted'
    }

    It 'that was cut short is a message that was cut short' {
        Assert-Error (Get-Outcome { $text.Substring(0, 2000) | Unprotect-EnvelopeData -KeyFile $key -FromBase64 }).Errors[0] 'MessageTruncated' 'InvalidData' 'input object 1 (String)'
    }

    It 'forgotten -FromBase64 is what the error names' {
        $outcome = Get-Outcome { $text | Unprotect-EnvelopeData -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'UnsupportedInput' 'InvalidType' 'input object 1 (String)'
        $outcome.Errors[0].Exception.Message | Should -BeLike '*-FromBase64*'
        Set-Content m.b64 $text
        $outcome = Get-Outcome { Unprotect-EnvelopeData m.b64 -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'Base64Message' 'InvalidData' "$folder/m.b64"
        $outcome.Errors[0].Exception.Message | Should -BeLike '*-FromBase64*'
    }
}
