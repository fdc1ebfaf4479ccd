# Runs examples, each in a folder of its own; examples.ps1 starts it in a new process.
param([string] $Requests, [string] $Answers, [string] $Folder)
$ErrorActionPreference = 'Stop'
Import-Module EnvelopeCrypto
$PSStyle.OutputRendering = 'PlainText'

# Whatever the culture of the run, numbers are shown as the pages show them; all else stays the culture's.
$culture = [cultureinfo]::CurrentCulture.Clone()
$culture.NumberFormat = [cultureinfo]::InvariantCulture.NumberFormat
[cultureinfo]::CurrentCulture = $culture

# What readers are taken to have.
$stock = New-Item -ItemType Directory (Join-Path $Folder 'stock')
Set-Location -LiteralPath $stock
[IO.File]::WriteAllText("$stock/report.xlsx", ('a report. ' * 1234))
[IO.File]::WriteAllText("$stock/database.sqlite", ('rows. ' * 500))
$null = New-Item -ItemType Directory logs, archive, cloud
foreach ($day in 'monday', 'tuesday') { [IO.File]::WriteAllText("$stock/logs/$day.log", "it rained on $day`n") }
$null = New-RawAesKeyFile ./backup.key
$null = Protect-EnvelopeData ./report.xlsx, ./logs/*.log -KeyFile ./backup.key -EncryptionContext @{ Purpose = 'archive' } -Destination ./archive
$key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
$null = Protect-EnvelopeData ./report.xlsx, ./logs/monday.log -KeyId $key -EncryptionContext @{ Purpose = 'archive' } -Destination ./cloud
[IO.File]::WriteAllText("$stock/vault-key.txt", [Convert]::ToBase64String([Security.Cryptography.RandomNumberGenerator]::GetBytes(32)))
[IO.File]::WriteAllText("$stock/audit-password.txt", 'correct horse')
$pbe = [Security.Cryptography.PbeParameters]::new('Aes256Cbc', [Security.Cryptography.HashAlgorithmName]::SHA256, 10000)
foreach ($name in 'audit', 'second') {
    $rsa = [Security.Cryptography.RSA]::Create(2048)
    [IO.File]::WriteAllText("$stock/$name-public.pem", $rsa.ExportSubjectPublicKeyInfoPem())
    [IO.File]::WriteAllText("$stock/$name-private.pem", $rsa.ExportEncryptedPkcs8PrivateKeyPem('correct horse', $pbe))
    if ($name -eq 'audit') {
        $keyring = New-RawRsaKeyring -KeyNamespace audit -KeyName 2026 -PublicKeyPath ./audit-public.pem -Padding OaepSha256
        $null = 'for the auditor' | Protect-EnvelopeData -Keyring $keyring -Destination ./for-audit.encrypted
    }
}
# The caching topic's own cache, which it shows as a file.
$topic = [IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'help', 'about_EnvelopeCrypto_Caching.help.txt')
[IO.File]::WriteAllText("$stock/MyCache.ps1", ([regex]::Match([IO.File]::ReadAllText($topic), '(?m)^ {8}class MyCache.*\n(^ {8}.*\n)+').Value -replace '(?m)^ {8}', ''))

# Runs a script statement by statement, as it is typed: each shows what it emits by itself.
function Show-Example([string] $ExampleCode) {
    $ErrorActionPreference = 'Stop'
    $exampleErrors = $null
    $exampleTree = [Management.Automation.Language.Parser]::ParseInput($ExampleCode, [ref] $null, [ref] $exampleErrors)
    if ($exampleErrors) { throw "$exampleErrors" }
    foreach ($exampleStatement in $exampleTree.EndBlock.Statements) {
        . ([scriptblock]::Create($exampleStatement.Extent.Text)) 6>&1 | Out-String -Width 110
    }
}

# A program for the recipe about dumps; it fails for the database "broken".
$programs = New-Item -ItemType Directory (Join-Path $Folder 'programs')
if (-not $IsWindows) {
    [IO.File]::WriteAllText("$programs/pg_dump", @'
#!/bin/sh
echo "CREATE TABLE $1 (name text);"
[ "$1" = broken ] && exit 3
echo "INSERT INTO $1 VALUES ('Zürich');"
echo '-- dump complete'
'@)
    [IO.File]::SetUnixFileMode("$programs/pg_dump", 'UserRead, UserWrite, UserExecute')
    $env:PATH = "$programs$([IO.Path]::PathSeparator)$env:PATH"
}

# Stand-ins for AWS.Tools.S3: a folder is the bucket.
$bucket = New-Item -ItemType Directory (Join-Path $Folder 'bucket')
function global:Write-S3Object([string] $BucketName, [string] $Key, [string] $File) {
    $null = New-Item -ItemType Directory (Split-Path "$bucket/$BucketName/$Key") -Force
    Copy-Item -LiteralPath $File -Destination "$bucket/$BucketName/$Key"
}
function global:Read-S3Object([string] $BucketName, [string] $Key, [string] $File) { Copy-Item -LiteralPath "$bucket/$BucketName/$Key" -Destination $File -PassThru }

$number = 0
$results = foreach ($example in Get-Content -LiteralPath $Requests -Raw | ConvertFrom-Json) {
    $place = Join-Path $Folder ([string] ++$number)
    Copy-Item -LiteralPath $stock -Destination $place -Recurse
    Set-Location -LiteralPath $place
    $global:PSDefaultParameterValues = [Management.Automation.DefaultParameterDictionary]::new()
    $failure = $null
    $text = ''
    $watch = [Diagnostics.Stopwatch]::StartNew()
    try {
        foreach ($file in $example.Files) { [IO.File]::WriteAllText((Join-Path $place ([regex]::Match($file, '^# (\S+)').Groups[1].Value)), "$file`n") }
        $text = (Show-Example $example.Code) -join "`n"
    }
    catch { $failure = "$_`n$($_.ScriptStackTrace)" }
    [pscustomobject]@{ Id = $example.Id; Failure = $failure; Text = $text.Replace($place, '/home/you'); Seconds = $watch.Elapsed.TotalSeconds }
}
ConvertTo-Json -InputObject @($results) -Depth 3 | Set-Content -LiteralPath $Answers
