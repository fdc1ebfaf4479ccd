BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'New-RawAesKeyFile' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'makes a file for its owner only, and says which key it is' {
        $made = New-RawAesKeyFile ./my.key
        $made | Should -BeOfType ([EnvelopeCrypto.PowerShell.Output.RawAesKeyFileInfo])
        $made.Path | Should -Be "$folder/my.key"
        $made.KeyNamespace | Should -Be 'envelopecrypto-keyfile'
        { [guid] $made.KeyName } | Should -Not -Throw
        "$made" | Should -Be "$folder/my.key"
        ($made | Get-Item).Name | Should -Be 'my.key'
        if (-not $IsWindows) { [IO.File]::GetUnixFileMode("$folder/my.key") | Should -Be 'UserWrite, UserRead' }
        Get-Listing | Should -Be 'my.key'
    }

    It 'writes the documented text' {
        $null = New-RawAesKeyFile my.key -KeyNamespace 'team Ä' -KeyName 'backup 2026'
        $lines = [IO.File]::ReadAllText("$folder/my.key") -split "`n"
        $lines.Count | Should -Be 5
        $lines[0] | Should -BeExactly 'EnvelopeCrypto raw AES key, version 1'
        $lines[1] | Should -BeExactly 'namespace: team Ä'
        $lines[2] | Should -BeExactly 'name: backup 2026'
        [Convert]::FromBase64String($lines[3].Substring('key: '.Length)).Length | Should -Be 32
        $lines[4] | Should -Be ''
    }

    It 'shows the key nowhere' {
        $made = New-RawAesKeyFile my.key
        $key = ([IO.File]::ReadAllLines("$folder/my.key")[3]).Substring('key: '.Length)
        foreach ($shown in ($made | Out-String -Width 500), ($made | Format-List * | Out-String -Width 500), ($made | ConvertTo-Json), "$made") {
            $shown.Contains($key) | Should -BeFalse
        }
    }

    It 'makes another key each time' {
        $one = New-RawAesKeyFile 1.key
        $two = New-RawAesKeyFile 2.key
        $one.KeyName | Should -Not -Be $two.KeyName
        (Get-Content 1.key)[3] | Should -Not -Be (Get-Content 2.key)[3]
    }

    It 'replaces nothing without -Force' {
        $first = New-RawAesKeyFile my.key
        $outcome = Get-Outcome { New-RawAesKeyFile my.key }
        Assert-Error $outcome.Errors[0] 'DestinationExists' 'ResourceExists' 'my.key'
        $outcome.Output | Should -BeNullOrEmpty
        Get-Content my.key | Should -Contain "name: $($first.KeyName)"
        $second = New-RawAesKeyFile my.key -Force
        Get-Content my.key | Should -Contain "name: $($second.KeyName)"
        Get-Listing | Should -Be 'my.key'
    }

    It '-WhatIf makes nothing' {
        New-RawAesKeyFile my.key -WhatIf | Should -BeNullOrEmpty
        Get-Listing | Should -BeNullOrEmpty
    }

    It 'is refused where <What>' -ForEach @(
        @{ What = 'the directory is missing'; Id = 'DestinationDirectoryNotFound'; Category = 'ObjectNotFound'; Script = { New-RawAesKeyFile missing/my.key } }
        @{ What = 'a directory stands there'; Id = 'DestinationNotAFile'; Category = 'InvalidArgument'; Script = { New-RawAesKeyFile . -Force } }
        @{ What = 'the namespace belongs to KMS'; Id = 'InvalidWrappingKey'; Category = 'InvalidArgument'; Script = { New-RawAesKeyFile my.key -KeyNamespace aws-kms } }
        @{ What = 'the name has two lines'; Id = 'InvalidWrappingKey'; Category = 'InvalidArgument'; Script = { New-RawAesKeyFile my.key -KeyName "a`nkey: b" } }
    ) {
        $outcome = Get-Outcome $Script
        Assert-Error $outcome.Errors[0] $Id $Category
        Get-Listing | Should -BeNullOrEmpty
    }
}
