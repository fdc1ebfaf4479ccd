#Requires -Version 7.4
<#
.SYNOPSIS
    Runs the Pester files of this folder in the current PowerShell. Build first. Ends with exit code 1 when anything failed or nothing ran.
.EXAMPLE
    pwsh -NoProfile -File tests/Pester/Run.ps1
.EXAMPLE
    pwsh -NoProfile -File tests/Pester/Run.ps1 -Name Protect*, Errors -ResultPath artifacts/pester-results.xml
#>
[CmdletBinding()]
param(
    # Where to write the results, in the NUnit 2.5 format. The folder is made when it is missing.
    [string] $ResultPath,

    # Files to run, by the part of their names before ".Tests.ps1"; wildcards are allowed.
    [string[]] $Name = '*',

    # Detailed names each test, Normal each file.
    [ValidateSet('None', 'Normal', 'Detailed', 'Diagnostic')]
    [string] $Output = 'Normal'
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module Pester | Where-Object Version -GE '5.5')) { Import-Module Pester -MinimumVersion 5.5 }

# "pwsh -File" hands a list over as one string.
$files = foreach ($pattern in $Name -split ',\s*') { (Get-ChildItem -Path (Join-Path $PSScriptRoot "$pattern.Tests.ps1")).FullName }
if (-not $files) { throw "No file matches $Name." }

$configuration = New-PesterConfiguration
$configuration.Run.Path = @($files | Sort-Object -Unique)
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Output
if ($ResultPath) {
    $full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ResultPath)
    $null = New-Item -ItemType Directory -Path ([IO.Path]::GetDirectoryName($full)) -Force
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'NUnitXml'
    $configuration.TestResult.OutputPath = $full
}

# One copy of the module for all files: what is tested is loaded, and the build's output stays free for the next build.
$env:ENVELOPECRYPTO_TEST_MODULE = & (Join-Path $PSScriptRoot 'Copy-Module.ps1')

# The AWS SDK looks once in a process where its shared files are: in a folder of this run, whichever file of tests comes first. Nobody's own are read.
$awsFiles = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "envelopecrypto-aws-$([guid]::NewGuid())")
$env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $awsFiles 'credentials'
$env:AWS_CONFIG_FILE = Join-Path $awsFiles 'config'
Set-Content -LiteralPath $env:AWS_SHARED_CREDENTIALS_FILE, $env:AWS_CONFIG_FILE -Value ''
try {
    $run = Invoke-Pester -Configuration $configuration
}
finally {
    Remove-Item -LiteralPath ([IO.Path]::GetDirectoryName($env:ENVELOPECRYPTO_TEST_MODULE)) -Recurse -Force -ErrorAction Ignore
    $env:ENVELOPECRYPTO_TEST_MODULE = $null
    Remove-Item -LiteralPath $awsFiles -Recurse -Force -ErrorAction Ignore
}

exit [int]($run.Result -ne 'Passed' -or $run.PassedCount -eq 0)
