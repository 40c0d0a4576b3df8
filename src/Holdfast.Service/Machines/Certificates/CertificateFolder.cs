using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Linux;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>
/// The folder with a machine's certificates: the authority's, its own with its key, and on nodes, which sign for those
/// that join, the authority's key. Keys can be read by the service's user alone.
/// </summary>
public sealed class CertificateFolder(string path)
{
    private const UnixFileMode PrivateFolder = WholeFile.Private | UnixFileMode.UserExecute;

    public string Path => path;

    /// <summary>The authority's certificate.</summary>
    public string Authority => System.IO.Path.Combine(path, "ca.pem");

    /// <summary>The authority's key; a witness has none.</summary>
    public string AuthorityKey => System.IO.Path.Combine(path, "ca-key.pem");

    public string Certificate => System.IO.Path.Combine(path, "machine.pem");

    public string Key => System.IO.Path.Combine(path, "machine-key.pem");

    /// <summary>Which certificates count no more, as etcd reads it: X.509, DER. Empty lists are files, too.</summary>
    public string Revoked => System.IO.Path.Combine(path, "revoked.crl");

    /// <summary>Makes the folder, closed to others.</summary>
    public void Create()
    {
        Directory.CreateDirectory(path, PrivateFolder);
        File.SetUnixFileMode(path, PrivateFolder);
    }

    /// <summary>
    /// Writes a file at once whole, readable by this user alone. Of several that write it at the same time one is the
    /// last.
    /// </summary>
    public static void Write(string file, string content) => WholeFile.Write(file, Encoding.UTF8.GetBytes(content));

    /// <summary>Makes this machine's key where it has none, and a request for its certificate, as PEM.</summary>
    public string Request(string name)
    {
        if (!File.Exists(Key))
        {
            using ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(Key, made.ExportPkcs8PrivateKeyPem() + "\n");
        }

        using ECDsa key = LoadKey();
        return new CertificateRequest(new X500DistinguishedName($"OU={name}"), key, HashAlgorithmName.SHA256)
            .CreateSigningRequestPem();
    }

    /// <summary>The authority with its key, to sign with; null on a machine that has no key of it.</summary>
    /// <exception cref="CryptographicException">The files are not what they should be.</exception>
    public ClusterAuthority? TryLoadAuthority() => File.Exists(AuthorityKey)
        ? ClusterAuthority.FromPem(File.ReadAllText(Authority), ReadKey(AuthorityKey))
        : null;

    public X509Certificate2 LoadAuthorityCertificate() => X509CertificateLoader.LoadCertificateFromFile(Authority);

    /// <summary>This machine's certificate with its key.</summary>
    /// <exception cref="CryptographicException">They are not a certificate and its key.</exception>
    public X509Certificate2 LoadCertificate() =>
        X509Certificate2.CreateFromPem(File.ReadAllText(Certificate), ReadKey(Key));

    private ECDsa LoadKey()
    {
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(ReadKey(Key));
        return key;
    }

    private static string ReadKey(string file)
    {
        UnixFileMode open = File.GetUnixFileMode(file) & ~WholeFile.Private;
        return open == 0
            ? File.ReadAllText(file)
            : throw new InvalidOperationException(
                $"{file} is a private key and must be readable by its owner only: chmod 0600 {file}. If others may "
                + "have read it, remove this machine from the cluster and join it anew.");
    }
}
