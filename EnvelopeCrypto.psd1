@{
    RootModule           = 'bin/EnvelopeCrypto.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '98817909-bdd1-447e-8cd0-98e8bef6b3b7'
    Author               = 'EnvelopeCrypto contributors'
    CompanyName          = 'EnvelopeCrypto contributors'
    Copyright            = 'EnvelopeCrypto contributors. Apache-2.0.'
    Description          = 'Client-side envelope encryption for files, streams and secrets in the AWS Encryption SDK message format, with keys from AWS KMS or local keys: streaming, on all cores, with data key caching, and nothing is ever left half-written.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('bin/EnvelopeCrypto.Format.ps1xml')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Clear-MaterialsCache'
        'Get-EnvelopeHeader'
        'Get-MaterialsCacheEntry'
        'New-CachingMaterialsManager'
        'New-DefaultMaterialsManager'
        'New-KmsKeyring'
        'New-LocalMaterialsCache'
        'New-MultiKeyring'
        'New-NullMaterialsCache'
        'New-RawAesKeyFile'
        'New-RawAesKeyring'
        'New-RawRsaKeyring'
        'New-RequiredContextMaterialsManager'
        'Protect-EnvelopeData'
        'Test-EnvelopeData'
        'Unprotect-EnvelopeData'
        'Update-EnvelopeData'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @('encryption', 'decryption', 'envelope', 'security', 'crypto', 'aws', 'kms', 'aws-encryption-sdk', 'PSEdition_Core', 'Linux', 'Windows', 'MacOS')
            LicenseUri   = 'https://www.apache.org/licenses/LICENSE-2.0'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
