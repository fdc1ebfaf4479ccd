# What all files share: dot-source it in BeforeAll. It imports a copy of the built module, once in a session.
if (-not $env:ENVELOPECRYPTO_TEST_MODULE) { $env:ENVELOPECRYPTO_TEST_MODULE = & (Join-Path $PSScriptRoot 'Copy-Module.ps1') }
Import-Module (Join-Path $env:ENVELOPECRYPTO_TEST_MODULE 'EnvelopeCrypto.psd1')

# Classes that implement interfaces of the module can be parsed only now that it is loaded.
. (Join-Path $PSScriptRoot 'classes.ps1')

# Stands in an empty folder, and returns its full path.
function Enter-TestFolder {
    $folder = Join-Path $TestDrive ([guid]::NewGuid())
    $null = New-Item -ItemType Directory -Path $folder
    Set-Location -LiteralPath $folder
    $folder
}

# All names in a folder, hidden ones and leftovers too.
function Get-Listing([string] $Folder = '.') {
    [string[]] $names = [IO.Directory]::GetFileSystemEntries((Resolve-Path -LiteralPath $Folder).ProviderPath).ForEach({ [IO.Path]::GetFileName($_) })
    [array]::Sort($names, [StringComparer]::Ordinal)
    $names
}

function New-Bytes([int] $Length) {
    , [Security.Cryptography.RandomNumberGenerator]::GetBytes($Length)
}

function Write-File([string] $Name, [byte[]] $Content) {
    [IO.File]::WriteAllBytes((Join-Path $PWD.ProviderPath $Name), $Content)
}

function Read-File([string] $Name) {
    , [IO.File]::ReadAllBytes((Join-Path $PWD.ProviderPath $Name))
}

# Pester compares arrays element by element, which is slow for long ones.
function Test-SameBytes($Left, $Right) {
    $Left -is [byte[]] -and $Right -is [byte[]] -and [Linq.Enumerable]::SequenceEqual([byte[]] $Left, [byte[]] $Right)
}

function New-Secret([string] $Text) {
    $secret = [securestring]::new()
    foreach ($character in $Text.ToCharArray()) { $secret.AppendChar($character) }
    $secret
}

function Read-Secret([securestring] $Secret) {
    [Net.NetworkCredential]::new('', $Secret).Password
}

# Runs a script as a user's would run: errors do not end it unless a command is ended by one. Returns what came out, the errors that did not end
# a command, and the one that did.
function Get-Outcome([scriptblock] $Script) {
    $ErrorActionPreference = 'Continue'
    $ended = $null
    $records = [Collections.Generic.List[object]]::new()
    try {
        & $Script *>&1 | ForEach-Object { $records.Add($_) }
    }
    catch {
        $ended = $_
    }

    [pscustomobject]@{
        Output   = @($records.Where({ $_ -isnot [Management.Automation.ErrorRecord] -and $_ -isnot [Management.Automation.WarningRecord] }))
        Warnings = @($records.Where({ $_ -is [Management.Automation.WarningRecord] }))
        Errors   = @($records.Where({ $_ -is [Management.Automation.ErrorRecord] }))
        Ended    = $ended
    }
}

# An error of the module: id with the cmdlet behind it, category, target, exception.
function Assert-Error($Record, [string] $Id, [string] $Category, $Target) {
    $Record | Should -BeOfType ([Management.Automation.ErrorRecord])
    $Record.FullyQualifiedErrorId | Should -BeLike "$Id,EnvelopeCrypto.PowerShell.Commands.*Command"
    $Record.Exception | Should -BeOfType ([EnvelopeCrypto.Errors.EnvelopeCryptoException])
    $Record.Exception.ErrorId | Should -Be $Id
    $Record.CategoryInfo.Category | Should -Be $Category
    if ($PSBoundParameters.ContainsKey('Target')) { $Record.TargetObject | Should -Be $Target }
}

# A copy with one bit changed; a negative index counts from the end.
function Get-Flipped([byte[]] $Bytes, [int] $Index) {
    [byte[]] $copy = $Bytes.Clone()
    $copy[$Index] = $copy[$Index] -bxor 1
    , $copy
}
