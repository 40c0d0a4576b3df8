using Holdfast.Database.Etcd;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Tests.Hosting;

/// <summary>What people may say of an etcd on the command line, and what they are told where it is wrong.</summary>
public sealed class EtcdSettingsTests : IDisposable
{
    private const string Plain = "http://a:2379,http://b:2379/prod";
    private const string Tls = "https://a:2379";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-etcd-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Address_BecomesOptions()
    {
        string password = Write("password", "secret\n");
        string pem = Write("x.pem", "");

        (EtcdOptions? plain, List<string> errors) = Read(
            Plain, new EtcdSettings { User = "u", PasswordFile = password });
        Assert.Empty(errors);
        Assert.Equal(
            ("/prod/", 2, "u", "secret"), (plain!.Prefix, plain.Endpoints.Count, plain.User, plain.Password));

        (EtcdOptions? tls, errors) = Read(
            Tls, new EtcdSettings { CaFile = pem, CertificateFile = pem, KeyFile = pem });
        Assert.Empty(errors);
        Assert.Equal((pem, pem, pem), (tls!.CaFile, tls.CertificateFile, tls.KeyFile));
    }

    /// <summary>They are written into settings that the service reads from another folder.</summary>
    [Fact]
    public void RelativePaths_MadeWhole_AreThoseFromHere()
    {
        EtcdSettings whole = new EtcdSettings
        {
            CaFile = "ca.pem", CertificateFile = "/n1.pem", PasswordFile = "p", User = "u",
        }.Whole();

        Assert.Equal(
            (Path.GetFullPath("ca.pem"), "/n1.pem", null, Path.GetFullPath("p"), "u"),
            (whole.CaFile, whole.CertificateFile, whole.KeyFile, whole.PasswordFile, whole.User));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/var/lib/holdfast/cluster.db")]
    public void File_IsNoEtcd_AndTakesNoneOfItsOptions(string? database)
    {
        Assert.Equal((null, 0), (Read(database, new EtcdSettings()).Options, Read(database, new()).Errors.Count));

        (_, List<string> errors) = Read(database, new EtcdSettings { User = "u", CaFile = "ca.pem" });

        Assert.Equal(2, errors.Count);
        Assert.Contains(errors, error => error.StartsWith("--etcd-user u", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("--etcd-ca ca.pem", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryMistake_IsNamedWithItsOptionItsValueAndWhatToDo()
    {
        string empty = Write("empty", "\n");
        string pem = Write("x.pem", "");

        Expect(Tls, new() { CertificateFile = pem }, $"--etcd-cert {pem} is one half: give --etcd-cert and --etcd-key");
        Expect(Tls, new() { KeyFile = pem }, $"--etcd-key {pem} is one half: give --etcd-cert and --etcd-key");
        Expect(Tls, new() { User = "u" }, "--etcd-user u is one half: give --etcd-user and --etcd-password-file");
        Expect(Tls, new() { PasswordFile = pem, User = null }, $"--etcd-password-file {pem} is one half");
        Expect(Tls, new() { User = "u", PasswordFile = empty }, $"--etcd-password-file {empty} is empty: write");
        Expect(Tls, new() { CaFile = "/nowhere/ca.pem" }, "--etcd-ca /nowhere/ca.pem does not exist");
        Expect(Plain, new() { CaFile = pem }, $"--etcd-ca {pem} is for TLS, but --database {Plain} is http");
        Expect("https://a:2379,b", new(), "--database https://a:2379,b: \"b\" is no client URL");
    }

    private static (EtcdOptions? Options, List<string> Errors) Read(string? database, EtcdSettings settings)
    {
        var errors = new List<string>();
        return (settings.ToOptions(database, errors), errors);
    }

    private static void Expect(string database, EtcdSettings settings, string start)
    {
        (EtcdOptions? options, List<string> errors) = Read(database, settings);
        Assert.Null(options);
        Assert.Contains(errors, error => error.StartsWith(start, StringComparison.Ordinal));
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
