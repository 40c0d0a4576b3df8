using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>
/// The list of certificates that count no more, in a file beside a machine's own: etcd and the listener for other
/// machines read it with each handshake. The listener closes what is connected by one of them already; etcd does not.
/// </summary>
internal static class RevocationList
{
    private static readonly TimeSpan ClockError = TimeSpan.FromDays(365);

    /// <summary>The list of an authority that has revoked nothing yet.</summary>
    public static Revocations Empty(ClusterAuthority authority, DateTimeOffset now) =>
        Sign(authority, [], 1, now);

    /// <summary>A list with more on it.</summary>
    public static Revocations With(
        this Revocations before, ClusterAuthority authority, IEnumerable<IssuedCertificate> more, DateTimeOffset now) =>
        Sign(
            authority,
            [.. before.Certificates.Concat(more).Where(each => each.MayCount(now)).DistinctBy(each => each.Serial)],
            before.Number + 1, now);

    /// <summary>The certificates of a machine that have not run out, this one included.</summary>
    public static MachineConfig Given(this MachineConfig machine, string pem, DateTimeOffset now)
    {
        using X509Certificate2 signed = X509Certificate2.CreateFromPem(pem);
        var added = new IssuedCertificate(signed.SerialNumber, signed.NotAfter.ToUniversalTime());
        return machine with
        {
            Certificates = machine.Known().Where(each => each.MayCount(now) && each.Serial != added.Serial)
                .Append(added).ToValueList(),
        };
    }

    /// <summary>What is known to have been given to it.</summary>
    public static IEnumerable<IssuedCertificate> Known(this MachineConfig machine) =>
        machine.Serial.Length == 0 || machine.Certificates.Any(each => each.Serial == machine.Serial)
            ? machine.Certificates
            : machine.Certificates.Prepend(
                new IssuedCertificate(machine.Serial, machine.JoinedAt + ClusterAuthority.MachineLife));

    /// <summary>Puts it where etcd and the listener read it; false if it is there.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="list"><see cref="Revocations.List"/>.</param>
    public static bool Keep(this CertificateFolder folder, string list)
    {
        byte[] bytes = Convert.FromBase64String(list);
        if (File.Exists(folder.Revoked) && File.ReadAllBytes(folder.Revoked).AsSpan().SequenceEqual(bytes))
        {
            return false;
        }

        Linux.WholeFile.Write(folder.Revoked, bytes);
        return true;
    }

    /// <summary>Whether this machine knows that the certificate counts no more.</summary>
    public static bool IsRevoked(this CertificateFolder folder, X509Certificate2 certificate) =>
        folder.IsRevoked(certificate.SerialNumberBytes.Span);

    /// <summary>Whether it knows that of the certificate with this serial number.</summary>
    public static bool IsRevoked(this CertificateFolder folder, ReadOnlySpan<byte> serial) =>
        File.Exists(folder.Revoked)
        && CertificateRevocationListBuilder.Load(File.ReadAllBytes(folder.Revoked), out _).RemoveEntry(serial);

    /// <summary>One wall clock that is far ahead must not bring any back that others still take for good.</summary>
    private static bool MayCount(this IssuedCertificate certificate, DateTimeOffset now) =>
        certificate.GoodUntil + ClockError > now;

    private static Revocations Sign(
        ClusterAuthority authority, ValueList<IssuedCertificate> certificates, long number, DateTimeOffset now) => new()
    {
        Number = number, Certificates = certificates,
        List = Convert.ToBase64String(
            authority.SignRevocations(certificates.Select(each => each.Serial), number, now)),
    };
}
