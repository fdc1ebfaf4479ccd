using namespace System.Collections.Generic
using namespace System.Threading
using namespace System.Threading.Tasks
using namespace EnvelopeCrypto.Cryptography
using namespace EnvelopeCrypto.Errors
using namespace EnvelopeCrypto.Format
using namespace EnvelopeCrypto.Keyrings
using namespace EnvelopeCrypto.Managers
using namespace EnvelopeCrypto.Materials

# Counts what a keyring is asked.
class CountingKeyring : IKeyring {
    [IKeyring] $Inner
    [int] $Encryptions
    [int] $Decryptions

    CountingKeyring([IKeyring] $inner) { $this.Inner = $inner }

    [ValueTask] OnEncryptAsync([EncryptionMaterials] $materials, [CancellationToken] $cancellationToken) {
        $this.Encryptions++
        return $this.Inner.OnEncryptAsync($materials, $cancellationToken)
    }

    [ValueTask] OnDecryptAsync([DecryptionMaterials] $materials, [IReadOnlyList[EncryptedDataKey]] $keys, [CancellationToken] $cancellationToken) {
        $this.Decryptions++
        return $this.Inner.OnDecryptAsync($materials, $keys, $cancellationToken)
    }
}

# A keyring of one's own from the first byte to the last. Its "wrapping" is for tests alone.
class MaskKeyring : IKeyring {
    [byte] $Mask
    [string] $Name
    [int] $ThreadId

    MaskKeyring([string] $name, [byte] $mask) {
        $this.Name = $name
        $this.Mask = $mask
    }

    [byte[]] Apply([byte[]] $bytes) {
        $masked = [byte[]]::new($bytes.Length)
        for ($i = 0; $i -lt $bytes.Length; $i++) { $masked[$i] = $bytes[$i] -bxor $this.Mask }
        return $masked
    }

    [ValueTask] OnEncryptAsync([EncryptionMaterials] $materials, [CancellationToken] $cancellationToken) {
        $this.ThreadId = [Environment]::CurrentManagedThreadId
        if ($null -eq $materials.DataKey) { $materials.SetDataKey([SecretBytes]::Random($materials.SuiteInfo.DataKeyLength)) }
        $wrapped = $this.Apply($materials.DataKey.ToArray())
        $materials.AddEncryptedDataKey([EncryptedDataKey]::new('mask', [Text.Encoding]::UTF8.GetBytes($this.Name), $wrapped))
        return [ValueTask]::CompletedTask
    }

    [ValueTask] OnDecryptAsync([DecryptionMaterials] $materials, [IReadOnlyList[EncryptedDataKey]] $keys, [CancellationToken] $cancellationToken) {
        $this.ThreadId = [Environment]::CurrentManagedThreadId
        foreach ($key in $keys) {
            if ($null -eq $materials.DataKey) {
                if ($key.KeyProviderId -ceq 'mask' -and $key.KeyId -ceq $this.Name) {
                    $materials.SetDataKey([SecretBytes]::CopyOf([ReadOnlyMemory[byte]] $this.Apply($key.Ciphertext.ToArray())), $key)
                }
                else {
                    $materials.AddFailure([DataKeyFailure]::new("mask keyring '$($this.Name)'", $key.ToString(), [DataKeyFailureReason]::NotThisKey, 'another key is named'))
                }
            }
        }

        return [ValueTask]::CompletedTask
    }
}

# A keyring that is out of order.
class FailingKeyring : IKeyring {
    [ValueTask] OnEncryptAsync([EncryptionMaterials] $materials, [CancellationToken] $cancellationToken) { throw 'the token is not plugged in' }
    [ValueTask] OnDecryptAsync([DecryptionMaterials] $materials, [IReadOnlyList[EncryptedDataKey]] $keys, [CancellationToken] $cancellationToken) {
        throw 'the token is not plugged in'
    }
}

# A keyring that makes no data key, whatever it is asked.
class IdleKeyring : IKeyring {
    [ValueTask] OnEncryptAsync([EncryptionMaterials] $materials, [CancellationToken] $cancellationToken) { return [ValueTask]::CompletedTask }
    [ValueTask] OnDecryptAsync([DecryptionMaterials] $materials, [IReadOnlyList[EncryptedDataKey]] $keys, [CancellationToken] $cancellationToken) {
        return [ValueTask]::CompletedTask
    }
}

# A rule of the house around another manager: nothing is written without a purpose.
class PurposeManager : IMaterialsManager {
    [IMaterialsManager] $Inner
    [List[object]] $Lengths = [List[object]]::new()

    PurposeManager([IMaterialsManager] $inner) { $this.Inner = $inner }

    [ValueTask[EncryptionMaterials]] GetEncryptionMaterialsAsync([EncryptionMaterialsRequest] $request, [CancellationToken] $cancellationToken) {
        if (-not $request.EncryptionContext.ContainsKey('Purpose')) { throw 'Name a purpose.' }
        $this.Lengths.Add($request.MaxPlaintextLength)
        return $this.Inner.GetEncryptionMaterialsAsync($request, $cancellationToken)
    }

    [ValueTask[DecryptionMaterials]] GetDecryptionMaterialsAsync([DecryptionMaterialsRequest] $request, [CancellationToken] $cancellationToken) {
        return $this.Inner.GetDecryptionMaterialsAsync($request, $cancellationToken)
    }
}

# Waits until it is stopped.
class WaitingKeyring : IKeyring {
    [ManualResetEventSlim] $Asked = [ManualResetEventSlim]::new()

    [ValueTask] OnEncryptAsync([EncryptionMaterials] $materials, [CancellationToken] $cancellationToken) {
        $this.Asked.Set()
        return [ValueTask]::new([Task]::Delay([Timeout]::InfiniteTimeSpan, $cancellationToken))
    }

    [ValueTask] OnDecryptAsync([DecryptionMaterials] $materials, [IReadOnlyList[EncryptedDataKey]] $keys, [CancellationToken] $cancellationToken) {
        return $this.OnEncryptAsync($null, $cancellationToken)
    }
}
