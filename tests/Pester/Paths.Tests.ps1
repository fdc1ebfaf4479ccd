BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path
}

Describe 'Paths' {
    BeforeEach { $folder = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'are relative to $PWD, not to the directory of the process' {
        $null = New-Item -ItemType Directory inner
        Set-Content inner/a.txt 'inner'
        Copy-Item $key inner/here.key
        Push-Location inner
        [Environment]::CurrentDirectory | Should -Not -Be $PWD.ProviderPath
        (Protect-EnvelopeData a.txt -KeyFile here.key -Destination b.encrypted).Destination | Should -Be "$folder/inner/b.encrypted"
        (Unprotect-EnvelopeData ./b.encrypted ../c.txt -KeyFile ./here.key).Destination | Should -Be "$folder/c.txt"
        Pop-Location
        Get-Content c.txt | Should -Be 'inner'
    }

    It 'may begin with ~' {
        Set-Content a.txt 'x'
        $drive = (Get-Item a.txt).PSProvider.Home
        (Get-Outcome { Protect-EnvelopeData a.txt "~/no/such/folder/x" -KeyFile $key }).Errors[0].Exception.Message | Should -BeLike "*'$drive/no/such/folder'*"
    }

    It 'may be on TestDrive: and on a drive of one''s own, for input, output and key' {
        $null = New-PSDrive -Name Mine -PSProvider FileSystem -Root $folder -Scope Script
        try {
            Set-Content Mine:/a.txt 'on my drive'
            $null = New-RawAesKeyFile Mine:/drive.key
            (Protect-EnvelopeData Mine:/a.txt -KeyFile Mine:/drive.key).Destination | Should -Be "$folder/a.txt.encrypted"
            (Unprotect-EnvelopeData Mine:/a.txt.encrypted Mine:/ -KeyFile Mine:/drive.key -Force).Destination | Should -Be "$folder/a.txt"
            Set-Location Mine:/
            (Get-EnvelopeHeader *.encrypted).Path | Should -Be "$folder/a.txt.encrypted"
            Test-EnvelopeData -LiteralPath a.txt.encrypted -KeyFile drive.key | Should -BeTrue
            (Protect-EnvelopeData a.txt TestDrive:/on-test-drive -KeyFile TestDrive:/my.key).Destination | Should -Be (Join-Path $TestDrive 'on-test-drive')
        }
        finally {
            Set-Location $folder
            Remove-PSDrive Mine -Scope Script
        }
    }

    It 'may be written out with their provider' {
        Set-Content a.txt 'x'
        $full = "Microsoft.PowerShell.Core\FileSystem::$folder/a.txt"
        (Protect-EnvelopeData $full -KeyFile $key).Path | Should -Be "$folder/a.txt"
        (Protect-EnvelopeData -LiteralPath $full -KeyFile $key -Force).Path | Should -Be "$folder/a.txt"
    }

    It 'may hold wildcards, each file once' {
        'a1.log', 'a2.log', 'b1.log' | ForEach-Object { Set-Content $_ $_ }
        (Protect-EnvelopeData a*.log, b?.log -KeyFile $key).Destination | Split-Path -Leaf | Sort-Object | Should -Be 'a1.log.encrypted', 'a2.log.encrypted', 'b1.log.encrypted'
        (Get-EnvelopeHeader '[ab]1*.encrypted').Count | Should -Be 2
        (Test-EnvelopeData *.encrypted -KeyFile $key) | Should -Be $true, $true, $true
    }

    It 'that match nothing are a warning when they are patterns' {
        $outcome = Get-Outcome { Protect-EnvelopeData *.nothing -KeyFile $key }
        $outcome.Errors | Should -BeNullOrEmpty
        $outcome.Warnings.Message | Should -BeLike "*'[*].nothing'*"
    }

    It 'with [ ] are patterns for -Path, and the warning names -LiteralPath' {
        Set-Content -LiteralPath 'a[1].txt' 'bracket'
        $outcome = Get-Outcome { Protect-EnvelopeData 'a[1].txt' -KeyFile $key }
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Warnings.Message | Should -BeLike '*-LiteralPath*'
    }

    It 'with [ ] are names for -LiteralPath, -Destination, -KeyFile and from the pipeline' {
        Set-Content -LiteralPath 'a[1].txt' 'bracket'
        $null = New-RawAesKeyFile 'k[1].key'
        (Protect-EnvelopeData -LiteralPath 'a[1].txt' -Destination 'b[2].encrypted' -KeyFile 'k[1].key').Destination | Should -Be "$folder/b[2].encrypted"
        (Get-ChildItem -LiteralPath 'a[1].txt' | Protect-EnvelopeData -KeyFile 'k[1].key').Destination | Should -Be "$folder/a[1].txt.encrypted"
        Get-Item -LiteralPath 'a[1].txt.encrypted' | Unprotect-EnvelopeData -KeyFile 'k[1].key' -AsString | Should -Be "bracket$([Environment]::NewLine)"
        (Protect-EnvelopeData 'a`[1`].txt' -Destination escaped -KeyFile 'k[1].key').Path | Should -Be "$folder/a[1].txt"
    }

    It 'such as <Name> are only names' -ForEach @(
        @{ Name = 'Grüße 世界 🔑.txt' }
        @{ Name = '.hidden' }
        @{ Name = '-Force' }
        @{ Name = '--' }
        @{ Name = ' leading and trailing ' }
        @{ Name = "it's `"quoted`" & `$HOME; #1" }
        @{ Name = '{0}' }
        @{ Name = 'con' }
        @{ Name = 'x' * 200 }
    ) {
        Write-File $Name ([byte[]] (1, 2, 3))
        $result = Protect-EnvelopeData -LiteralPath $Name -KeyFile $key
        $result.Destination | Should -Be "$folder/$Name.encrypted"
        [IO.File]::Delete("$folder/$Name")
        $back = $result | Unprotect-EnvelopeData -KeyFile $key -Destination $Name
        $back.Destination | Should -Be "$folder/$Name"
        Test-SameBytes (Read-File $Name) ([byte[]] (1, 2, 3)) | Should -BeTrue
        Get-Listing | Should -Be (@($Name, "$Name.encrypted") | Sort-Object { $_.Length })
    }

    It 'in another provider are refused' -ForEach @(
        @{ Script = { Protect-EnvelopeData env:PATH -KeyFile $key } }
        @{ Script = { Protect-EnvelopeData -LiteralPath variable:HOME -KeyFile $key } }
        @{ Script = { Get-EnvelopeHeader function:prompt } }
        @{ Script = { Test-EnvelopeData env:PATH -KeyFile $key } }
    ) {
        $outcome = Get-Outcome $Script
        Assert-Error $outcome.Errors[0] 'ProviderNotSupported' 'InvalidArgument'
        $outcome.Ended | Should -BeNullOrEmpty
    }

    It 'in another provider are refused for what concerns the whole command' -ForEach @(
        @{ Script = { 'x' | Protect-EnvelopeData -KeyFile $key -Destination env:x } }
        @{ Script = { 'x' | Protect-EnvelopeData -KeyFile env:PATH } }
        @{ Script = { New-RawAesKeyring -KeyFile env:PATH } }
    ) {
        Assert-Error (Get-Outcome $Script).Ended 'ProviderNotSupported' 'InvalidArgument'
    }

    It 'on no drive are refused' {
        Assert-Error (Get-Outcome { Protect-EnvelopeData nodrive:/x -KeyFile $key }).Errors[0] 'InvalidPath' 'InvalidArgument' 'nodrive:/x'
    }

    It 'are kept apart where one of several is wrong' {
        Set-Content a.txt 'a'
        Set-Content c.txt 'c'
        $outcome = Get-Outcome { Protect-EnvelopeData a.txt, missing.txt, c.txt -KeyFile $key }
        $outcome.Output.Path | Sort-Object | Should -Be "$folder/a.txt", "$folder/c.txt"
        Assert-Error $outcome.Errors[0] 'SourceNotFound' 'ObjectNotFound' 'missing.txt'
    }

    It 'lead through links' -Skip:$IsWindows {
        Set-Content a.txt 'linked'
        $null = New-Item -ItemType SymbolicLink link.txt -Target "$folder/a.txt"
        (Protect-EnvelopeData link.txt -KeyFile $key).Destination | Should -Be "$folder/link.txt.encrypted"
        Unprotect-EnvelopeData link.txt.encrypted -KeyFile $key -AsString | Should -Be "linked$([Environment]::NewLine)"
    }
}
