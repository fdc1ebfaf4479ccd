# Reads the examples of documents and runs them as a reader would: dot-source it.

$documents = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs'))

# The ARNs that the documents name; the emulator has keys under them.
$documentedKeys = @(
    'backup=arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
    'backup=arn:aws:kms:us-east-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321'
    'global=arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab'
    'global=arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab'
)

# Fenced blocks of a page, in their order: what is before each (a heading), its language, its text.
function Get-FencedBlock([string] $Path) {
    $heading = ''
    foreach ($match in [regex]::Matches([IO.File]::ReadAllText($Path), '(?ms)^(?<heading>#+ [^\n]+)$|^```(?<language>[a-z]*)\n(?<text>.*?)^```$')) {
        if ($match.Groups['heading'].Success) { $heading = $match.Groups['heading'].Value.TrimStart('#', ' '); continue }
        [pscustomobject]@{ Heading = $heading; Language = $match.Groups['language'].Value; Text = $match.Groups['text'].Value.TrimEnd() }
    }
}

# Examples of a page of help: one for each heading, with what it shows.
function Get-CmdletExample([string] $Path) {
    foreach ($group in Get-FencedBlock $Path | Group-Object Heading) {
        [pscustomobject]@{
            Id     = "$([IO.Path]::GetFileNameWithoutExtension($Path)), $($group.Name)"
            Code   = $group.Group.Where({ $_.Language -eq 'powershell' }).Text -join "`n"
            Output = $group.Group.Where({ $_.Language -eq 'output' }).Text -join "`n"
        }
    }
}

# A page of recipes is one story: its blocks run in their order, in one folder. One that begins with "# Name.ps1" is a file that the reader saves.
function Get-StoryExample([string] $Path) {
    $blocks = @(Get-FencedBlock $Path)
    $scripts = $blocks.Where({ $_.Language -eq 'powershell' })
    [pscustomobject]@{
        Id     = [IO.Path]::GetFileName($Path)
        Code   = $scripts.Where({ $_.Text -notmatch '^# \S+\.ps1\n' }).Text -join "`n"
        Output = $blocks.Where({ $_.Language -eq 'output' }).Text -join "`n"
        Files  = @($scripts.Where({ $_.Text -match '^# \S+\.ps1\n' }).ForEach({ $_.Text }))
    }
}

# The examples of a topic of help are indented by eight; those with <placeholders> and those that are a file of their own are not run.
function Get-TopicExample([string] $Path) {
    $blocks = [regex]::Matches([IO.File]::ReadAllText($Path), '(?m)(^ {8}[^ \n].*\n(^ {8}.*\n|^\n(?= {8}))*)').ForEach({ $_.Value -replace '(?m)^ {8}', '' })
    [pscustomobject]@{
        Id     = [IO.Path]::GetFileName($Path)
        Code   = $blocks.Where({ $_ -notmatch '<[a-z][A-Za-z ]*>' -and $_ -notmatch '^class ' }) -join "`n"
        Output = ''
    }
}

# All examples that are run and compared.
function Get-Example {
    Get-ChildItem "$documents/cmdlets/*.md" | ForEach-Object { Get-CmdletExample $_.FullName }
    Get-ChildItem "$documents/help/*.help.txt" | ForEach-Object { Get-TopicExample $_.FullName }
    Get-ChildItem "$documents/recipes/*.md" | ForEach-Object { Get-StoryExample $_.FullName }
    Get-ReadmeExample
}

# The session of the README. The reader has no key file yet.
function Get-ReadmeExample {
    Get-CmdletExample ([IO.Path]::Combine($documents, '..', 'README.md')) | Where-Object Id -Like '*, A session' | ForEach-Object {
        $_.Code = $_.Code.Replace('Import-Module ./EnvelopeCrypto.psd1', 'Remove-Item ./backup.key')
        $_
    }
}

# Runs examples in one new process, each in a folder of its own with what the reader is taken to have, against the emulator. Returns what came out.
function Invoke-Example([object[]] $Example, [string] $Folder, $Emulator) {
    $requests = Join-Path $Folder 'examples.json'
    $answers = Join-Path $Folder 'answers.json'
    ConvertTo-Json -InputObject $Example -Depth 4 | Set-Content -LiteralPath $requests
    $start = [Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
    foreach ($argument in '-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot 'run-examples.ps1'), $requests, $answers, $Folder) { $start.ArgumentList.Add($argument) }
    foreach ($name in (Get-ChildItem env:AWS_*).Name) { $null = $start.Environment.Remove($name) }
    $start.Environment['AWS_ENDPOINT_URL_KMS'] = $Emulator.Endpoint
    $start.Environment['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE'
    $start.Environment['AWS_SECRET_ACCESS_KEY'] = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
    $start.Environment['AWS_REGION'] = 'eu-west-1'
    $start.Environment['AWS_EC2_METADATA_DISABLED'] = 'true'
    foreach ($name in 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE') { $start.Environment[$name] = Join-Path $Folder 'no-such-file' }
    $start.Environment['NO_COLOR'] = '1'
    $start.Environment['PSModulePath'] = [IO.Path]::GetDirectoryName($env:ENVELOPECRYPTO_TEST_MODULE) + [IO.Path]::PathSeparator + $env:PSModulePath
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $shown = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) { throw "The examples ended with exit code $($process.ExitCode): $shown" }
    $result = @{}
    foreach ($answer in Get-Content -LiteralPath $answers -Raw | ConvertFrom-Json) { $result[$answer.Id] = $answer }
    $result
}

# Whether what came out is what the document shows, but for what differs from run to run: random ids and durations.
function Test-Shown([string] $Shown, [string] $Actual) { (Get-Comparable $Shown) -ceq (Get-Comparable $Actual) }

function Get-Comparable([string] $Text) {
    $text = ($Text -split '\r?\n').ForEach({ $_.TrimEnd() }) -join "`n" -replace '\n{2,}', "`n" -replace '\\', '/'
    $text = $text -creplace '\b[0-9a-f]{8}-[0-9a-f-]{4,27}…?', 'ID' -creplace '\b[0-9a-f]{64}\b', 'HEX' -replace '\b\d\d:\d\d:\d\d\.\d+', 'TIME'
    $text.Trim("`n")
}
