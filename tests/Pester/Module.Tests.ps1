BeforeDiscovery {
    $manifest = Import-PowerShellDataFile ([IO.Path]::Combine($PSScriptRoot, '..', '..', 'EnvelopeCrypto.psd1'))
    $cmdlets = $manifest.CmdletsToExport
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $manifestPath = Join-Path $env:ENVELOPECRYPTO_TEST_MODULE 'EnvelopeCrypto.psd1'
}

Describe 'The module' {
    It 'has all that the first release promises' {
        $names = (Get-Command -Module EnvelopeCrypto).Name
        foreach ($name in 'Protect-EnvelopeData', 'Unprotect-EnvelopeData', 'Get-EnvelopeHeader', 'Test-EnvelopeData', 'New-RawAesKeyFile',
            'New-RawAesKeyring', 'New-RawRsaKeyring', 'New-MultiKeyring', 'New-DefaultMaterialsManager') {
            $names | Should -Contain $name
        }
    }

    It 'exports cmdlets and nothing else' {
        (Get-Command -Module EnvelopeCrypto).CommandType | Sort-Object -Unique | Should -Be 'Cmdlet'
        (Get-Module EnvelopeCrypto).ExportedAliases.Count + (Get-Module EnvelopeCrypto).ExportedVariables.Count | Should -Be 0
    }

    It 'passes Test-ModuleManifest' {
        $info = Test-ModuleManifest $manifestPath
        $info.PowerShellVersion | Should -Be '7.4'
        $info.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'works after Import-Module -Force, and after Remove-Module and Import-Module' {
        $other = [powershell]::Create()
        try {
            $null = $other.AddScript('
                param($Manifest, $Key)
                Import-Module $Manifest
                Import-Module $Manifest -Force
                "again" | Protect-EnvelopeData -KeyFile $Key | Unprotect-EnvelopeData -KeyFile $Key -AsString
                Remove-Module EnvelopeCrypto
                Import-Module $Manifest
                "and again" | Protect-EnvelopeData -KeyFile $Key | Unprotect-EnvelopeData -KeyFile $Key -AsString
            ').AddArgument($manifestPath).AddArgument((New-RawAesKeyFile (Join-Path $TestDrive 'import.key')).Path)
            $other.Invoke() | Should -Be 'again', 'and again'
            $other.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $other.Dispose() }
    }

    It 'serves several runspaces at once, and outlives one of them' {
        $key = (New-RawAesKeyFile (Join-Path $TestDrive 'shared.key')).Path
        $message = 'said in one' | Protect-EnvelopeData -KeyFile $key
        $other = [powershell]::Create()
        $null = $other.AddScript('param($Manifest, $Message, $Key) Import-Module $Manifest; Unprotect-EnvelopeData -InputObject $Message -KeyFile $Key -AsString; Remove-Module EnvelopeCrypto')
        $other.AddArgument($manifestPath).AddArgument($message).AddArgument($key).Invoke() | Should -Be 'said in one'
        $other.Dispose()
        Unprotect-EnvelopeData -InputObject $message -KeyFile $key -AsString | Should -Be 'said in one'
    }

    It 'is loaded by itself when a cmdlet is used, in a fresh process' {
        $before = $env:PSModulePath
        try {
            $env:PSModulePath = [IO.Path]::GetDirectoryName($env:ENVELOPECRYPTO_TEST_MODULE)
            $pwsh = (Get-Process -Id $PID).Path
            & $pwsh -NoProfile -NonInteractive -Command '(Get-Command Protect-EnvelopeData).ModuleName; (New-RawAesKeyFile "$([IO.Path]::GetTempPath())/never" -WhatIf *>&1).Count; (Get-Module EnvelopeCrypto).Version.Major -ge 0' |
                Select-Object -Last 1 | Should -Be 'True'
        }
        finally { $env:PSModulePath = $before }
    }
}

Describe 'Each cmdlet: <_>' -ForEach $cmdlets {
    BeforeAll {
        $command = Get-Command $_
    }

    It 'has an approved verb and a singular noun' {
        (Get-Verb $command.Verb) | Should -Not -BeNullOrEmpty
        $command.Noun | Should -Not -Match '[^s]s$'
    }

    It 'answers -?' {
        $help = & $command -? | Out-String
        $help | Should -BeLike "*$($command.Name)*"
        $help | Should -BeLike '*SYNTAX*'
    }

    It 'says what it emits' {
        $command.OutputType.Type | Should -Not -BeNullOrEmpty
    }

    It 'takes nothing by property name, so that no key, context or destination comes from a foreign object' {
        $command.ParameterSets.Parameters.Where({ $_.ValueFromPipelineByPropertyName }).Name | Should -BeNullOrEmpty
    }

    It 'has a syntax that can be read: a parameter set for each kind of input at most' {
        $command.ParameterSets.Count | Should -BeLessOrEqual 4
    }

    It 'has -WhatIf exactly when it changes something' {
        $command.Parameters.ContainsKey('WhatIf') | Should -Be ($command.Name -in
            'Protect-EnvelopeData', 'Unprotect-EnvelopeData', 'Update-EnvelopeData', 'New-RawAesKeyFile', 'Clear-MaterialsCache')
    }
}

Describe 'Parameters' {
    It '<Cmdlet> calls <Alias> what others call so' -ForEach @(
        @{ Cmdlet = 'Protect-EnvelopeData'; Parameter = 'LiteralPath'; Alias = 'PSPath' }
        @{ Cmdlet = 'Unprotect-EnvelopeData'; Parameter = 'LiteralPath'; Alias = 'PSPath' }
        @{ Cmdlet = 'Test-EnvelopeData'; Parameter = 'LiteralPath'; Alias = 'PSPath' }
        @{ Cmdlet = 'Get-EnvelopeHeader'; Parameter = 'LiteralPath'; Alias = 'PSPath' }
        @{ Cmdlet = 'Protect-EnvelopeData'; Parameter = 'Destination'; Alias = 'DestinationPath' }
        @{ Cmdlet = 'Protect-EnvelopeData'; Parameter = 'Destination'; Alias = 'OutFile' }
        @{ Cmdlet = 'Unprotect-EnvelopeData'; Parameter = 'Destination'; Alias = 'DestinationPath' }
        @{ Cmdlet = 'Unprotect-EnvelopeData'; Parameter = 'Destination'; Alias = 'OutFile' }
    ) {
        (Get-Command $Cmdlet).Parameters[$Parameter].Aliases | Should -Contain $Alias
    }

    It 'complete suites, policies, paddings and encodings' -ForEach @(
        @{ Line = 'Protect-EnvelopeData x -AlgorithmSuite '; Expected = 'Aes256GcmHkdfSha512CommitKey'; Count = 11 }
        @{ Line = 'Protect-EnvelopeData x -CommitmentPolicy Req'; Expected = 'RequireEncryptAllowDecrypt'; Count = 2 }
        @{ Line = 'New-RawRsaKeyring -Padding Oaep'; Expected = 'OaepSha256'; Count = 4 }
        @{ Line = 'Unprotect-EnvelopeData x -AsString -Encoding utf'; Expected = 'utf8'; Count = 2 }
    ) {
        $found = (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
        $found | Should -Contain $Expected
        $found.Count | Should -Be $Count
    }
}
