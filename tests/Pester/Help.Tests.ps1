BeforeDiscovery {
    . $PSScriptRoot/kms.ps1
    . $PSScriptRoot/examples.ps1
    $missing = if (-not (Get-KmsEmulatorPath)) { 'tests/KmsEmulator is not built, or dotnet is not in PATH' }
    $cases = Get-Example
    $cmdlets = (Import-PowerShellDataFile ([IO.Path]::Combine($PSScriptRoot, '..', '..', 'EnvelopeCrypto.psd1'))).CmdletsToExport
}

Describe 'The examples of the help and of the recipes' -Skip:([bool] $missing) {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        . $PSScriptRoot/kms.ps1
        . $PSScriptRoot/examples.ps1
        $kms = Start-KmsEmulator -Key $documentedKeys
        $answers = Invoke-Example (Get-Example) (New-Item -ItemType Directory (Join-Path $TestDrive 'examples')).FullName $kms
    }

    AfterAll { if ($kms) { Stop-KmsEmulator $kms } }

    It '<_.Id>' -ForEach $cases {
        $answer = $answers[$_.Id]
        $answer | Should -Not -BeNullOrEmpty
        $answer.Failure | Should -BeNullOrEmpty
        if ($_.Output) { Get-Comparable $answer.Text | Should -BeExactly (Get-Comparable $_.Output) }
    }
}

Describe 'The help of the built module' {
    BeforeAll { . $PSScriptRoot/common.ps1 }

    It 'is what Get-Help shows for <_>' -ForEach $cmdlets {
        $help = Get-Help $_ -Full
        $page = [IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'cmdlets', "$_.md"))
        $help.Synopsis | Should -Be ([regex]::Match($page, '(?s)## SYNOPSIS\n\n(.*?)\n\n').Groups[1].Value -replace '`')
        $screen = $help | Out-String -Width 120
        foreach ($section in 'NAME', 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS') { $screen | Should -MatchExactly "(?m)^$section" }
        $screen | Should -Not -Match 'PipelineKey'
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
    }

    It 'has the topic <_>' -ForEach 'about_EnvelopeCrypto', 'about_EnvelopeCrypto_Caching', 'about_EnvelopeCrypto_Security', 'about_EnvelopeCrypto_Interoperability' {
        @(Get-Help $_ | ForEach-Object { "$_" }) -join "`n" | Should -BeLike "*TOPIC*$_*SHORT DESCRIPTION*LONG DESCRIPTION*SEE ALSO*"
    }
}

Describe 'The examples without an emulator' -Skip:(-not $missing) {
    It 'are not run' { Set-ItResult -Skipped -Because $missing }
}
