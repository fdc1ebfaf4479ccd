BeforeAll {
    . $PSScriptRoot/common.ps1
    $keyFile = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key') -KeyName 'the name of the key').Path
    $keyText = ([IO.File]::ReadAllLines($keyFile)[3]).Substring('key: '.Length)
    $keyBytes = [Convert]::FromBase64String($keyText)
    $marker = 'marker-of-the-plaintext-7b0d'
    $value = 'value-of-the-context-51f2'

    # All the forms in which a secret could show: as text, base64 and hexadecimal in both cases.
    $secrets = @{
        'the key in base64'        = $keyText
        'the key in hex'           = [Convert]::ToHexString($keyBytes)
        'the key in lower hex'     = [Convert]::ToHexString($keyBytes).ToLowerInvariant()
        'the key as numbers'       = $keyBytes -join ' '
        'the plaintext'            = $marker
        'the plaintext in base64'  = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($marker)).TrimEnd('=')
        'the plaintext in hex'     = [Convert]::ToHexString([Text.Encoding]::UTF8.GetBytes($marker))
        'the plaintext as numbers' = [Text.Encoding]::UTF8.GetBytes($marker) -join ' '
    }

    function Find-Secret([string] $Text) { $secrets.Keys.Where({ $Text.Contains($secrets[$_], [StringComparison]::Ordinal) }) }

    # Everything that a script lets be seen: its streams as text, with errors and their exceptions in full.
    function Get-Everything([scriptblock] $Script) {
        $ErrorActionPreference = 'Continue'
        $all = try { & $Script *>&1 } catch { $_ }
        $(foreach ($one in $all) {
                $one | Out-String -Width 1000
                if ($one -is [Management.Automation.ErrorRecord]) {
                    $one | Format-List * -Force | Out-String -Width 1000
                    $one.Exception.ToString()
                    $one.InvocationInfo.BoundParameters | Out-String -Width 1000
                    $one.CategoryInfo.ToString()
                    "$($one.TargetObject)"
                }
            }) -join "`n"
    }
}

