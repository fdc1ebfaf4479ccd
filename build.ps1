#!/usr/bin/env pwsh
#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests and packs EnvelopeCrypto. Needs nothing but the .NET SDK.
.EXAMPLE
    ./build.ps1
    Builds the module; Import-Module ./EnvelopeCrypto.psd1 then works from here.
.EXAMPLE
    ./build.ps1 -Task Test
    Runs the xunit tests, and the Pester files when Pester 5.5 or later is installed.
#>
[CmdletBinding()]
param(
    # What to do: Build, Test, Package, Clean, Bench; several are done in the order given.
    [ValidateSet('Build', 'Test', 'Package', 'Clean', 'Bench')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
$root = $PSScriptRoot
$artifacts = Join-Path $root 'artifacts'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-DotNet build (Join-Path $root 'EnvelopeCrypto.sln') --configuration $Configuration --nologo
}

function Invoke-Test {
    Invoke-DotNet test (Join-Path $root 'EnvelopeCrypto.sln') --configuration $Configuration --nologo
    if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.5')) {
        Write-Warning 'The Pester files were NOT run: Pester 5.5 or later is not installed (Install-PSResource Pester).'
        return
    }

    # In a process of its own: an imported module locks its files.
    $results = Join-Path $artifacts 'pester-results.xml'
    & (Get-Process -Id $PID).Path -NoProfile -File ([IO.Path]::Combine($root, 'tests', 'Pester', 'Run.ps1')) -ResultPath $results
    if ($LASTEXITCODE -ne 0) { throw 'Pester tests failed.' }
}

function Invoke-Package {
    # Always a Release build, and the same program that makes the packages where there is no pwsh.
    Invoke-DotNet run --project ([IO.Path]::Combine($root, 'src', 'EnvelopeCrypto.Packaging')) -- --output (Join-Path $artifacts 'packages')
}

function Invoke-Clean {
    foreach ($part in 'artifacts', 'bin', 'en-US') {
        $folder = Join-Path $root $part
        if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
    }
    Get-ChildItem -Path (Join-Path $root 'src'), (Join-Path $root 'build'), (Join-Path $root 'tests'), (Join-Path $root 'examples') -Recurse -Directory -Force |
        Where-Object { $_.Name -in 'bin', 'obj', 'TestResults' -and $_.FullName -notmatch '[\\/]node_modules[\\/]' } |
        Where-Object { Test-Path -LiteralPath $_.FullName } |
        Remove-Item -Recurse -Force
}

function Invoke-Bench {
    foreach ($what in 'compare', 'caching', 'pipeline', 'import') { Invoke-DotNet run --configuration Release --project ([IO.Path]::Combine($root, 'tests', 'Benchmarks')) -- $what }
}

foreach ($name in $Task) { & "Invoke-$name" }
