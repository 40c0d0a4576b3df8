using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Service.Api.Access;

/// <summary>
/// The certificates of people: not signed by the cluster's authority, whose signature opens the cluster database, but
/// known one by one. So taking one back works at once, and on every node.
/// </summary>
internal static class PersonCertificates
{
    private const int SmallestRsa = 2048;
    private const int SmallestCurve = 256;

    /// <summary>SHA-256 of the whole certificate.</summary>
    public static string HashOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    /// <summary>Who was let in with the certificate of this hash and still is; null if nobody, and for who showed
    /// none.</summary>
    public static PersonConfig? Find(ClusterSnapshot snapshot, string hash, DateTimeOffset now) =>
        hash.Length == 0 ? null : snapshot.People.Values.Select(row => row.Value)
            .FirstOrDefault(person => person.CertificateHash == hash && now < person.ExpiresAt);

    /// <summary>Why nobody is let in with it; null if it will do.</summary>
    public static string? WhyNot(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (now >= certificate.NotAfter.ToUniversalTime())
        {
            return $"it ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}";
        }

        using RSA? rsa = certificate.GetRSAPublicKey();
        using ECDsa? curve = certificate.GetECDsaPublicKey();
        return rsa?.KeySize >= SmallestRsa || curve?.KeySize >= SmallestCurve
            ? null
            : $"its key is neither RSA of at least {SmallestRsa} bits nor an elliptic curve of {SmallestCurve}";
    }
}
