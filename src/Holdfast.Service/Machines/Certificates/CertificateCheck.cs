using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>Whether a certificate was signed by the cluster's authority, and for this use.</summary>
internal static class CertificateCheck
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>What machines speak with each other, and nothing older; etcd has a choice of its own.</summary>
    public const SslProtocols Protocol = SslProtocols.Tls13;

    /// <summary>Whose client certificate it is; null where the cluster does not vouch for it.</summary>
    public static MachineIdentity? ClientOf(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(authority, ClientUse) };
        return chain.Build(certificate) ? MachineIdentity.Of(certificate) : null;
    }

    /// <summary>How a client checks the server: signed by the authority, and for the host that was asked.</summary>
    public static SslClientAuthenticationOptions Client(X509Certificate2 authority) => new()
    {
        EnabledSslProtocols = Protocol,
        CertificateChainPolicy = Policy(authority, ServerUse),
    };

    private static X509ChainPolicy Policy(X509Certificate2 authority, string use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(authority);
        policy.ApplicationPolicy.Add(new(use));
        return policy;
    }
}
