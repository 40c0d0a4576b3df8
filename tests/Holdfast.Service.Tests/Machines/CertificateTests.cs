using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Configuration;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Tests.Machines;

/// <summary>The authority, its certificates, and who is who by them.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TestCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData(MachineConfig.NodeRole)]
    [InlineData(MachineConfig.WitnessRole)]
    public void SignedCertificate_NamesItsMachine_AndIsVouchedFor(string role)
    {
        using X509Certificate2 signed = _cluster.Folder("n1", role).LoadCertificate();
        using X509Certificate2 authority = _cluster.Authority.LoadPublic();

        Assert.Equal(new MachineIdentity(TestCluster.Id, role, "n1"), CertificateCheck.ClientOf(signed, authority));
        Assert.True(signed.MatchesHostname("127.0.0.1") && signed.MatchesHostname("n1"));
        Assert.False(signed.MatchesHostname("n2"));
        Assert.False(signed.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.True(signed.NotBefore < DateTime.Now - TimeSpan.FromDays(2), "no use to a clock stepped back by a day");
        Assert.True(signed.NotAfter - DateTime.Now < ClusterAuthority.MachineLife + TimeSpan.FromHours(1));
    }

    [Fact]
    public void CertificateOfAnotherAuthority_OrOfNone_IsNot()
    {
        using ClusterAuthority foreign = ClusterAuthority.Create(TestCluster.Id, DateTimeOffset.UtcNow);
        using X509Certificate2 signed = _cluster.Folder("n1", signer: foreign).LoadCertificate();
        using X509Certificate2 authority = _cluster.Authority.LoadPublic();
        Assert.Null(CertificateCheck.ClientOf(signed, authority));
        Assert.Null(CertificateCheck.ClientOf(authority, authority));
        Assert.NotEqual(foreign.Hash, _cluster.Authority.Hash);
    }

    [Fact]
    public void Request_SignedWithAnotherKey_IsRefused()
    {
        string request = _cluster.Folder("n1").Request("n1");
        byte[] der = PemBytes(request);
        der[^1] ^= 1;
        string forged = PemEncoding.WriteString("CERTIFICATE REQUEST", der);
        Assert.ThrowsAny<CryptographicException>(() => ClusterAuthority.ReadRequest(forged));
        Assert.ThrowsAny<Exception>(() => ClusterAuthority.ReadRequest("no request"));
        Assert.NotNull(ClusterAuthority.ReadRequest(request));
    }

    [Fact]
    public void Request_AsksForMore_GetsWhatTheAuthorityDecides()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var greedy = new CertificateRequest("CN=n1", key, HashAlgorithmName.SHA256);
        greedy.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new MachineIdentity(TestCluster.Id, MachineConfig.NodeRole, "n9").Uri);
        greedy.CertificateExtensions.Add(names.Build());

        using X509Certificate2 signed = X509Certificate2.CreateFromPem(_cluster.Authority.Sign(
            new MachineIdentity(TestCluster.Id, MachineConfig.WitnessRole, "w1"), ["10.0.0.1"],
            ClusterAuthority.ReadRequest(greedy.CreateSigningRequestPem()), DateTimeOffset.UtcNow));

        Assert.Equal(("witness", "w1"), (MachineIdentity.Of(signed)!.Role, MachineIdentity.Of(signed)!.Name));
        Assert.False(signed.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void Keys_AreForTheirOwnerOnly_AndNotReadOtherwise()
    {
        CertificateFolder folder = _cluster.Folder("n1");
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Private, File.GetUnixFileMode(folder.Key));
        Assert.Equal(Private, File.GetUnixFileMode(folder.AuthorityKey));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        Assert.False(File.Exists(_cluster.Folder("w1", MachineConfig.WitnessRole).AuthorityKey));

        File.SetUnixFileMode(folder.Key, Private | UnixFileMode.GroupRead);
        Assert.Contains("chmod 0600", Assert.Throws<InvalidOperationException>(folder.LoadCertificate).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Authorities were good from two hours before they were made; those that are there still sign.</summary>
    [Fact]
    public void AuthorityThatIsYoungerThanItsCertificatesAreOld_SignsForItsOwnTime()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        TimeSpan before = now - ClusterAuthority.Create("c", now).NotBefore;
        using ClusterAuthority young = ClusterAuthority.Create("c", now + before - TimeSpan.FromHours(2));
        using X509Certificate2 signed = X509Certificate2.CreateFromPem(young.Sign(
            new("c", MachineConfig.NodeRole, "n1"), ["127.0.0.1"],
            ClusterAuthority.ReadRequest(_cluster.Folder("n1").Request("n1")), now));
        Assert.Equal(young.NotBefore, signed.NotBefore);
        using X509Certificate2 authority = young.LoadPublic();
        Assert.NotNull(CertificateCheck.ClientOf(signed, authority));
    }

    [Fact]
    public void RenewedCertificate_IsUsedWithoutARestart()
    {
        CertificateFolder folder = _cluster.Folder("n1");
        using var certificates = new MachineCertificates(folder);
        string before = certificates.Current.SerialNumber;
        Assert.False(certificates.IsDue(DateTimeOffset.UtcNow));
        Assert.True(certificates.IsDue(DateTimeOffset.UtcNow + ClusterAuthority.MachineLife * 0.7));

        CertificateFolder.Write(folder.Certificate, _cluster.Authority.Sign(
            certificates.Identity, ["127.0.0.1"], ClusterAuthority.ReadRequest(folder.Request("n1")),
            DateTimeOffset.UtcNow));
        File.SetLastWriteTimeUtc(folder.Certificate, DateTime.UtcNow.AddSeconds(5));
        Assert.NotEqual(before, certificates.Current.SerialNumber);
        Assert.True(certificates.Current.HasPrivateKey);
    }

    [Theory]
    [InlineData("holdfast://c/node/n1", true)]
    [InlineData("holdfast://c/witness/w", true)]
    [InlineData("holdfast://c/admin/n1", false)]
    [InlineData("holdfast://c/node/", false)]
    [InlineData("holdfast://c/node/n1/more", false)]
    [InlineData("https://c/node/n1", false)]
    [InlineData("n1", false)]
    public void Identity_IsReadStrictly(string text, bool known) =>
        Assert.Equal(known, MachineIdentity.TryParse(text) is not null);

    private static byte[] PemBytes(string pem)
    {
        PemFields fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }
}
