BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path

    # Seconds. It takes a fraction of one, unless the machine is busy with other things.
    $soon = 10

    # Runs a script in a runspace of its own, waits until it is under way, stops it as Ctrl+C does; returns how long the stop took and what is left.
    function Measure-Stop([scriptblock] $Script, [hashtable] $With, [scriptblock] $WaitUntilUnderWay) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("param(`$With) Import-Module '$env:ENVELOPECRYPTO_TEST_MODULE/EnvelopeCrypto.psd1'; . '$PSScriptRoot/classes.ps1'; & { $Script }").AddArgument($With)
            $running = $shell.BeginInvoke()
            $null = & $WaitUntilUnderWay
            $running.IsCompleted | Should -BeFalse -Because "it must be under way: $($shell.Streams.Error.ReadAll())"
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Stop()
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $shell.Streams.Error.ReadAll() | Should -BeNullOrEmpty
            $watch.Elapsed.TotalSeconds
        }
        finally { $shell.Dispose() }
    }

    # Waits until there is a file of a kind in a folder. A watcher would miss one that is made before it begins to watch.
    function Wait-File([string] $Folder, [string] $Pattern) {
        [Threading.SpinWait]::SpinUntil({ [IO.Directory]::GetFiles($Folder, $Pattern).Length -gt 0 }, 30000) | Should -BeTrue
    }
}

Describe 'Ctrl+C' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'stops the encryption of a long file, and leaves nothing' {
        $long = [IO.File]::Create("$folder/long.bin")
        $long.SetLength(3GB)
        $long.Dispose()
        $null = New-Item -ItemType Directory out
        Set-Content out/long.bin.encrypted 'old' -NoNewline
        $seconds = Measure-Stop { Protect-EnvelopeData "$($With.Folder)/long.bin" "$($With.Folder)/out" -KeyFile $With.Key -Force } @{ Folder = $folder; Key = $key } { Wait-File "$folder/out" '*.envelope-partial' }
        $seconds | Should -BeLessThan $soon
        Get-Listing out | Should -Be 'long.bin.encrypted'
        [IO.File]::ReadAllText("$folder/out/long.bin.encrypted") | Should -Be 'old'
    }

    It 'stops an encryption that reads a stream without end: <Way>' -Skip:(-not $IsLinux) -ForEach @(
        @{ Way = 'to a stream'; Script = { Protect-EnvelopeData -InputStream $With.Source -OutputStream ([IO.Stream]::Null) -KeyFile $With.Key } }
        @{ Way = 'to a file'; Script = { Protect-EnvelopeData -InputStream $With.Source -Destination "$($With.Folder)/x" -KeyFile $With.Key } }
    ) {
        $source = [IO.File]::OpenRead('/dev/zero')
        $seconds = Measure-Stop $Script @{ Folder = $folder; Key = $key; Source = $source } { [Threading.SpinWait]::SpinUntil({ $source.Position -gt 10MB }, 30000) }
        $seconds | Should -BeLessThan $soon
        $source.Dispose()
        Get-Listing | Should -BeNullOrEmpty
    }

    It 'stops a keyring that waits, and it is not taken for a failure: <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'Protect'; Script = { $global:keyring = [WaitingKeyring]::new(); $With.Asked.Value = $keyring.Asked; 'x' | Protect-EnvelopeData -Keyring $keyring -Destination "$($With.Folder)/x" } }
        @{ Cmdlet = 'Unprotect'; Script = { $global:keyring = [WaitingKeyring]::new(); $With.Asked.Value = $keyring.Asked; Unprotect-EnvelopeData -InputObject $With.Message -Keyring $keyring } }
        @{ Cmdlet = 'Test'; Script = { $global:keyring = [WaitingKeyring]::new(); $With.Asked.Value = $keyring.Asked; Test-EnvelopeData -InputObject $With.Message -Keyring $keyring } }
    ) {
        $asked = [ref] $null
        $seconds = Measure-Stop $Script @{ Folder = $folder; Message = ('x' | Protect-EnvelopeData -KeyFile $key); Asked = $asked } {
            [Threading.SpinWait]::SpinUntil({ $asked.Value -and $asked.Value.IsSet }, 30000) | Should -BeTrue
        }
        $seconds | Should -BeLessThan $soon
        Get-Listing | Should -BeNullOrEmpty
    }

    It 'stops a long pipeline of small files between two of them' {
        $seconds = Measure-Stop { 1..1000000 | ForEach-Object { "$_" | Protect-EnvelopeData -KeyFile $With.Key -Destination "$($With.Folder)/m$_" } } @{ Folder = $folder; Key = $key } { Wait-File $folder 'm1*' }
        $seconds | Should -BeLessThan $soon
        Get-Listing | Should -Not -BeNullOrEmpty
        Get-Listing | Should -Not -Match 'partial'
        Test-EnvelopeData * -KeyFile $key | Should -Not -Contain $false
    }
}
