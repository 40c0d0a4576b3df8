using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>The cluster's own certificate authority, with its key: it signs the certificates of machines.</summary>
public sealed class ClusterAuthority : IDisposable
{
    private const int SerialBytes = 16;
    private const string NamePrefix = "Holdfast cluster ";

    /// <summary>
    /// From when on certificates are good, whenever they are made: a machine whose wall clock was never set, or is
    /// stepped back, can be talked to, and what was signed while a clock was ahead is good at once. Nobody has the key
    /// before it is made, so this gives nothing away.
    /// </summary>
    private static readonly DateTimeOffset Always = DateTimeOffset.UnixEpoch;

    private static readonly TimeSpan OwnLife = TimeSpan.FromDays(3652);
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");
    private readonly X509Certificate2 _certificate;

    private ClusterAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>How long a machine's certificate is good; it is renewed when a third of it is left.</summary>
    public static TimeSpan MachineLife { get; } = TimeSpan.FromDays(90);

    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Of the cluster that it was made for.</summary>
    public string ClusterId => _certificate.GetNameInfo(X509NameType.SimpleName, false)[NamePrefix.Length..];

    /// <summary>From when on it, and what it signs, is good.</summary>
    public DateTimeOffset NotBefore => _certificate.NotBefore;

    /// <summary>SHA-256 of its public key, as join tokens carry it.</summary>
    public string Hash => HashOf(_certificate);

    public static string HashOf(X509Certificate2 authority) =>
        Base32.Encode(SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Makes a new one, which nobody else has.</summary>
    public static ClusterAuthority Create(string clusterId, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Create(clusterId, key, now);
    }

    /// <summary>
    /// The same authority, good for longer, where less than half of its life is left; else null. Its key and its name
    /// stay: what either has signed is good by both, so machines may take the other one at any time.
    /// </summary>
    public ClusterAuthority? Prolonged(DateTimeOffset now)
    {
        if (_certificate.NotAfter - now > OwnLife / 2)
        {
            return null;
        }

        using ECDsa key = Key();
        return Create(ClusterId, key, now);
    }

    private static ClusterAuthority Create(string clusterId, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN={NamePrefix}{clusterId}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new ClusterAuthority(request.CreateSelfSigned(Always, now + OwnLife));
    }

    /// <exception cref="CryptographicException">They are not a certificate and its key.</exception>
    public static ClusterAuthority FromPem(string certificate, string key) =>
        new(X509Certificate2.CreateFromPem(certificate, key));

    public string ExportKeyPem()
    {
        using ECDsa key = Key();
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>Reads a machine's request and checks that whoever made it has the key.</summary>
    /// <exception cref="CryptographicException">It is no request, or is signed with another key.</exception>
    public static PublicKey ReadRequest(string pem) =>
        CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256).PublicKey;

    /// <summary>
    /// A certificate for a machine, as PEM. Of a request only the key is taken; names and uses are decided here.
    /// </summary>
    /// <param name="identity">Whose it is.</param>
    /// <param name="hosts">Names and addresses by which others reach it.</param>
    /// <param name="key">Its public key.</param>
    /// <param name="now">It is good for <see cref="MachineLife"/> from then on, and was before.</param>
    public string Sign(MachineIdentity identity, IEnumerable<string> hosts, PublicKey key, DateTimeOffset now)
    {
        // No common name: etcd would take it for the name of a user.
        var request = new CertificateRequest(
            new X500DistinguishedName($"O=Holdfast,OU={identity.Name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // Both uses: every machine is the others' client as well, and etcd's gateway is a client of its own member.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerUse, ClientUse], false));
        request.CertificateExtensions.Add(Names(identity, hosts));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        // Within the authority's own time; a clock that is before it is wrong.
        DateTimeOffset start = _certificate.NotBefore;
        DateTimeOffset end = (now > start ? now : start) + MachineLife;
        using X509Certificate2 signed = request.Create(
            _certificate, start, end < _certificate.NotAfter ? end : _certificate.NotAfter,
            RandomNumberGenerator.GetBytes(SerialBytes));
        return signed.ExportCertificatePem() + "\n";
    }

    /// <summary>A list of certificates that count no more: X.509, DER; good for as long as the authority.</summary>
    /// <param name="serials">Their serial numbers, hexadecimal.</param>
    /// <param name="number">The list's own, higher than that of any before it.</param>
    /// <param name="now">From when on.</param>
    public byte[] SignRevocations(IEnumerable<string> serials, long number, DateTimeOffset now)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (string serial in serials)
        {
            list.AddEntry(Convert.FromHexString(serial), now);
        }

        return list.Build(_certificate, number, _certificate.NotAfter, HashAlgorithmName.SHA256, thisUpdate: now);
    }

    public void Dispose() => _certificate.Dispose();

    private ECDsa Key() => _certificate.GetECDsaPrivateKey()
        ?? throw new CryptographicException("The authority's key is missing.");

    private static X509Extension Names(MachineIdentity identity, IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(identity.Uri);
        names.AddIpAddress(IPAddress.Loopback);
        foreach (string host in hosts.Append(identity.Name).Append("localhost")
            .Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }
}
