BeforeDiscovery {
    . $PSScriptRoot/kms.ps1
    $missing = if (-not (Get-KmsEmulatorPath)) { 'tests/KmsEmulator is not built, or dotnet is not in PATH' }
}

Describe 'AWS KMS' -Skip:([bool] $missing) {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        . $PSScriptRoot/kms.ps1
        $stood = $PWD
        $before = @{}
        $shared = $env:AWS_SHARED_CREDENTIALS_FILE ?? (Join-Path $TestDrive 'credentials')
        $config = $env:AWS_CONFIG_FILE ?? (Join-Path $TestDrive 'no-config')
        foreach ($name in (Get-ChildItem env:AWS_*).Name + 'AWS_EC2_METADATA_DISABLED', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE') {
            $before[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $null)
        }

        # Nothing of whoever runs the tests is used: no profile, no instance role.
        $env:AWS_EC2_METADATA_DISABLED = 'true'
        $env:AWS_CONFIG_FILE = $config
        $env:AWS_SHARED_CREDENTIALS_FILE = $shared
        Set-Content $env:AWS_SHARED_CREDENTIALS_FILE @'
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default secret
[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = work secret
[profile two words]
aws_access_key_id = AKIAWORK
aws_secret_access_key = work secret
[role]
role_arn = arn:aws:iam::111122223333:role/r
source_profile = work
'@
        $kms = Start-KmsEmulator
        $secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
        $aws = @{ EndpointUrl = $kms.Endpoint; AccessKey = 'AKIAIOSFODNN7EXAMPLE'; SecretKey = $secret }
        $one, $two, $three = $kms.KeyId
        $caller = @{ accountId = '111122223333' }
        Add-KmsCaller ($caller + @{ accessKeyId = 'AKIAWORK'; secretAccessKey = 'work secret' })
        Add-KmsCaller ($caller + @{ accessKeyId = 'AKIADEFAULT'; secretAccessKey = 'default secret' })
        Add-KmsCaller ($caller + @{ accessKeyId = 'AKIAFOREIGN1'; secretAccessKey = 'foreign secret'; sessionToken = 'token 1' })
        Add-KmsCaller ($caller + @{ accessKeyId = 'AKIAFOREIGN2'; secretAccessKey = 'foreign secret'; sessionToken = 'token 2' })
        Add-KmsCaller ($caller + @{ accessKeyId = 'AKIAWRITER'; secretAccessKey = 'writer secret'; allowedOperations = @('GenerateDataKey', 'Encrypt') })

        # Stand-ins of the shapes of the AWS SDK and of AWS.Tools, in an assembly of their own.
        Add-Type -TypeDefinition @'
namespace Amazon.Runtime {
    public class ImmutableCredentials {
        public ImmutableCredentials(string a, string s, string t) { AccessKey = a; SecretKey = s; Token = t; }
        public string AccessKey { get; private set; }
        public string SecretKey { get; private set; }
        public string Token { get; private set; }
    }
    public abstract class AWSCredentials { public abstract ImmutableCredentials GetCredentials(); }
    public class RefreshingCredentials : AWSCredentials {
        public static int Current = 1;
        public override ImmutableCredentials GetCredentials() { return new ImmutableCredentials("AKIAFOREIGN" + Current, "foreign secret", "token " + Current); }
    }
    public class FailingCredentials : AWSCredentials {
        public override ImmutableCredentials GetCredentials() { throw new System.InvalidOperationException("signed out"); }
    }
}
namespace Amazon.PowerShell.Common {
    public class AWSPSCredentials {
        public AWSPSCredentials(Amazon.Runtime.AWSCredentials c) { Credentials = c; }
        internal Amazon.Runtime.AWSCredentials Credentials { get; private set; }
    }
    public class AWSRegion { public string Region { get; set; } public string Name { get; set; } public override string ToString() { return Name; } }
}
'@
        function Get-LastCaller { @(Get-KmsCall)[-1].accessKeyId }
    }

    AfterAll {
        Set-Location $stood
        if ($kms) { Stop-KmsEmulator $kms }
        foreach ($name in @($before.Keys)) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
    }

    BeforeEach {
        $null = Enter-TestFolder
        Clear-KmsFault
        Clear-KmsCall
    }

    Context 'New-KmsKeyring' {
        It 'makes a keyring whose messages it opens' {
            $keyring = New-KmsKeyring $one, $two @aws
            $keyring | Should -BeOfType ([EnvelopeCrypto.Keyrings.Kms.KmsKeyring])
            'x' | Protect-EnvelopeData -Keyring $keyring | Unprotect-EnvelopeData -Keyring $keyring -AsString | Should -Be 'x'
            (Get-KmsCall).operation | Should -Be 'GenerateDataKey', 'Encrypt', 'Decrypt'
        }

        It 'shows its keys in full' {
            $text = New-KmsKeyring $one, $two @aws | Out-String -Width 80
            $text -replace '\s' | Should -BeLike "*Generator:$one*FurtherKeyIds:$two*MultiRegionAware:True*"
        }

        It 'makes a keyring for discovery with a filter' {
            $keyring = New-KmsKeyring -Discovery -DiscoveryAccountId 111122223333 @aws
            $keyring | Should -BeOfType ([EnvelopeCrypto.Keyrings.Kms.KmsDiscoveryKeyring])
            $keyring | Out-String | Should -BeLike '*decrypts only*Partition*aws*AccountId*111122223333*Region*that of each key*'
            'x' | Protect-EnvelopeData -KeyId $one @aws | Unprotect-EnvelopeData -Keyring $keyring -AsString | Should -Be 'x'
            $other = New-KmsKeyring -Discovery -DiscoveryAccountId 999999999999 @aws
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId $one @aws | Unprotect-EnvelopeData -Keyring $other }
            Assert-Error $outcome.Errors[0] NoMatchingKey ObjectNotFound
            $outcome.Errors[0].Exception.Failures[0].Reason | Should -Be 'FilteredOut'
        }

        It 'refuses <What>' -ForEach @(
            @{ What = 'an ARN that is none'; Script = { New-KmsKeyring 'arn:aws:s3:::bucket' @aws }; Id = 'InvalidKmsKeyId' }
            @{ What = 'replicas of one key'; Script = { New-KmsKeyring 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1', 'arn:aws:kms:us-east-2:111122223333:key/mrk-1' @aws }; Id = 'InvalidKmsKeyId' }
            @{ What = '-Discovery:$false'; Script = { New-KmsKeyring -Discovery:$false @aws }; Id = 'InvalidParameterCombination' }
            @{ What = 'a partition without accounts'; Script = { New-KmsKeyring -Discovery -DiscoveryPartition aws @aws }; Id = 'InvalidParameterCombination' }
            @{ What = 'half of a key'; Script = { New-KmsKeyring $one -AccessKey A }; Id = 'AwsCredentialsMissing' }
            @{ What = 'a session token alone'; Script = { New-KmsKeyring $one -SessionToken A }; Id = 'AwsCredentialsMissing' }
            @{ What = 'a credentials file without a profile'; Script = { New-KmsKeyring $one -ProfileLocation ./x }; Id = 'AwsCredentialsMissing' }
            @{ What = 'a Region that is none'; Script = { New-KmsKeyring -Discovery -Region 'evil.example/#' @aws }; Id = 'InvalidKmsKeyId' }
        ) {
            (Get-Outcome $Script).Ended.FullyQualifiedErrorId | Should -Be "$Id,EnvelopeCrypto.PowerShell.Commands.NewKmsKeyringCommand"
        }
    }

    Context 'Keys named on the data cmdlets' {
        It 'encrypts and decrypts data, files and streams' {
            'x' | Protect-EnvelopeData -KeyId $one, $two @aws | Unprotect-EnvelopeData -KeyId $two @aws -AsString | Should -Be 'x'
            Write-File data.bin (New-Bytes 100000)
            Protect-EnvelopeData data.bin -KeyId $one @aws | Unprotect-EnvelopeData -Discovery @aws -Destination out.bin
            Test-SameBytes (Read-File data.bin) (Read-File out.bin) | Should -BeTrue
            Test-EnvelopeData data.bin.encrypted -KeyId $one @aws | Should -BeTrue
            $out = [IO.MemoryStream]::new()
            Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new([byte[]] (1..9))) -OutputStream $out -KeyId $one @aws
            Test-SameBytes (Unprotect-EnvelopeData -InputObject $out.ToArray() -Discovery @aws) ([byte[]] (1..9)) | Should -BeTrue
            (Get-EnvelopeHeader data.bin.encrypted).KeyId | Should -Be $one
        }

        It 'moves messages from one key to another, in place, also from local keys and back' {
            Write-File data.bin (New-Bytes 100000)
            $null = Protect-EnvelopeData data.bin -KeyId $one @aws
            Clear-KmsCall
            $result = Update-EnvelopeData data.bin.encrypted -KeyId $one -NewKeyId $two, $three @aws
            $result.OldKeyId | Should -Be $one
            $result.KeyId | Should -Be $two, $three
            (Get-KmsCall).operation | Should -Be 'Decrypt', 'GenerateDataKey', 'Encrypt'
            $local = (New-RawAesKeyFile local.key -KeyName local).Path
            (Update-EnvelopeData data.bin.encrypted -Discovery -NewKeyFile $local @aws).KeyId | Should -Be 'local'
            (Update-EnvelopeData data.bin.encrypted -KeyFile $local -NewKeyId $one @aws).KeyId | Should -Be $one
            $outcome = Get-Outcome { Update-EnvelopeData data.bin.encrypted -KeyId $two -NewKeyId $three @aws }
            Assert-Error $outcome.Errors[0] NoMatchingKey ObjectNotFound
            $outcome.Errors[0].Exception.Side | Should -Be 'Old'
            Add-KmsFault @{ kind = 'Error'; errorCode = 'AccessDeniedException'; operation = 'GenerateDataKey' }
            $outcome = Get-Outcome { Update-EnvelopeData data.bin.encrypted -KeyId $one -NewKeyId $three @aws }
            Assert-Error $outcome.Errors[0] KmsRefused PermissionDenied
            $outcome.Errors[0].Exception.Side | Should -Be 'New'
            Unprotect-EnvelopeData data.bin.encrypted -KeyId $one -Destination back.bin @aws | Should -Not -BeNullOrEmpty
            Test-SameBytes (Read-File data.bin) (Read-File back.bin) | Should -BeTrue
        }

        It 'encrypts under an alias, and says what to give for decryption' {
            $message = 'x' | Protect-EnvelopeData -KeyId alias/one -Region eu-west-1 @aws
            $outcome = Get-Outcome { , $message | Unprotect-EnvelopeData -KeyId alias/one -Region eu-west-1 @aws }
            Assert-Error $outcome.Errors[0] NoMatchingKey ObjectNotFound
            "$($outcome.Errors[0])" | Should -BeLike "*give $one if you trust that key*"
        }

        It 'names -KeyId when no key was given, and refuses AWS parameters where no key of AWS is used' {
            "$((Get-Outcome { 'x' | Protect-EnvelopeData }).Ended)" | Should -BeLike 'No key was given. Give one with *-KeyId*'
            "$((Get-Outcome { New-Bytes 9 | Unprotect-EnvelopeData }).Ended)" | Should -BeLike 'No key was given. Give one with *-Discovery*'
            $key = (New-RawAesKeyFile my.key).Path
            $ended = (Get-Outcome { 'x' | Protect-EnvelopeData -KeyFile $key -Region eu-west-1 }).Ended
            $ended.FullyQualifiedErrorId | Should -BeLike 'InvalidParameterCombination,*'
            "$ended" | Should -Be '-Region goes with -KeyId.'
            $ended = (Get-Outcome { New-Bytes 9 | Unprotect-EnvelopeData -KeyFile $key -Region eu-west-1 }).Ended
            "$ended" | Should -Be '-Region goes with -KeyId or -Discovery.'
        }

        It 'leaves the AWS parameters of the session alone where no key of AWS is used, and takes them where one is' {
            $key = (New-RawAesKeyFile my.key).Path
            $PSDefaultParameterValues = @{ '*:Region' = 'eu-west-1'; '*-EnvelopeData:AccessKey' = $aws.AccessKey; '*-EnvelopeData:SecretKey' = $secret; 'Protect-Envelope*:EndpointUrl' = $kms.Endpoint }
            'x' | Protect-EnvelopeData -KeyFile $key | Unprotect-EnvelopeData -KeyFile $key -AsString | Should -Be 'x'
            $ended = (Get-Outcome { 'x' | Protect-EnvelopeData -KeyFile $key -Region us-east-1 }).Ended
            "$ended" | Should -Be '-Region goes with -KeyId.'
            $ended = (Get-Outcome { 'x' | Protect-EnvelopeData -KeyFile $key -NoMultiRegion }).Ended
            "$ended" | Should -Be '-NoMultiRegion goes with -KeyId.'
            $null = 'x' | Protect-EnvelopeData -KeyId alias/one
            @(Get-KmsCall)[-1].region | Should -Be 'eu-west-1'
        }

        It 'tries ten encrypted data keys with -Discovery, unless told otherwise' {
            $keys = @($one) * 11
            $message = 'x' | Protect-EnvelopeData -KeyId $keys @aws
            Clear-KmsCall
            $outcome = Get-Outcome { , $message | Unprotect-EnvelopeData -Discovery @aws }
            Assert-Error $outcome.Errors[0] TooManyEncryptedDataKeys LimitsExceeded
            "$($outcome.Errors[0])" | Should -BeLike '*-MaxEncryptedDataKeys*'
            Get-KmsCall | Should -BeNullOrEmpty
            , $message | Unprotect-EnvelopeData -Discovery -MaxEncryptedDataKeys 11 @aws -AsString | Should -Be 'x'
            , $message | Unprotect-EnvelopeData -KeyId $one @aws -AsString | Should -Be 'x'
        }

        It 'sets that limit for -Discovery alone, not for a key that is given beside it as a session default' {
            $key = (New-RawAesKeyFile many.key).Path
            $many = New-MultiKeyring -Generator (New-RawAesKeyring $key) -Child (@(New-RawAesKeyring $key) * 10)
            $message = 'x' | Protect-EnvelopeData -Keyring $many
            $PSDefaultParameterValues = @{ '*-EnvelopeData:Discovery' = $true }
            , $message | Unprotect-EnvelopeData -KeyFile $key -AsString | Should -Be 'x'
            'y' | Protect-EnvelopeData -KeyFile $key | Unprotect-EnvelopeData -Discovery:$false -KeyFile $key -AsString | Should -Be 'y'
            'z' | Protect-EnvelopeData -KeyId $one @aws | Unprotect-EnvelopeData @aws -AsString | Should -Be 'z'
        }

        It 'finds the emulator through AWS_ENDPOINT_URL_KMS' {
            $env:AWS_ENDPOINT_URL_KMS = $kms.Endpoint
            try {
                $script = {
                    Import-Module $args[0]
                    'x' | Protect-EnvelopeData -KeyId $args[1] -AccessKey $args[2] -SecretKey $args[3] -AsBase64
                }
                # In a process of its own: the AWS SDK reads its settings once.
                $text = & (Get-Process -Id $PID).Path -NoProfile -Command $script -args (Join-Path $env:ENVELOPECRYPTO_TEST_MODULE EnvelopeCrypto.psd1), $one, $aws.AccessKey, $secret
                $text | Unprotect-EnvelopeData -FromBase64 -KeyId $one @aws -AsString | Should -Be 'x'
            }
            finally { $env:AWS_ENDPOINT_URL_KMS = $null }
        }
    }

    Context 'Failures' {
        It 'says for every encrypted data key why it did not serve' {
            $message = 'x' | Protect-EnvelopeData -KeyId $one, $two, $three @aws -EncryptionContext @{ Purpose = 'classified value' }
            Add-KmsFault @{ kind = 'Error'; errorCode = 'DisabledException'; operation = 'Decrypt' }
            Add-KmsFault @{ kind = 'Error'; errorCode = 'AccessDeniedException'; operation = 'Decrypt' }
            Add-KmsFault @{ kind = 'Error'; errorCode = 'InvalidCiphertextException'; operation = 'Decrypt' }
            $Error.Clear()
            , $message | Unprotect-EnvelopeData -Discovery @aws -ErrorAction SilentlyContinue
            Assert-Error $Error[0] DataKeyUnwrapFailed PermissionDenied
            $failures = $Error[0].Exception.Failures
            $failures.Reason | Should -Be 'KeyUnavailable', 'AccessDenied', 'WrongContext'
            $failures.KeyId | Should -Be "aws-kms: $one", "aws-kms: $two", "aws-kms: $three"
            $calls = @(Get-KmsCall | Where-Object operation -EQ Decrypt)
            $failures.Exception.RequestId | Should -Be $calls.requestId
            foreach ($call in $calls) { "$($Error[0])" | Should -BeLike "*$($call.requestId)*" }
            $all = ($Error[0] | Format-List * -Force | Out-String -Width 10000) + $Error[0].Exception.ToString()
            $all | Should -Not -BeLike '*classified value*'
            $all | Should -Not -BeLike "*$secret*"
        }

        It '<Code> when encrypting is <Category>' -ForEach @(
            @{ Code = 'AccessDeniedException'; Category = 'PermissionDenied' }
            @{ Code = 'DisabledException'; Category = 'ResourceUnavailable' }
            @{ Code = 'KMSInvalidStateException'; Category = 'ResourceUnavailable' }
            @{ Code = 'NotFoundException'; Category = 'ResourceUnavailable' }
            @{ Code = 'InvalidGrantTokenException'; Category = 'PermissionDenied' }
        ) {
            Add-KmsFault @{ kind = 'Error'; errorCode = $Code }
            Write-File data.bin (New-Bytes 10)
            $outcome = Get-Outcome { Protect-EnvelopeData data.bin -KeyId $one @aws }
            Assert-Error $outcome.Errors[0] KmsRefused $Category
            $outcome.Errors[0].Exception.RequestId | Should -Be @(Get-KmsCall)[0].requestId
            Get-Listing | Should -Be 'data.bin'
        }

        It 'a caller that may not decrypt is told which permission it needs' {
            $writer = @{ EndpointUrl = $kms.Endpoint; AccessKey = 'AKIAWRITER'; SecretKey = 'writer secret' }
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId $one @writer | Unprotect-EnvelopeData -KeyId $one @writer }
            $outcome.Errors[0].Exception.Failures.Reason | Should -Be 'AccessDenied'
            "$($outcome.Errors[0])" | Should -BeLike '*kms:Decrypt*'
        }

        It 'three throttled tries are not noticed' {
            Add-KmsFault @{ kind = 'Throttle'; count = 3 }
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId $one @aws | Unprotect-EnvelopeData -KeyId $one @aws -AsString }
            $outcome.Output | Should -Be 'x'
            $outcome.Errors | Should -BeNullOrEmpty
            (Get-KmsCall).outcome | Should -Be 'ThrottlingException', 'ThrottlingException', 'ThrottlingException', 'Success', 'Success'
        }

        It 'an endpoint where nobody listens is named' {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start(); $dead = "http://$($listener.LocalEndpoint)"; $listener.Stop()
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $dead -AccessKey A -SecretKey B }
            Assert-Error $outcome.Errors[0] KmsUnreachable ConnectionError
            "$($outcome.Errors[0])" | Should -BeLike "*$dead/*"
        }

        It 'a context larger than KMS takes is refused without a call' {
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId $one @aws -EncryptionContext @{ a = 'x' * 9000 } }
            Assert-Error $outcome.Errors[0] KmsContextTooLarge InvalidArgument
            Get-KmsCall | Should -BeNullOrEmpty
        }

        It 'Ctrl+C during a call that hangs ends within a second and leaves no file' {
            Write-File data.bin (New-Bytes 100000)
            Add-KmsFault @{ kind = 'Latency'; delayMilliseconds = 600000 }
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript({
                    param($module, $folder, $key, $aws)
                    Import-Module $module
                    Set-Location -LiteralPath $folder
                    Protect-EnvelopeData data.bin -KeyId $key @aws
                }).AddArgument((Join-Path $env:ENVELOPECRYPTO_TEST_MODULE EnvelopeCrypto.psd1)).AddArgument($PWD.ProviderPath).AddArgument($one).AddArgument($aws)
                $running = $shell.BeginInvoke()
                while ((Invoke-RestMethod "$($kms.Endpoint)/_emulator/status").inFlight -eq 0) { $running.IsCompleted | Should -BeFalse }
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            }
            finally { $shell.Dispose() }
            Get-Listing | Should -Be 'data.bin'
        }
    }

    Context '-Verbose' {
        It 'names each call, its key and Region, and nothing of the context' {
            $lines = & {
                $message = 'plain secret' | Protect-EnvelopeData -KeyId $one, $two @aws -EncryptionContext @{ Purpose = 'classified value' } -Verbose
                $null = , $message | Unprotect-EnvelopeData -KeyId $one @aws -Verbose
            } 4>&1 | ForEach-Object { "$_" }
            $lines -like 'AWS KMS*' | Should -Be @(
                "AWS KMS GenerateDataKey in eu-west-1, key $one."
                "AWS KMS Encrypt in eu-west-1, key $two."
                "AWS KMS Decrypt in eu-west-1, key $one."
            )
            foreach ($hidden in 'plain secret', 'classified', 'Purpose', $secret) { "$lines" | Should -Not -BeLike "*$hidden*" }
        }
    }

    Context 'Credentials' {
        BeforeEach { [Amazon.Runtime.RefreshingCredentials]::Current = 1 }

        It 'takes a profile, and its file' {
            $null = 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint -ProfileName work
            Get-LastCaller | Should -Be 'AKIAWORK'
            Set-Content other.txt "[mine]`naws_access_key_id = AKIAIOSFODNN7EXAMPLE`naws_secret_access_key = $secret"
            $null = 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint -ProfileName mine -ProfileLocation ./other.txt
            Get-LastCaller | Should -Be 'AKIAIOSFODNN7EXAMPLE'
        }

        It 'takes the default profile when nothing is given' {
            $null = 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint
            Get-LastCaller | Should -Be 'AKIADEFAULT'
        }

        It 'a profile that is not there is an error, whatever else there is' {
            $StoredAWSCredentials = [Amazon.PowerShell.Common.AWSPSCredentials]::new([Amazon.Runtime.RefreshingCredentials]::new())
            $ended = (Get-Outcome { 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint -ProfileName nobody }).Ended
            $ended.FullyQualifiedErrorId | Should -BeLike 'AwsCredentialsMissing,*'
            $ended.CategoryInfo.Category | Should -Be 'AuthenticationError'
            "$ended" | Should -BeLike "*'nobody'*"
            Get-KmsCall | Should -BeNullOrEmpty
        }

        It 'asks a credentials object of another SDK anew for every request' {
            $keyring = New-KmsKeyring $one -EndpointUrl $kms.Endpoint -Credential ([Amazon.Runtime.RefreshingCredentials]::new())
            $message = 'x' | Protect-EnvelopeData -Keyring $keyring
            [Amazon.Runtime.RefreshingCredentials]::Current = 2
            , $message | Unprotect-EnvelopeData -Keyring $keyring -AsString | Should -Be 'x'
            (Get-KmsCall).accessKeyId | Should -Be 'AKIAFOREIGN1', 'AKIAFOREIGN2'
        }

        It 'takes what Set-AWSCredential left in the session, and no longer when a key or profile is given' {
            $StoredAWSCredentials = [Amazon.PowerShell.Common.AWSPSCredentials]::new([Amazon.Runtime.RefreshingCredentials]::new())
            $null = 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint
            Get-LastCaller | Should -Be 'AKIAFOREIGN1'
            $null = 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint -ProfileName work
            Get-LastCaller | Should -Be 'AKIAWORK'
            $null = 'x' | Protect-EnvelopeData -KeyId $one @aws
            Get-LastCaller | Should -Be $aws.AccessKey
        }

        It 'refuses as -Credential <What>' -ForEach @(
            @{ What = 'a text'; Value = 'AKIA' }
            @{ What = 'a PSCredential'; Value = [pscredential]::new('a', (ConvertTo-SecureString 'hidden' -AsPlainText -Force)) }
        ) {
            $ended = (Get-Outcome { New-KmsKeyring $one -Credential $Value }).Ended
            $ended.FullyQualifiedErrorId | Should -BeLike 'AwsCredentialsMissing,*'
            "$ended" | Should -BeLike '*is no AWS credentials object*Get-AWSCredential*'
        }

        It 'says so when a credentials object fails' {
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint -Credential ([Amazon.Runtime.FailingCredentials]::new()) }
            Assert-Error $outcome.Errors[0] AwsCredentialsMissing AuthenticationError
            "$($outcome.Errors[0])" | Should -BeLike '*signed out*'
        }

        It 'leaves a profile that assumes a role to AWS.Tools' {
            $ended = (Get-Outcome { New-KmsKeyring $one -ProfileName role }).Ended
            $ended.FullyQualifiedErrorId | Should -BeLike 'AwsProfileNeedsAwsTools,*'
            "$ended" | Should -BeLike "*'role'*AWS.Tools.Common*-Credential*"

            function global:Get-AWSCredential {
                [CmdletBinding()] param($ProfileName, $ProfileLocation)
                $global:askedProfile = "$ProfileName in $ProfileLocation"
                [Amazon.Runtime.RefreshingCredentials]::new()
            }
            try {
                $null = 'x' | Protect-EnvelopeData -KeyId $one -EndpointUrl $kms.Endpoint -ProfileName role
                $askedProfile | Should -Be 'role in '
            }
            finally { Remove-Item function:Get-AWSCredential; Remove-Variable askedProfile -Scope Global }
            Get-LastCaller | Should -Be 'AKIAFOREIGN1'
        }
    }

    Context 'Regions' {
        It 'takes -Region as <What>' -ForEach @(
            @{ What = 'a name'; Value = { 'eu-west-1' } }
            @{ What = 'an AWSRegion object'; Value = { [Amazon.PowerShell.Common.AWSRegion] @{ Region = 'eu-west-1'; Name = 'Europe (Ireland)' } } }
            @{ What = 'an object with a SystemName'; Value = { [pscustomobject]@{ SystemName = 'eu-west-1' } } }
        ) {
            $null = 'x' | Protect-EnvelopeData -KeyId alias/one @aws -Region (& $Value)
            @(Get-KmsCall)[0].region | Should -Be 'eu-west-1'
        }

        It 'takes $StoredAWSRegion, and -Region before it' {
            $StoredAWSRegion = 'eu-west-1'
            $null = 'x' | Protect-EnvelopeData -KeyId alias/one @aws
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId alias/one @aws -Region us-east-2 }
            $outcome.Errors.Count | Should -Be 1
            (Get-KmsCall).region | Should -Be 'eu-west-1', 'us-east-2'
        }

        It 'an id without a Region is an error where none is known' {
            $outcome = Get-Outcome { 'x' | Protect-EnvelopeData -KeyId alias/one @aws }
            Assert-Error $outcome.Errors[0] KmsRegionMissing InvalidArgument
        }
    }

    Context 'README.md' {
        It 'has examples that all run, with the emulator in place of AWS' {
            $readme = [IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, '..', '..', 'README.md'))
            $blocks = [regex]::Matches($readme, '(?ms)^```pwsh\n(.*?)^```').ForEach({ $_.Groups[1].Value })
            $blocks.Count | Should -Be 2
            foreach ($block in $blocks) { $block.Trim().Split("`n").Count | Should -Be 5 }
            $module = (Join-Path $env:ENVELOPECRYPTO_TEST_MODULE EnvelopeCrypto.psd1)
            $script = ($blocks -join "Remove-Item ./report-copy.xlsx, ./report.xlsx.encrypted`n") -replace './EnvelopeCrypto.psd1', "'$module'"
            $script = $script -replace "'arn:aws:kms:[^']*'", "'$one'" -replace 'http://127.0.0.1:5577', $kms.Endpoint -replace 'alias/demo', 'alias/two'
            Set-Content example.ps1 "`$ErrorActionPreference = 'Stop'; `$env:AWS_ENDPOINT_URL_KMS = '$($kms.Endpoint)'`n$script"
            Set-Content report.xlsx 'a report'
            $output = & (Get-Process -Id $PID).Path -NoProfile -File example.ps1
            $LASTEXITCODE | Should -Be 0
            $output | Should -Contain $one
            $output | Should -Contain $two
            Get-Content report-copy.xlsx | Should -Be 'a report'
            (Get-KmsCall).operation | Should -Be 'GenerateDataKey', 'Decrypt', 'GenerateDataKey', 'Decrypt'
        }
    }

    Context 'Completion' {
        It 'offers Regions' {
            (TabExpansion2 'New-KmsKeyring -Region eu-we').CompletionMatches.CompletionText | Should -Be 'eu-west-1', 'eu-west-2', 'eu-west-3'
        }

        It 'offers the profiles of the shared files, and quotes where it must' {
            (TabExpansion2 'Protect-EnvelopeData x -ProfileName ').CompletionMatches.CompletionText | Should -Be 'default', 'role', "'two words'", 'work'
            (TabExpansion2 'Protect-EnvelopeData x -ProfileName w').CompletionMatches.CompletionText | Should -Be 'work'
        }

        It 'offers the keys that were named in this session, the last first, by ARN or by their own id' {
            $fresh = 'arn:aws:kms:eu-west-1:111122223333:key/0fe41a1c-0000-4000-8000-00000000000'
            $null = New-KmsKeyring "${fresh}1", "${fresh}2" @aws
            $null = New-KmsKeyring alias/one -Region eu-west-1 @aws
            foreach ($line in 'Protect-EnvelopeData x -KeyId ', 'Update-EnvelopeData x -NewKeyId ', 'New-KmsKeyring -KeyId ', 'New-KmsKeyring ') {
                (TabExpansion2 "${line}0fe41a1c").CompletionMatches.CompletionText | Should -Be "${fresh}2", "${fresh}1" -Because $line
                (TabExpansion2 "${line}'arn:aws:kms:eu-west-1:111122223333:key/0fe").CompletionMatches.CompletionText | Should -Be "${fresh}2", "${fresh}1"
            }

            (TabExpansion2 'New-KmsKeyring -KeyId alias').CompletionMatches.CompletionText | Should -Not -Contain 'alias/one'
        }

        It 'keeps fifty of them, from any number of threads' {
            1..80 | ForEach-Object -Parallel {
                Import-Module (Join-Path $env:ENVELOPECRYPTO_TEST_MODULE EnvelopeCrypto.psd1)
                $aws = $using:aws
                $null = New-KmsKeyring "arn:aws:kms:eu-west-1:111122223333:key/1fe41a1c-0000-4000-8000-$($_.ToString('D12'))" @aws
            } -ThrottleLimit 4
            (TabExpansion2 'New-KmsKeyring -KeyId arn:').CompletionMatches.Count | Should -Be 50
        }

        It 'never offers a key that only a message names' {
            $message = Protect-EnvelopeData -InputObject x -KeyId $two @aws
            1..50 | ForEach-Object { $null = New-KmsKeyring "arn:aws:kms:eu-west-1:111122223333:key/2fe41a1c-0000-4000-8000-$($_.ToString('D12'))" @aws }
            $null = Unprotect-EnvelopeData -InputObject $message -Discovery @aws
            (TabExpansion2 'New-KmsKeyring -KeyId arn:').CompletionMatches.CompletionText | Should -Not -Contain $two
        }

        It 'offers suites and policies' {
            (TabExpansion2 'Protect-EnvelopeData x -AlgorithmSuite Aes256GcmHkdfSha512').CompletionMatches.CompletionText | Should -Be 'Aes256GcmHkdfSha512CommitKey', 'Aes256GcmHkdfSha512CommitKeyEcdsaP384'
            (TabExpansion2 'Update-EnvelopeData x -CommitmentPolicy ').CompletionMatches.CompletionText | Should -Be 'ForbidEncryptAllowDecrypt', 'RequireEncryptAllowDecrypt', 'RequireEncryptRequireDecrypt'
        }

        It 'asks nobody' {
            Clear-KmsCall
            foreach ($line in 'New-KmsKeyring -Region eu', 'New-KmsKeyring -KeyId arn', 'Protect-EnvelopeData x -ProfileName ') { $null = TabExpansion2 $line }
            Get-KmsCall | Should -BeNullOrEmpty
        }
    }
}

Describe 'AWS KMS without its emulator' -Skip:(-not $missing) {
    It 'is not tested' { Set-ItResult -Skipped -Because $missing }
}
