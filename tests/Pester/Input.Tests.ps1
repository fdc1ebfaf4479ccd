BeforeAll {
    . $PSScriptRoot/common.ps1
    $key = (New-RawAesKeyFile (Join-Path $TestDrive 'my.key')).Path

    # What the messages hold, as text.
    function Open-Text { process { Unprotect-EnvelopeData -InputObject $_ -KeyFile $key -AsString } }
}

Describe 'What goes in' {
    BeforeEach { $null = Enter-TestFolder }
    AfterEach { Set-Location $PSScriptRoot }

    It 'Get-Content gives lines: data, although each has a PSPath' {
        Set-Content lines.txt 'first', 'second', ''
        $messages = Get-Content lines.txt | Protect-EnvelopeData -KeyFile $key
        $messages.Count | Should -Be 3
        $messages | Open-Text | Should -Be 'first', 'second', ''
        Get-Listing | Should -Be 'lines.txt'
    }

    It 'Get-Content -Raw gives one text' {
        Set-Content lines.txt 'first', 'second'
        $message = Get-Content lines.txt -Raw | Protect-EnvelopeData -KeyFile $key
        , $message | Open-Text | Should -Be "first$([Environment]::NewLine)second$([Environment]::NewLine)"
    }

    It '<How> gives files' -ForEach @(
        @{ How = 'Get-ChildItem'; Script = { Get-ChildItem *.log } }
        @{ How = 'Get-Item'; Script = { Get-Item a.log, b.log } }
        @{ How = '[IO.FileInfo]'; Script = { [IO.FileInfo] "$PWD/a.log"; [IO.FileInfo]::new("$PWD/b.log") } }
    ) {
        Set-Content a.log 'a'
        Set-Content b.log 'b'
        $results = & $Script | Protect-EnvelopeData -KeyFile $key
        $results.Destination | Should -Be "$PWD/a.log.encrypted", "$PWD/b.log.encrypted"
        Get-Listing | Should -Be 'a.log', 'a.log.encrypted', 'b.log', 'b.log.encrypted'
    }

    It 'a DirectoryInfo is an error, and the files beside it go on' {
        $null = New-Item -ItemType Directory folder
        Set-Content z.log 'z'
        $outcome = Get-Outcome { Get-ChildItem | Protect-EnvelopeData -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'SourceIsDirectory' 'InvalidArgument' "$PWD/folder"
        $outcome.Output.Destination | Should -Be "$PWD/z.log.encrypted"
    }

    It 'bytes are one message: <How>' -ForEach @(
        @{ How = 'enumerated'; Script = { $bytes | Protect-EnvelopeData -KeyFile $key } }
        @{ How = 'in one piece'; Script = { , $bytes | Protect-EnvelopeData -KeyFile $key } }
        @{ How = 'as -InputObject'; Script = { Protect-EnvelopeData -InputObject $bytes -KeyFile $key } }
        @{ How = 'an object[] in one piece'; Script = { , ([object[]] $bytes) | Protect-EnvelopeData -KeyFile $key } }
        @{ How = 'an object[] as -InputObject'; Script = { Protect-EnvelopeData -InputObject ([object[]] $bytes) -KeyFile $key } }
        @{ How = 'a List[byte], enumerated'; Script = { [Collections.Generic.List[byte]] $bytes | Protect-EnvelopeData -KeyFile $key } }
        @{ How = 'of Get-Content -AsByteStream'; Script = { Write-File data.bin $bytes; Get-Content data.bin -AsByteStream | Protect-EnvelopeData -KeyFile $key } }
        @{ How = 'of Get-Content -AsByteStream -Raw'; Script = { Write-File data.bin $bytes; Get-Content data.bin -AsByteStream -Raw | Protect-EnvelopeData -KeyFile $key } }
    ) {
        $bytes = New-Bytes 9000
        $message = & $Script
        $message.GetType() | Should -Be ([byte[]])
        Test-SameBytes (Unprotect-EnvelopeData -InputObject $message -KeyFile $key) $bytes | Should -BeTrue
    }

    It 'bytes end where something else comes' {
        $text = 1..3 | ForEach-Object { [byte] 65; [byte] 66; "text $_" } | Protect-EnvelopeData -KeyFile $key | Open-Text
        $text | Should -Be 'AB', 'text 1', 'AB', 'text 2', 'AB', 'text 3'
    }

    It 'the array that was given stays as it was' {
        $bytes = [byte[]] (1..100)
        $null = Protect-EnvelopeData -InputObject $bytes -KeyFile $key
        $bytes | Should -Be (1..100)
    }

    It 'a SecureString is the text in it' {
        $messages = (New-Secret 'Päßwörd 🔑'), (New-Secret '') | Protect-EnvelopeData -KeyFile $key
        $messages | Open-Text | Should -Be 'Päßwörd 🔑', ''
    }

    It '<What> becomes an empty message' -ForEach @(
        @{ What = 'an empty string'; Data = '' }
        @{ What = 'an empty array of bytes'; Data = [byte[]] @() }
        @{ What = 'an empty array'; Data = @() }
        @{ What = 'an empty SecureString'; Data = [securestring]::new() }
    ) {
        $message = Protect-EnvelopeData -InputObject $Data -KeyFile $key
        (Unprotect-EnvelopeData -InputObject $message -KeyFile $key).Length | Should -Be 0
        $message = , $Data | Protect-EnvelopeData -KeyFile $key
        (Get-EnvelopeHeader -InputObject $message).PlaintextLength | Should -Be 0
    }

    It 'nothing gives nothing' {
        @() | Protect-EnvelopeData -KeyFile $key | Should -BeNullOrEmpty
    }

    It '<Type> is refused, and what comes behind it goes on' -ForEach @(
        @{ Type = 'int'; Data = 42 }
        @{ Type = 'datetime'; Data = [datetime]::UnixEpoch }
        @{ Type = 'char'; Data = [char] 'x' }
        @{ Type = 'hashtable'; Data = @{ a = 1 } }
        @{ Type = 'pscustomobject'; Data = [pscustomobject] @{ Path = 'x'; FullName = 'y' } }
        @{ Type = 'scriptblock'; Data = { 'x' } }
        @{ Type = 'string[] in one piece'; Data = , [string[]] @('a', 'b') }
        @{ Type = 'object[] of strings in one piece'; Data = , @('a', 'b') }
        @{ Type = 'int[] in one piece'; Data = , [int[]] @(1, 2) }
    ) {
        $outcome = Get-Outcome { & { $Data; 'good' } | Protect-EnvelopeData -KeyFile $key }
        $outcome.Errors.Count | Should -Be 1
        Assert-Error $outcome.Errors[0] 'UnsupportedInput' 'InvalidType'
        $outcome.Output | Open-Text | Should -Be 'good'
    }

    It '$null is refused, and what comes behind it goes on' {
        $outcome = Get-Outcome { 'a', $null, 'b' | Protect-EnvelopeData -KeyFile $key }
        $outcome.Errors.Count | Should -Be 1
        $outcome.Output | Open-Text | Should -Be 'a', 'b'
    }

    It 'text is UTF-8, whatever characters are in it' {
        $text = "Grüße, 世界, 🔑, `u{0301}, `0, line`r`nbreaks"
        $message = $text | Protect-EnvelopeData -KeyFile $key
        Test-SameBytes (Unprotect-EnvelopeData -InputObject $message -KeyFile $key) ([Text.Encoding]::UTF8.GetBytes($text)) | Should -BeTrue
        , $message | Open-Text | Should -BeExactly $text
    }

    It 'text that is no Unicode is an error and not a question mark' {
        Assert-Error (Get-Outcome { "half a pair: `u{D83D}" | Protect-EnvelopeData -KeyFile $key }).Errors[0] 'NotText' 'InvalidData' 'input object 1 (String)'
    }

    It '16 MiB go in and come out in one piece, fast' {
        $bytes = New-Bytes (16MB)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $back = Unprotect-EnvelopeData -InputObject (Protect-EnvelopeData -InputObject $bytes -KeyFile $key) -KeyFile $key
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20 -Because 'byte by byte it takes half a minute'
        $back.GetType() | Should -Be ([byte[]])
        Test-SameBytes $back $bytes | Should -BeTrue
    }

    It 'a leftover of an interrupted run is never input' {
        Set-Content good.log 'x'
        Set-Content .good.log.encrypted.0123456789ABCDEF.envelope-partial 'half a message'
        $outcome = Get-Outcome { Get-ChildItem -Force | Protect-EnvelopeData -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'PartialFile' 'InvalidArgument'
        $outcome.Output.Destination | Should -Be "$PWD/good.log.encrypted"
        Assert-Error (Get-Outcome { Protect-EnvelopeData -LiteralPath .x.0123456789ABCDEF.envelope-partial -KeyFile $key }).Errors[0] 'PartialFile' 'InvalidArgument'
    }
}

Describe 'What piped results are' {
    AfterEach { Set-Location $PSScriptRoot }
    BeforeEach {
        $null = Enter-TestFolder
        Set-Content report.txt 'the report'
        $result = Protect-EnvelopeData report.txt -KeyFile $key
    }

    It '<Command> takes the file that was written, not the one that was read' -ForEach @(
        @{ Command = 'Get-Item'; Script = { ($_ | Get-Item).Name } }
        @{ Command = 'Get-ChildItem'; Script = { ($_ | Get-ChildItem).Name } }
        @{ Command = 'Get-FileHash'; Script = { ($_ | Get-FileHash).Path | Split-Path -Leaf } }
        @{ Command = 'Resolve-Path'; Script = { ($_ | Resolve-Path).ProviderPath | Split-Path -Leaf } }
        @{ Command = 'Copy-Item'; Script = { ($_ | Copy-Item -Destination copy -PassThru).Length -eq $_.DestinationLength ? 'report.txt.encrypted' : 'another' } }
    ) {
        $result | ForEach-Object $Script | Should -Be 'report.txt.encrypted'
    }

    It 'Remove-Item removes the file that was written' {
        $result | Remove-Item
        Get-Listing | Should -Be 'report.txt'
    }

    It 'is text where text is wanted: in JSON, CSV, strings, comparisons' {
        ($result | ConvertTo-Json -Depth 3 | ConvertFrom-Json).Path | Should -BeExactly "$PWD/report.txt"
        ($result | ConvertTo-Csv | ConvertFrom-Csv).Path | Should -BeExactly "$PWD/report.txt"
        "$($result.Path)" | Should -BeExactly "$PWD/report.txt"
        $result.Path -eq "$PWD/report.txt" | Should -BeTrue
        $result.Path -like '*report.txt' | Should -BeTrue
        $result.Path + '.old' | Should -BeExactly "$PWD/report.txt.old"
        Split-Path -Leaf $result.Path | Should -BeExactly 'report.txt'
        ($result | Update-EnvelopeData -KeyFile $key -NewKeyFile $key | ConvertTo-Json -Depth 3 | ConvertFrom-Json).Path | Should -BeExactly "$PWD/report.txt.encrypted"
    }

    It 'pipes on from another process, too, as the file that was written' {
        $far = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($result))
        "$($far.Path)" | Should -BeExactly "$PWD/report.txt"
        $outcome = Get-Outcome { $far | Unprotect-EnvelopeData -KeyFile $key }
        Assert-Error $outcome.Errors[0] 'UnsupportedInput' 'InvalidType'
        "$($outcome.Errors[0])" | Should -BeLike '*-LiteralPath $_.PSPath*'
        $far | ForEach-Object { Unprotect-EnvelopeData -LiteralPath $_.PSPath -KeyFile $key -AsString } | Should -Be (Get-Content report.txt -Raw)
        $far | Remove-Item
        Get-Listing | Should -Be 'report.txt'
    }

    It 'Unprotect-EnvelopeData, Test-EnvelopeData and Get-EnvelopeHeader take it' {
        $result | Unprotect-EnvelopeData -KeyFile $key -AsString | Should -Be (Get-Content report.txt -Raw)
        $result | Test-EnvelopeData -KeyFile $key | Should -BeTrue
        ($result | Get-EnvelopeHeader).Path | Should -Be "$PWD/report.txt.encrypted"
    }

    It 'a header of a file pipes on as that file' {
        Get-EnvelopeHeader *.encrypted | Where-Object Version -EQ 2 | Unprotect-EnvelopeData -KeyFile $key -AsString | Should -Be (Get-Content report.txt -Raw)
    }

    It 'its Path serves as a string' {
        $result.Path | Should -Be "$PWD/report.txt"
        $result.Path -eq "$PWD/report.txt" | Should -BeTrue
        "$PWD/report.txt" -eq $result.Path | Should -BeTrue
        "<$($result.Path)>" | Should -Be "<$PWD/report.txt>"
        Split-Path -Leaf $result.Path | Should -Be 'report.txt'
        [IO.File]::Exists($result.Path) | Should -BeTrue
        (Get-Item -LiteralPath $result.Path).Name | Should -Be 'report.txt'
        $result.Path + '.bak' | Should -Be "$PWD/report.txt.bak"
        ($result | ConvertTo-Csv | ConvertFrom-Csv).Path | Should -Be "$PWD/report.txt"
    }
}
