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
        Assert.True(signed.NotBefore < DateTime.UnixEpoch.AddDays(1), "no use to a clock that was never set");
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

    /// <summary>Authorities of earlier versions were good from two weeks before they were made; they still sign, also
    /// on a machine whose clock is before that.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-20_000)]
    public void AuthorityThatWasNotAlwaysGood_SignsForItsOwnTime(int days)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Holdfast cluster c", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-14), now.AddYears(10));
        using var young = ClusterAuthority.FromPem(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        using X509Certificate2 signed = Signed(young, now.AddDays(days));
        Assert.Equal(young.NotBefore, signed.NotBefore);
        using X509Certificate2 authority = young.LoadPublic();
        Assert.NotNull(CertificateCheck.ClientOf(signed, authority));
    }

    /// <summary>A clock that was ahead for a moment must leave nothing that is good only later.</summary>
    [Fact]
    public void SignedWhileAClockWasAheadOrBehind_IsGoodAtOnce()
    {
        using X509Certificate2 authority = _cluster.Authority.LoadPublic();
        using X509Certificate2 ahead = Signed(_cluster.Authority, DateTimeOffset.UtcNow.AddYears(1));
        Assert.NotNull(CertificateCheck.ClientOf(ahead, authority));
    }

    [Fact]
    public void AuthorityWithHalfOfItsLifeLeft_IsProlonged_AndWhatEitherSigned_IsGoodByBoth()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using ClusterAuthority old = ClusterAuthority.Create(TestCluster.Id, now.AddYears(-6));
        Assert.Null(old.Prolonged(now.AddYears(-5)));
        using ClusterAuthority prolonged = old.Prolonged(now)!;
        Assert.Equal((old.Hash, old.ClusterId), (prolonged.Hash, prolonged.ClusterId));
        using X509Certificate2 before = old.LoadPublic();
        using X509Certificate2 after = prolonged.LoadPublic();
        Assert.True(after.NotAfter > before.NotAfter.AddYears(5));
        foreach (ClusterAuthority signer in new[] { old, prolonged })
        {
            using X509Certificate2 signed = Signed(signer, now);
            Assert.NotNull(CertificateCheck.ClientOf(signed, before));
            Assert.NotNull(CertificateCheck.ClientOf(signed, after));
        }
    }

    /// <summary>Each would end with the authority, and be due as soon as it is signed: every three seconds.</summary>
    [Fact]
    public void AuthorityNearItsEnd_ItsLastCertificateIsNotDue_UntilItHasEnded()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using ClusterAuthority old = ClusterAuthority.Create(TestCluster.Id, now.AddDays(-3652 + 10));
        CertificateFolder folder = _cluster.Folder("n1", signer: old);
        CertificateFolder.Write(folder.Authority, old.CertificatePem);
        using var certificates = new MachineCertificates(folder);
        Assert.False(certificates.IsDue(now));
        Assert.True(certificates.IsGood(now));
        Assert.True(certificates.IsDue(now.AddDays(11)));
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

    private X509Certificate2 Signed(ClusterAuthority authority, DateTimeOffset now) =>
        X509Certificate2.CreateFromPem(authority.Sign(
            new(authority.ClusterId, MachineConfig.NodeRole, "n1"), ["127.0.0.1"],
            ClusterAuthority.ReadRequest(_cluster.Folder("n1").Request("n1")), now));

    private static byte[] PemBytes(string pem)
    {
        PemFields fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }
}
