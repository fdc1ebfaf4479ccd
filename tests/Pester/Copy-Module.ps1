# Copies the built module into a new folder under the temporary one, as it would be installed, and returns the folder.
$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
if (-not (Test-Path -LiteralPath ([IO.Path]::Combine($root, 'bin', 'EnvelopeCrypto.PowerShell.dll')))) {
    throw 'The module is not built: run dotnet build, or ./build.ps1.'
}

$folder = [IO.Path]::Combine([IO.Directory]::CreateTempSubdirectory('envelopecrypto-pester-').FullName, 'EnvelopeCrypto')
$null = New-Item -ItemType Directory -Path $folder
foreach ($part in 'EnvelopeCrypto.psd1', 'bin', 'en-US') {
    $source = Join-Path $root $part
    if (Test-Path -LiteralPath $source) { Copy-Item -LiteralPath $source -Destination $folder -Recurse }
}

$folder
