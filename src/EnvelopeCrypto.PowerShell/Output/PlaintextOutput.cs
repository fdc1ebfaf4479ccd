using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>Plaintext in the form that was asked for. The bytes are wiped when they are not what is emitted.</summary>
internal static class PlaintextOutput
{
    internal static object Convert(byte[] plaintext, PlaintextForm form, Encoding encoding)
    {
        if (form == PlaintextForm.Bytes)
        {
            return plaintext;
        }

        try
        {
            return form switch
            {
                PlaintextForm.SecureString => SecretText.DecodeSecure(plaintext, encoding),
                PlaintextForm.Base64 => System.Convert.ToBase64String(plaintext),
                _ => SecretText.Decode(plaintext, encoding),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
