#Requires -Version 7.4
<#
.SYNOPSIS
    Runs the examples of docs/cmdlets and the session of the README, and writes what they show into their output blocks. Build first; look at the difference before you commit it.
.EXAMPLE
    pwsh -NoProfile -File tests/Pester/Write-ExampleOutput.ps1 -Name Get-*
#>
[CmdletBinding()]
param([string] $Name = '*')

$ErrorActionPreference = 'Stop'
. $PSScriptRoot/examples.ps1
. $PSScriptRoot/kms.ps1
$env:ENVELOPECRYPTO_TEST_MODULE = & $PSScriptRoot/Copy-Module.ps1
$folder = [IO.Directory]::CreateTempSubdirectory('envelopecrypto-examples-').FullName
$kms = Start-KmsEmulator -Key $documentedKeys
try {
    $pages = @(Get-Item -Path "$documents/cmdlets/*.md", "$documents/../README.md" | Where-Object BaseName -Like $Name)
    $examples = @(Get-Example).Where({ $_.Id -match '^(README|[A-Za-z]+-[A-Za-z]+), ' })
    $answers = Invoke-Example $examples $folder $kms
}
finally {
    Stop-KmsEmulator $kms
    Remove-Item -LiteralPath $folder, ([IO.Path]::GetDirectoryName($env:ENVELOPECRYPTO_TEST_MODULE)) -Recurse -Force
    $env:ENVELOPECRYPTO_TEST_MODULE = $null
}

foreach ($answer in $answers.Values) {
    if ($answer.Failure) { Write-Warning "$($answer.Id): $($answer.Failure)" }
}

foreach ($page in $pages) {
    $text = [IO.File]::ReadAllText($page.FullName)
    foreach ($example in $examples.Where({ $_.Id.StartsWith("$($page.BaseName), ") })) {
        $answer = $answers[$example.Id]
        if ($answer.Failure -or -not $text.Contains('```output') -or (Test-Shown $example.Output $answer.Text)) { continue }
        $shown = (($answer.Text -split '\r?\n').ForEach({ $_.TrimEnd() }) -join "`n" -replace '\n{3,}', "`n`n").Trim("`n")
        $heading = [regex]::Escape($example.Id.Substring($page.BaseName.Length + 2))
        $block = [regex]::Match($text, "(?ms)^#+ $heading`$(?:(?!^#+ E).)*?^``````output\n(?<shown>.*?)^``````$").Groups['shown']
        if ($block.Success) { $text = $text.Remove($block.Index, $block.Length).Insert($block.Index, $shown ? "$shown`n" : '') }
    }
    [IO.File]::WriteAllText($page.FullName, $text)
}
