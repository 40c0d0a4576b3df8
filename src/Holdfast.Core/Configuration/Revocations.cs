using Holdfast.Core.Collections;
using Holdfast.Core.State;

namespace Holdfast.Core.Configuration;

/// <summary>A certificate that the cluster's authority signed for a machine.</summary>
/// <param name="Serial">Its serial number, hexadecimal, two digits for each byte.</param>
/// <param name="GoodUntil">When it runs out by itself.</param>
public sealed record IssuedCertificate(string Serial, DateTimeOffset GoodUntil)
{
    /// <summary>An empty one, for what reads documents: it then sets member by member.</summary>
    public IssuedCertificate()
        : this("", default)
    {
    }
}

/// <summary>
/// The certificates that count no more though they have not run out: key <c>revocations</c>. They are those of machines
/// that were removed.
/// </summary>
public sealed record Revocations : StoredRecord
{
    /// <summary>Of the list; each one's is higher than that of the one before.</summary>
    public long Number { get; init; }

    /// <summary>What is on it. What ran out by itself a year ago is dropped with the next change.</summary>
    public ValueList<IssuedCertificate> Certificates { get; init; } = [];

    /// <summary>The same as etcd reads it: X.509 (RFC 5280, 5), signed by the authority, DER in base64.</summary>
    public required string List { get; init; }
}
