# Makes a key, encrypts a file under it, shows what the message says of itself, decrypts it and compares.
# Works in pwsh as it stands; "dotnet run --project examples/Quickstart" runs it where there is no pwsh.
param(
    # The file to encrypt; this project's README by default. It is only read.
    [string] $Path,
    [string] $ModulePath = [IO.Path]::Combine($PSScriptRoot, '..', 'EnvelopeCrypto.psd1')
)
$ErrorActionPreference = 'Stop'
Import-Module $ModulePath

if (-not $Path) { $Path = [IO.Path]::Combine([IO.Path]::GetDirectoryName($ModulePath), 'README.md') }
$folder = [IO.Directory]::CreateTempSubdirectory('envelopecrypto-').FullName
try {
    $key = New-RawAesKeyFile -Path "$folder/backup.key"
    "Key file    $($key.Path), for key $($key.KeyName)"

    $message = Protect-EnvelopeData -LiteralPath $Path -Destination "$folder/message.encrypted" -KeyFile $key.Path -EncryptionContext @{ Purpose = 'quickstart' }
    "Encrypted   $($message.Length) bytes into $($message.DestinationLength), in $($message.Destination)"

    $header = Get-EnvelopeHeader -LiteralPath $message.Destination
    "Its header  suite $($header.AlgorithmSuite), frames of $($header.FrameLength) bytes, key $($header.KeyId), purpose '$($header.EncryptionContext['Purpose'])'"

    $copy = Unprotect-EnvelopeData -LiteralPath $message.Destination -Destination "$folder/copy" -KeyFile $key.Path
    "Decrypted   $($copy.DestinationLength) bytes, every frame and the signature verified"

    $same = [Linq.Enumerable]::SequenceEqual([IO.File]::ReadAllBytes($Path), [IO.File]::ReadAllBytes($copy.Destination))
    if (-not $same) { throw 'The decrypted file differs from the original.' }
    'The decrypted file equals the original.'
}
finally {
    [IO.Directory]::Delete($folder, $true)
}
