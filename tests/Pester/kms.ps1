# A KMS for tests, in a process of its own: dot-source it in BeforeDiscovery and BeforeAll.

# The built emulator, or null where there is none.
function Get-KmsEmulatorPath {
    foreach ($configuration in 'Release', 'Debug') {
        $path = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', 'KmsEmulator', 'bin', $configuration, 'net10.0', 'KmsEmulator.dll'))
        if ([IO.File]::Exists($path) -and (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) { return $path }
    }
}

# Starts an emulator and returns how it is reached. It ends with its standard input, so it does not outlive the tests.
function Start-KmsEmulator([string[]] $Key = @('one', 'two', 'three')) {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', [string[]] ((Get-KmsEmulatorPath), '--port', '0', '--exit-with-input' + $Key.ForEach({ '--key', $_ })))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    [string[]] $lines = while (($line = $process.StandardOutput.ReadLine()) -and $line -ne '# Ready.') { $line }
    $endpoint = ($lines -match 'AWS_ENDPOINT_URL_KMS') -replace ".*'(.*)'.*", '$1'
    if (-not $endpoint) { throw "The emulator did not start: $lines" }
    [pscustomobject]@{
        Process  = $process
        Endpoint = [string] $endpoint
        KeyId    = [string[]] ([regex]::Matches("$($lines -match '^.KeyId')", 'arn:[^'']+').Value)
    }
}

function Stop-KmsEmulator($Emulator) {
    $Emulator.Process.StandardInput.Close()
    if (-not $Emulator.Process.WaitForExit(10000)) { $Emulator.Process.Kill() }
}

function Get-KmsCall { @(Invoke-RestMethod "$($kms.Endpoint)/_emulator/calls" | ForEach-Object { $_ }) }
function Clear-KmsCall { $null = Invoke-RestMethod "$($kms.Endpoint)/_emulator/calls" -Method Delete }
function Add-KmsFault([hashtable] $Fault) {
    $null = Invoke-RestMethod "$($kms.Endpoint)/_emulator/faults" -Method Post -ContentType application/json -Body ($Fault | ConvertTo-Json)
}
function Clear-KmsFault { $null = Invoke-RestMethod "$($kms.Endpoint)/_emulator/faults" -Method Delete }
function Add-KmsCaller([hashtable] $Caller) {
    $null = Invoke-RestMethod "$($kms.Endpoint)/_emulator/callers" -Method Post -ContentType application/json -Body ($Caller | ConvertTo-Json)
}