Describe 'No secret shows' {
    BeforeEach {
        $null = Enter-TestFolder
        $message = $marker | Protect-EnvelopeData -KeyFile $keyFile -EncryptionContext @{ Purpose = $value }
        [IO.File]::WriteAllText("$PWD/plain.txt", $marker)
    }
    AfterEach { Set-Location $PSScriptRoot }

    It 'the search finds what it looks for' {
        Find-Secret "x $marker y" | Should -Be 'the plaintext'
        Find-Secret (Get-Content $keyFile -Raw) | Should -Be 'the key in base64'
        Find-Secret (Get-Everything { $marker; Write-Verbose $keyText -Verbose }) | Sort-Object | Should -Be 'the key in base64', 'the plaintext'
        Find-Secret (Get-Everything { throw $marker }) | Should -Be 'the plaintext'
    }

    It 'in verbose, debug, warning and information streams: <What>' -ForEach @(
        @{ What = 'Protect, data'; Script = { $null = $marker | Protect-EnvelopeData -KeyFile $keyFile -EncryptionContext @{ Purpose = $value } -Verbose -Debug -InformationAction Continue } }
        @{ What = 'Protect, a file'; Script = { Protect-EnvelopeData plain.txt -KeyFile $keyFile -EncryptionContext @{ Purpose = $value } -Verbose -Debug | Out-Null } }
        @{ What = 'Protect, a SecureString'; Script = { $null = New-Secret $marker | Protect-EnvelopeData -KeyFile $keyFile -Verbose -Debug } }
        @{ What = 'Unprotect, data'; Script = { $null = Unprotect-EnvelopeData -InputObject $message -KeyFile $keyFile -Verbose -Debug } }
        @{ What = 'Test'; Script = { Test-EnvelopeData -InputObject $message -KeyFile $keyFile -Verbose -Debug } }
        @{ What = 'New-RawAesKeyFile'; Script = { New-RawAesKeyFile other.key -Verbose -Debug } }
        @{ What = 'New-RawAesKeyring'; Script = { New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey $keyBytes -Verbose -Debug; New-RawAesKeyring $keyFile -Verbose -Debug } }
    ) {
        $said = Get-Everything $Script
        Find-Secret $said | Should -BeNullOrEmpty
        if ($What -match '^(Protect|Unprotect|Test)') {
            $said | Should -BeLike '*the name of the key*' -Because 'the verbose stream says which key was used'
            $said | Should -Not -BeLike "*$value*" -Because 'values of the context are not for logs'
        }
    }

    It 'in errors: <What>' -ForEach @(
        @{ What = 'damage'; Script = { Unprotect-EnvelopeData -InputObject (Get-Flipped $message -1) -KeyFile $keyFile -Verbose -Debug } }
        @{ What = 'another key'; Script = { Unprotect-EnvelopeData -InputObject $message -KeyFile (New-RawAesKeyFile x.key).Path } }
        @{ What = 'plaintext that is no text'; Script = { $bytes = [byte[]] (0xFF, 0xFE) + [Text.Encoding]::UTF8.GetBytes($marker)
                $bad = Protect-EnvelopeData -InputObject $bytes -KeyFile $keyFile; Unprotect-EnvelopeData -InputObject $bad -KeyFile $keyFile -AsString } }
        @{ What = 'text in place of a message'; Script = { $marker | Unprotect-EnvelopeData -KeyFile $keyFile } }
        @{ What = 'text in place of base64'; Script = { "$marker!" | Unprotect-EnvelopeData -KeyFile $keyFile -FromBase64 } }
        @{ What = 'plaintext in place of a message file'; Script = { Unprotect-EnvelopeData plain.txt -KeyFile $keyFile } }
        @{ What = 'objects that are no data'; Script = { [pscustomobject] @{ secret = $marker } | Protect-EnvelopeData -KeyFile $keyFile } }
        @{ What = 'several objects in one'; Script = { , @($marker, 1) | Protect-EnvelopeData -KeyFile $keyFile } }
        @{ What = 'half a character'; Script = { "$marker`u{D800}" | Protect-EnvelopeData -KeyFile $keyFile } }
        @{ What = 'a context that differs'; Script = { Unprotect-EnvelopeData -InputObject $message -KeyFile $keyFile -EncryptionContext @{ Purpose = $marker } } }
        @{ What = 'a damaged key file'; Script = { Set-Content bad.key ((Get-Content $keyFile -Raw) + 'more'); New-RawAesKeyring bad.key } }
        @{ What = 'a key file with a damaged key'; Script = { Set-Content bad.key ((Get-Content $keyFile -Raw).TrimEnd() + '!'); 'x' | Protect-EnvelopeData -KeyFile bad.key } }
        @{ What = 'a key of a wrong form'; Script = { New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey $keyText } }
        @{ What = 'a key of a wrong length'; Script = { New-RawAesKeyring -KeyNamespace n -KeyName k -WrappingKey (New-Secret "$keyText$keyText") } }
        @{ What = 'a key file as an RSA key'; Script = { New-RawRsaKeyring -KeyNamespace n -KeyName k -Padding Pkcs1 -PrivateKeyPath $keyFile } }
        @{ What = 'a keyring that fails'; Script = { $marker | Protect-EnvelopeData -Keyring ([FailingKeyring]::new()) } }
    ) {
        $Error.Clear()
        $said = Get-Everything $Script
        $Error.Count | Should -BeGreaterThan 0
        $said += $Error | ForEach-Object { "$_"; $_.Exception.ToString(); "$($_.TargetObject)" } | Out-String
        $said += $Error | ConvertTo-Json -Depth 3 -WarningAction Ignore -ErrorAction Ignore -EnumsAsStrings -Compress | ForEach-Object {
            # The record holds the line of script that was run and its arguments, which are the user's own.
            $_ -replace '"(Line|Statement|BoundParameters|PipelineIteration|UnboundArguments|MyCommand|InvocationInfo)":.*', ''
        }
        Find-Secret $said | Should -BeNullOrEmpty
    }

    It 'in a transcript' {
        $script = '
            param($Module, $KeyFile, $Plain)
            Import-Module $Module
            Start-Transcript "$PSScriptRoot/transcript.txt" | Out-Null
            $result = Protect-EnvelopeData $Plain -KeyFile $KeyFile -Verbose -Debug
            $result; $result | Format-List *
            New-RawAesKeyring $KeyFile
            Get-EnvelopeHeader $result.Destination
            Test-EnvelopeData $result.Destination -KeyFile $KeyFile -Verbose
            $secure = Unprotect-EnvelopeData $result.Destination -KeyFile $KeyFile -AsSecureString -Verbose
            $secure
            Unprotect-EnvelopeData $Plain -KeyFile $KeyFile
            Stop-Transcript | Out-Null'
        Set-Content script.ps1 $script
        $module = Join-Path $env:ENVELOPECRYPTO_TEST_MODULE 'EnvelopeCrypto.psd1'
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File script.ps1 $module $keyFile "$PWD/plain.txt" *>&1 | Out-String -Width 1000
        $transcript = Get-Content transcript.txt -Raw
        $transcript | Should -BeLike '*VERBOSE: Encrypted*plain.txt*'
        Find-Secret $transcript | Should -BeNullOrEmpty
        Find-Secret $said | Should -BeNullOrEmpty
    }

    It 'in what objects show of themselves' {
        $keyring = New-RawAesKeyring $keyFile
        $multi = New-MultiKeyring -Generator $keyring
        $result = Protect-EnvelopeData plain.txt -KeyFile $keyFile
        foreach ($object in $keyring, $multi, ($keyring | New-DefaultMaterialsManager), $result, ($result | Get-EnvelopeHeader), (Get-Item $keyFile | Select-Object FullName)) {
            Find-Secret ($object | Out-String -Width 1000) | Should -BeNullOrEmpty
            Find-Secret ($object | Format-List * -Force | Out-String -Width 1000) | Should -BeNullOrEmpty
            Find-Secret ($object | ConvertTo-Json -Depth 4 -WarningAction Ignore) | Should -BeNullOrEmpty
            Find-Secret ([Management.Automation.PSSerializer]::Serialize($object, 4)) | Should -BeNullOrEmpty
            Find-Secret "$object" | Should -BeNullOrEmpty
        }
    }

    # Every public type of the module that can be an object (errors are above) is made here, with secrets inside, or named as one that holds none. A new one fails this test.
    It 'in any type of the module' {
        $holdNone = 'KeyIdList', 'SourceName'  # names, shown with the objects that have them
        $assembly = [EnvelopeCrypto.PowerShell.Commands.ProtectEnvelopeDataCommand].Assembly
        $types = $assembly.GetExportedTypes().Where({ -not ($_.IsAbstract -or $_.IsEnum -or $_.IsInterface -or $_.IsSubclassOf([Management.Automation.Cmdlet]) -or
                    $_.IsSubclassOf([Attribute]) -or $_.IsSubclassOf([Exception]) -or $_.IsSubclassOf([Delegate]) -or $_.GetInterface('IArgumentCompleter') -or $_.GetInterface('IModuleAssemblyInitializer')) })
        $manager = New-RawAesKeyring $keyFile | New-CachingMaterialsManager -MaxAge 0:10:0
        $file = Protect-EnvelopeData plain.txt -MaterialsManager $manager -EncryptionContext @{ Purpose = $value }
        $objects = @(
            $file
            Get-EnvelopeHeader $file.Destination
            New-RawAesKeyFile another.key
            Get-MaterialsCacheEntry $manager
            Update-EnvelopeData $file.Destination -KeyFile $keyFile -NewKeyFile $keyFile
            $manager
            $manager.Statistics
        )
        $met = $objects.ForEach({ $_.GetType().Name })
        $types.Name.Where({ $_ -notin $met -and $_ -notin $holdNone }) | Should -BeNullOrEmpty -Because 'each type is looked at'
        foreach ($object in $objects) {
            # What cannot be written as JSON (a dictionary by reasons) says so, and may not say more.
            $json = try { $object | ConvertTo-Json -Depth 5 -WarningAction Ignore } catch { "$_" }
            foreach ($shown in $json, ($object | Out-String -Width 1000), ($object | Format-List * -Force | Out-String -Width 1000), ($object | Format-Table * -Force | Out-String -Width 1000),
                ($object | ConvertTo-Csv | Out-String), "$object", [Management.Automation.PSSerializer]::Serialize($object, 4)) {
                Find-Secret $shown | Should -BeNullOrEmpty -Because $object.GetType().Name
            }
        }
    }
}
