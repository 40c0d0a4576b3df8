using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client;
using Holdfast.Core.Configuration;
using Holdfast.Lab.Clusters;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Tests.Machines;

/// <summary>A cluster's authority and the certificates of its machines, in a folder.</summary>
internal sealed class TestCluster : IDisposable
{
    public const string Id = "0123456789abcdef0123456789abcdef";
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-machines-").FullName;

    public ClusterAuthority Authority { get; } = ClusterAuthority.Create(Id, DateTimeOffset.UtcNow);

    /// <summary>A folder as create and join make it.</summary>
    public CertificateFolder Folder(string name, string role = MachineConfig.NodeRole, ClusterAuthority? signer = null)
    {
        var folder = new CertificateFolder(Path.Combine(_folder, name + role + (signer is null ? "" : "-foreign")));
        folder.Create();
        CertificateFolder.Write(folder.Authority, Authority.CertificatePem);
        if (role == MachineConfig.NodeRole)
        {
            CertificateFolder.Write(folder.AuthorityKey, Authority.ExportKeyPem());
        }

        CertificateFolder.Write(folder.Certificate, (signer ?? Authority).Sign(
            new MachineIdentity(Id, role, name), ["127.0.0.1"],
            ClusterAuthority.ReadRequest(folder.Request(name)), DateTimeOffset.UtcNow));
        return folder;
    }

    public MachineOptions Machine(string name) => new()
    {
        Name = name, Role = MachineConfig.NodeRole, Address = "127.0.0.1", Port = TestPorts.Next(),
        Certificates = Folder(name),
    };

    /// <summary>A client on another machine, with the certificate of a folder or without any.</summary>
    public HttpClient Connect(MachineOptions server, CertificateFolder? certificate)
    {
        SslClientAuthenticationOptions tls = CertificateCheck.Client(Authority.LoadPublic());
        if (certificate is not null)
        {
            X509Certificate2 shown = certificate.LoadCertificate();
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
        }

        return new HttpClient(new SocketsHttpHandler { SslOptions = tls }) { BaseAddress = server.Url };
    }

    public HoldfastClient Client(MachineOptions server, CertificateFolder? certificate) =>
        HoldfastClient.Over(Connect(server, certificate));

    public void Dispose()
    {
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

internal static class AuthorityCertificates
{
    public static X509Certificate2 LoadPublic(this ClusterAuthority authority) =>
        X509Certificate2.CreateFromPem(authority.CertificatePem);
}
