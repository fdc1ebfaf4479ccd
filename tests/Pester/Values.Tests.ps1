BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path
    $credential = [pscredential]::new('user', (New-Secret 'p4ß🔑'))
}

Describe 'Values as they stand in scripts' {
    BeforeEach { $null = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'the password of a credential goes through text and comes back a SecureString' {
        $text = $credential.Password | Protect-EnvelopeData -KeyFile $key -AsBase64
        $text | Should -BeOfType ([string])
        $back = $text | Unprotect-EnvelopeData -KeyFile $key -FromBase64 -AsSecureString
        [pscredential]::new('user', $back).GetNetworkCredential().Password | Should -BeExactly 'p4ß🔑'
        ([pscustomobject]@{ Password = $credential.Password }).Password | Protect-EnvelopeData -KeyFile $key | Should -Not -BeNullOrEmpty
    }

    It 'the values of a hashtable go one by one, and come back under their names' {
        $table = [ordered]@{ Text = 'plain'; Secret = New-Secret 'hidden'; Empty = ''; Bytes = [byte[]] (1, 2, 3) }
        $messages = [ordered]@{}
        $table.GetEnumerator() | ForEach-Object { $messages[$_.Key] = Protect-EnvelopeData -InputObject $_.Value -KeyFile $key }
        $messages.Count | Should -Be 4
        $messages.Values | ForEach-Object { , $_ | Should -BeOfType ([byte[]]) }
        Unprotect-EnvelopeData -InputObject $messages.Text -KeyFile $key -AsString | Should -BeExactly 'plain'
        Read-Secret ($messages.Secret | Unprotect-EnvelopeData -KeyFile $key -AsSecureString) | Should -BeExactly 'hidden'
        Unprotect-EnvelopeData -InputObject $messages.Empty -KeyFile $key -AsString | Should -BeExactly ''
        Test-SameBytes (Unprotect-EnvelopeData -InputObject $messages.Bytes -KeyFile $key) ([byte[]] (1, 2, 3)) | Should -BeTrue
        $table.Values | Protect-EnvelopeData -KeyFile $key -AsBase64 | Should -HaveCount 4
    }

    It 'a message goes through a variable, however it is handed on' {
        $message = 'x' | Protect-EnvelopeData -KeyFile $key
        $message | Unprotect-EnvelopeData -KeyFile $key -AsString | Should -Be 'x'
        function Read-Message($Data) { $Data | Unprotect-EnvelopeData -KeyFile $key -AsString }
        Read-Message $message | Should -Be 'x'
        $inArray = @($message)
        Unprotect-EnvelopeData -InputObject $inArray -KeyFile $key -AsString | Should -Be 'x'
        $typed = [byte[]] $message
        Unprotect-EnvelopeData -InputObject $typed -KeyFile $key -AsString | Should -Be 'x'
    }

    It 'a message goes through JSON as text' {
        $json = @{ User = $credential.UserName; Password = $credential.Password | Protect-EnvelopeData -KeyFile $key -AsBase64 } | ConvertTo-Json
        $back = $json | ConvertFrom-Json
        Read-Secret ($back.Password | Unprotect-EnvelopeData -KeyFile $key -FromBase64 -AsSecureString) | Should -BeExactly 'p4ß🔑'
        $back = $json | ConvertFrom-Json -AsHashtable
        Read-Secret ($back['Password'] | Unprotect-EnvelopeData -KeyFile $key -FromBase64 -AsSecureString) | Should -BeExactly 'p4ß🔑'
    }

    It 'a message that JSON made numbers of comes back by [byte[]], and the error says so' {
        $message = 'x' | Protect-EnvelopeData -KeyFile $key
        $numbers = (@{ Message = $message } | ConvertTo-Json | ConvertFrom-Json).Message
        Unprotect-EnvelopeData -InputObject ([byte[]] $numbers) -KeyFile $key -AsString | Should -Be 'x'
        $outcome = Get-Outcome { Unprotect-EnvelopeData -InputObject $numbers -KeyFile $key }
        Assert-Error $outcome.Errors[0] UnsupportedInput InvalidType
        "$($outcome.Errors[0])" | Should -BeLike '*`[byte`[`]`]*-AsBase64*'
    }

    It 'a whole table goes through as JSON text' {
        $table = @{ A = 1; B = 'two' }
        $back = $table | ConvertTo-Json | Protect-EnvelopeData -KeyFile $key -AsBase64 | Unprotect-EnvelopeData -KeyFile $key -FromBase64 -AsString | ConvertFrom-Json -AsHashtable
        $back['A'], $back['B'] | Should -Be 1, 'two'
    }

    It 'messages go through Export-Clixml' {
        @{ Bytes = [byte[]] ('x' | Protect-EnvelopeData -KeyFile $key); Text = 'y' | Protect-EnvelopeData -KeyFile $key -AsBase64 } | Export-Clixml saved.xml
        $back = Import-Clixml saved.xml
        Unprotect-EnvelopeData -InputObject $back.Bytes -KeyFile $key -AsString | Should -Be 'x'
        $back.Text | Unprotect-EnvelopeData -KeyFile $key -FromBase64 -AsString | Should -Be 'y'
    }

    It '$PSDefaultParameterValues serve for keys, forms and context' {
        $PSDefaultParameterValues = @{
            '*-EnvelopeData:KeyFile'            = $key
            'Protect-EnvelopeData:AsBase64'     = $true
            'Unprotect-EnvelopeData:FromBase64' = $true
            'Unprotect-EnvelopeData:AsString'   = $true
            '*-EnvelopeData:EncryptionContext'  = @{ Purpose = 'session' }
        }
        $text = 'x' | Protect-EnvelopeData
        $text | Should -BeOfType ([string])
        $text | Unprotect-EnvelopeData | Should -Be 'x'
        (Get-EnvelopeHeader -InputObject ([Convert]::FromBase64String($text))).EncryptionContext['Purpose'] | Should -Be 'session'
        (Get-Outcome { $text | Unprotect-EnvelopeData -EncryptionContext @{ Purpose = 'other' } }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'EncryptionContextMismatch,*'
    }

    It 'refuses <What>, and says what to do instead' -ForEach @(
        @{ What = 'a credential'; Value = { $credential }; Hint = '*$credential.Password*' }
        @{ What = 'a hashtable'; Value = { @{ a = 'hidden value' } }; Hint = '*GetEnumerator()*$_.Value*ConvertTo-Json*' }
        @{ What = 'an ordered dictionary'; Value = { [ordered]@{ a = 'hidden value' } }; Hint = '*GetEnumerator()*$_.Value*' }
        @{ What = 'a pair of a hashtable'; Value = { @{ a = 'hidden value' }.GetEnumerator() }; Hint = '*$_.Value*' }
        @{ What = 'a number'; Value = { 5 }; Hint = '*`[byte`[`]`]*text*' }
        @{ What = 'an object'; Value = { [pscustomobject]@{ a = 'hidden value' } }; Hint = '*ConvertTo-Json*' }
    ) {
        foreach ($command in 'Protect-EnvelopeData', 'Unprotect-EnvelopeData') {
            $outcome = Get-Outcome { & $Value | & $command -KeyFile $key }
            $outcome.Output | Should -BeNullOrEmpty
            $outcome.Errors.Count | Should -Be 1
            Assert-Error $outcome.Errors[0] UnsupportedInput InvalidType
            "$($outcome.Errors[0])" | Should -BeLike $Hint
            "$($outcome.Errors[0])" | Should -Not -BeLike '*hidden value*'
            "$($outcome.Errors[0])" | Should -Not -BeLike '*p4ß*'
        }
    }
}
