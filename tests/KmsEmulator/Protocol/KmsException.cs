using System;

namespace KmsEmulator.Protocol;

/// <summary>An answer of KMS that is an error: its type, its HTTP status and its text. Made in <see cref="KmsErrors"/> only.</summary>
internal sealed class KmsException : Exception
{
    internal KmsException(string code, int status, string message)
        : base(message)
    {
        Code = code;
        Status = status;
    }

    /// <summary>The error type, as in the <c>__type</c> member: "NotFoundException".</summary>
    internal string Code { get; }

    /// <summary>The HTTP status: 400, 500 or 503.</summary>
    internal int Status { get; }
}
