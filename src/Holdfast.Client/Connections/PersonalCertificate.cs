using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Client.Connections;

/// <summary>
/// A person's own key and certificate, and the authority of the cluster that let them in: all in one PEM file, which
/// is as good as a password.
/// </summary>
public sealed class PersonalCertificate : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2 _authority;

    private PersonalCertificate(X509Certificate2 own, X509Certificate2 authority) =>
        (_own, _authority) = (own, authority);

    /// <summary>The certificate without its key, to be let in with.</summary>
    public string CertificatePem => _own.ExportCertificatePem() + "\n";

    /// <summary>Makes a new key, and a certificate for it that nobody else signed.</summary>
    /// <param name="name">Whose it is; shown, not trusted.</param>
    /// <param name="life">How long it is good.</param>
    /// <param name="authorityPem">The certificate of the cluster's authority.</param>
    /// <param name="now">From when on.</param>
    /// <exception cref="CryptographicException">The authority's certificate is none.</exception>
    public static PersonalCertificate Create(string name, TimeSpan life, string authorityPem, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name},O=Holdfast person", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientUse)], false));
        return new(
            request.CreateSelfSigned(now - Skew, now + life), X509Certificate2.CreateFromPem(authorityPem));
    }

    /// <summary>Reads what <see cref="ToPem"/> wrote.</summary>
    /// <exception cref="CryptographicException">It has not all of it.</exception>
    public static PersonalCertificate FromPem(string text)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        if (all.Count != 2)
        {
            throw new CryptographicException(
                "it must have a key, its certificate, and then the certificate of the cluster's authority");
        }

        X509Certificate2 own = X509Certificate2.CreateFromPem(text, text);
        all[0].Dispose();
        return new(own, all[1]);
    }

    /// <summary>The key, the certificate and the authority's.</summary>
    public string ToPem()
    {
        using ECDsa key = _own.GetECDsaPrivateKey() ?? throw new CryptographicException("the key is missing");
        return $"{key.ExportPkcs8PrivateKeyPem()}\n{CertificatePem}{_authority.ExportCertificatePem()}\n";
    }

    /// <summary>The handler then shows the certificate, and trusts nobody whom the cluster's authority did not
    /// sign.</summary>
    internal SocketsHttpHandler Into(SocketsHttpHandler handler)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(_authority);
        policy.ApplicationPolicy.Add(new(ServerUse));
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = policy, LocalCertificateSelectionCallback = (_, _, _, _, _) => _own,
        };
        return handler;
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        _own.Dispose();
        _authority.Dispose();
    }
}
