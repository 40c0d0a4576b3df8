using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Database.Etcd;

/// <summary>The client's side of TLS, from the files that the options name.</summary>
internal static class EtcdTls
{
    /// <exception cref="DatabaseUnavailableException">A file is missing or is not what it should be.</exception>
    public static SslClientAuthenticationOptions Read(EtcdOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.CaFile is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            Load(options.CaFile, () => policy.CustomTrustStore.ImportFromPemFile(options.CaFile));
            tls.CertificateChainPolicy = policy;
        }

        if (options.CertificateFile is not null)
        {
            var own = new RenewedCertificate(options.CertificateFile, options.KeyFile);
            Load(options.CertificateFile, () => own.Current());
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => own.Current();
        }

        return tls;
    }

    private static void Load(string file, Action load)
    {
        try
        {
            load();
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException(
                $"{file} cannot be used for TLS to etcd: {wrong.Message} It must be a PEM file that holdfastd can "
                + "read, and a certificate needs its key.", wrong);
        }
    }

    /// <summary>The certificate as the file holds it now: a renewed one is shown by the next connection.</summary>
    private sealed class RenewedCertificate(string file, string? keyFile)
    {
        private readonly Lock _loading = new();
        private X509Certificate2? _current;
        private DateTime _writtenAt;

        /// <remarks>The one before is left to the connections that were made with it.</remarks>
        public X509Certificate2 Current()
        {
            lock (_loading)
            {
                DateTime writtenAt = File.GetLastWriteTimeUtc(file);
                if (_current is null || writtenAt != _writtenAt)
                {
                    _current = X509Certificate2.CreateFromPemFile(file, keyFile);
                    _writtenAt = writtenAt;
                }

                return _current;
            }
        }
    }
}
