BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path

    # A stream that cannot seek and does not know its length, as of a network or an archive.
    function New-OneWayStream([byte[]] $Content) {
        $packed = [IO.MemoryStream]::new()
        $deflate = [IO.Compression.DeflateStream]::new($packed, [IO.Compression.CompressionLevel]::Fastest, $true)
        $deflate.Write($Content)
        $deflate.Dispose()
        $packed.Position = 0
        [IO.Compression.DeflateStream]::new($packed, [IO.Compression.CompressionMode]::Decompress)
    }
}

Describe 'Streams' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'go round: <Length> bytes from a stream that <Kind>' -ForEach @(
        foreach ($length in 0, 1, 4095, 4096, 4097, 300000) { foreach ($kind in 'seeks', 'does not seek') { @{ Length = $length; Kind = $kind } } }
    ) {
        $data = New-Bytes $Length
        $source = $Kind -eq 'seeks' ? [IO.MemoryStream]::new($data) : (New-OneWayStream $data)
        $message = [IO.MemoryStream]::new()
        Protect-EnvelopeData -InputStream $source -OutputStream $message -KeyFile $key | Should -BeNullOrEmpty
        $source = $Kind -eq 'seeks' ? [IO.MemoryStream]::new($message.ToArray()) : (New-OneWayStream $message.ToArray())
        $plain = [IO.MemoryStream]::new()
        Unprotect-EnvelopeData -InputStream $source -OutputStream $plain -KeyFile $key | Should -BeNullOrEmpty
        Test-SameBytes $plain.ToArray() $data | Should -BeTrue
        $plain.CanWrite | Should -BeTrue -Because 'the stream is the caller''s to close'
    }

    It 'are read from where they stand, and not closed' {
        $source = [IO.MemoryStream]::new([byte[]] (1..100))
        $source.Position = 90
        $message = Protect-EnvelopeData -InputStream $source -AsBytes -KeyFile $key
        $message.GetType() | Should -Be ([byte[]])
        $source.Position | Should -Be 100
        $source.CanRead | Should -BeTrue
        Test-SameBytes (Unprotect-EnvelopeData -InputObject $message -KeyFile $key) ([byte[]] (91..100)) | Should -BeTrue
    }

    It 'go to a file with -Destination, and the result says what was read' {
        $result = Protect-EnvelopeData -InputStream (New-OneWayStream ([byte[]] (1..50))) -Destination m -KeyFile $key
        $result.Path | Should -Be 'InputStream'
        $result.Length | Should -Be 50
        $result.Destination | Should -Be "$folder/m"
        $stream = [IO.File]::OpenRead("$folder/m")
        try { Unprotect-EnvelopeData -InputStream $stream -AsBase64 -KeyFile $key | Should -Be ([Convert]::ToBase64String([byte[]] (1..50))) }
        finally { $stream.Dispose() }
    }

    It 'of base64 are decoded on the way' {
        $data = New-Bytes 10000
        $text = Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new($data)) -AsBase64 -KeyFile $key
        $text | Should -BeOfType ([string])
        $plain = [IO.MemoryStream]::new()
        Unprotect-EnvelopeData -InputStream (New-OneWayStream ([Text.Encoding]::ASCII.GetBytes($text))) -FromBase64 -OutputStream $plain -KeyFile $key
        Test-SameBytes $plain.ToArray() $data | Should -BeTrue
    }

    It '-PlaintextLength tells the manager a bound, which holds' {
        $manager = [PurposeManager]::new((New-RawAesKeyring $key | New-DefaultMaterialsManager))
        $context = @{ Purpose = 'bounds' }
        $null = Protect-EnvelopeData -InputStream (New-OneWayStream ([byte[]]::new(100))) -AsBytes -MaterialsManager $manager -EncryptionContext $context
        $null = Protect-EnvelopeData -InputStream (New-OneWayStream ([byte[]]::new(100))) -AsBytes -MaterialsManager $manager -EncryptionContext $context -PlaintextLength 100
        $null = Protect-EnvelopeData -InputStream (New-OneWayStream ([byte[]]::new(100))) -AsBytes -MaterialsManager $manager -EncryptionContext $context -PlaintextLength 5000
        $manager.Lengths | Should -Be $null, 100, 5000
        $outcome = Get-Outcome { Protect-EnvelopeData -InputStream (New-OneWayStream ([byte[]]::new(101))) -Destination m -KeyFile $key -PlaintextLength 100 }
        Assert-Error $outcome.Errors[0] 'PlaintextTooLong' 'LimitsExceeded' 'InputStream'
        Get-Listing | Should -BeNullOrEmpty
    }

    It 'a failure while -OutputStream is written ends the command' {
        $outcome = Get-Outcome { Protect-EnvelopeData -InputStream (New-OneWayStream ([byte[]]::new(10000))) -OutputStream ([IO.MemoryStream]::new()) -KeyFile $key -PlaintextLength 9999 }
        Assert-Error $outcome.Ended 'PlaintextTooLong' 'LimitsExceeded' 'InputStream'
        $message = Protect-EnvelopeData -InputObject ([byte[]]::new(20000)) -KeyFile $key
        $plain = [IO.MemoryStream]::new()
        $outcome = Get-Outcome { Unprotect-EnvelopeData -InputStream ([IO.MemoryStream]::new((Get-Flipped $message -1))) -OutputStream $plain -KeyFile $key; 'never reached' }
        Assert-Error $outcome.Ended 'SignatureMismatch' 'SecurityError' 'InputStream'
        $outcome.Output | Should -BeNullOrEmpty
        $plain.Length | Should -BeLessThan 20000 -Because 'the last frame waits for the signature'
    }

    It 'a stream that fails is an error with its exception' {
        $closed = [IO.MemoryStream]::new()
        $closed.Dispose()
        $outcome = Get-Outcome { Protect-EnvelopeData -InputStream $closed -AsBytes -KeyFile $key }
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'OperationFailed,*'
        $outcome.Errors[0].Exception | Should -BeOfType ([ObjectDisposedException])
        $outcome.Errors[0].TargetObject | Should -Be 'InputStream'
    }

    It 'between programs: what one compresses the other encrypts' {
        $data = New-Bytes 200000
        $target = [IO.File]::Create("$folder/m.gz")
        $gzip = [IO.Compression.GZipStream]::new($target, [IO.Compression.CompressionMode]::Compress)
        Protect-EnvelopeData -InputStream (New-OneWayStream $data) -OutputStream $gzip -KeyFile $key
        $gzip.Dispose()
        $source = [IO.Compression.GZipStream]::new([IO.File]::OpenRead("$folder/m.gz"), [IO.Compression.CompressionMode]::Decompress)
        Test-SameBytes (Unprotect-EnvelopeData -InputStream $source -AsBytes -KeyFile $key) $data | Should -BeTrue
        $source.Dispose()
    }
}
