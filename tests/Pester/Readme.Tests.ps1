BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'README.md' {
    It 'has PowerShell examples that all run, in their order' {
        $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $blocks = [regex]::Matches([IO.File]::ReadAllText("$root/README.md"), '(?ms)^```powershell\n(.*?)^```').ForEach({ $_.Groups[1].Value })
        $blocks.Count | Should -BeGreaterOrEqual 4

        # What the reader is taken to have.
        Push-Location (New-Item -ItemType Directory (Join-Path $TestDrive 'reader'))
        Set-Content report.xlsx 'a report'
        Set-Content monday.log, tuesday.log 'a log'
        $null = New-Item -ItemType Directory documents
        Set-Content documents/letter.txt 'a letter'
        $rsa = [Security.Cryptography.RSA]::Create(2048)
        [IO.File]::WriteAllText("$pwd/audit-public.pem", $rsa.ExportSubjectPublicKeyInfoPem())

        # The examples set a default for the session; the other files are not to have it.
        $PSDefaultParameterValues = @{}
        $script = ($blocks -join "`n").Replace('Import-Module ./EnvelopeCrypto.psd1', '')
        try {
            $output = & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$script"))
            [IO.File]::ReadAllText("$pwd/report-copy.xlsx") | Should -Be ([IO.File]::ReadAllText("$pwd/report.xlsx"))
            $output | Should -Contain 'a secret'
            @($output | Where-Object { $_ -is [bool] }) | Should -Be @($true, $true, $true)
            (Get-EnvelopeHeader ./report-for-audit.encrypted).KeyId | Should -Be '2026'
        }
        finally { Pop-Location }
    }
}
