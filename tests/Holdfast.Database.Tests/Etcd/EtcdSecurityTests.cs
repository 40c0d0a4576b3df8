using System.Net.Http.Json;
using System.Text;
using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>TLS with client certificates, and etcd's users.</summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdSecurityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClientCertificate_OfTheAuthority_IsLetIn_AndNobodyElse()
    {
        EtcdProgram.Require();
        using var certificates = new CertificateFiles("holdfast");
        using var strangers = new CertificateFiles("stranger");
        await using EtcdServers servers = await EtcdServers.StartAsync(1, certificates);
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options);

        long revision = (await database.CommitAsync(Contract.Transactions.Put("k", "1", guard: 0), Cancel)).Revision();

        Assert.Equal("1", await database.ValueAsync("k"));
        await foreach (WatchBatch batch in database.WatchAsync("", revision - 1, Cancel))
        {
            Assert.Equal(revision, Assert.IsType<WatchBatch.Changes>(batch).Revision);
            break;
        }

        foreach (EtcdOptions wrong in new[]
        {
            servers.Options with { CertificateFile = null, KeyFile = null },
            servers.Options with { CertificateFile = strangers.Certificate, KeyFile = strangers.Key },
            servers.Options with { CaFile = strangers.Authority },
            servers.Options with { CaFile = null },
        })
        {
            await using EtcdDatabase refused = EtcdDatabase.Open(wrong);
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => refused.ConnectAsync(Cancel));
        }
    }

    [Fact]
    public async Task CertificateFile_WrittenAnew_IsShownByTheNextConnection()
    {
        EtcdProgram.Require();
        using var folder = new Sqlite.TemporaryFolder();
        using var certificates = new CertificateFiles("holdfast");
        using var strangers = new CertificateFiles("stranger");
        await using EtcdServers servers = await EtcdServers.StartAsync(1, certificates);
        File.Copy(strangers.Certificate, folder.File("c.pem"));
        File.Copy(strangers.Key, folder.File("k.pem"));
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options with
        {
            CertificateFile = folder.File("c.pem"), KeyFile = folder.File("k.pem"),
        });
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () => await database.ReadAsync("k", Cancel));

        File.Copy(certificates.Key, folder.File("k.pem"), overwrite: true);
        File.Copy(certificates.Certificate, folder.File("c.pem"), overwrite: true);
        File.SetLastWriteTimeUtc(folder.File("c.pem"), DateTime.UtcNow.AddSeconds(5));
        Assert.Empty((await database.ReadAsync("k", Cancel)).Items);
    }

    [Fact]
    public void FileThatIsNoCertificate_Open_SaysWhichFile()
    {
        using var folder = new Sqlite.TemporaryFolder();
        File.WriteAllText(folder.File("ca.pem"), "not a certificate");

        foreach (string file in new[] { folder.File("ca.pem"), folder.File("absent.pem") })
        {
            var options = new EtcdOptions { Endpoints = [new Uri("https://127.0.0.1:1")] };
            var wrong = Assert.Throws<DatabaseUnavailableException>(() => EtcdDatabase.Open(
                options with { CertificateFile = file, KeyFile = file }));
            Assert.Contains(file, wrong.Message);
        }
    }

    [Fact]
    public async Task UserAndPassword_AreAskedForAndKeptUp()
    {
        EtcdProgram.Require();
        await using EtcdServers servers = await EtcdServers.StartAsync(1);
        EtcdOptions options = servers.Options with { User = "holdfast", Password = "secret" };
        await EnableUsersAsync(servers.Endpoints[0], options);
        await using EtcdDatabase database = EtcdDatabase.Open(options);
        await database.ConnectAsync(Cancel);

        long revision = (await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel)).Revision();
        Assert.Equal("1", await database.ValueAsync("k"));

        // Newer versions keep some of it to root, but neither their version nor their alarms.
        EtcdHealth health = await database.ReadHealthAsync(Cancel);
        Assert.NotNull(health.Version);
        Assert.Empty(health.Alarms);
        await foreach (WatchBatch batch in database.WatchAsync("", revision - 1, Cancel))
        {
            Assert.Equal(revision, Assert.IsType<WatchBatch.Changes>(batch).Revision);
            break;
        }

        // After its restart the member knows no token; a new one is fetched without a word.
        servers.Kill(0);
        servers.Start(0);
        await Wait.UntilAsync(() => Committed(database), "a commit after the restart");

        var stranger = Assert.IsType<CommitResult.Unavailable>(await CommitAsync(options with { User = null }));
        Assert.Contains("--etcd-user", stranger.Reason);
        var wrong = Assert.IsType<CommitResult.Unavailable>(await CommitAsync(options with { Password = "guess" }));
        Assert.Contains("--etcd-password-file", wrong.Reason);
        var elsewhere = Assert.IsType<CommitResult.Unavailable>(
            await CommitAsync(options with { Prefix = "/elsewhere/" }));
        Assert.Contains("grant", elsewhere.Reason);
        Assert.All([stranger, wrong, elsewhere], refused => Assert.False(refused.OutcomeUnknown));
    }

    private static bool Committed(EtcdDatabase database) =>
        Task.Run(() => database.CommitAsync(Contract.Transactions.Put("k", "2"), Cancel).AsTask(), Cancel)
            .GetAwaiter().GetResult() is CommitResult.Committed;

    private static async Task<CommitResult> CommitAsync(EtcdOptions options)
    {
        await using EtcdDatabase database = EtcdDatabase.Open(options);
        return await database.CommitAsync(Contract.Transactions.Put("k", "3"), Cancel);
    }

    private static async Task EnableUsersAsync(Uri endpoint, EtcdOptions options)
    {
        using var client = new HttpClient { BaseAddress = endpoint };
        string key = Convert.ToBase64String(Encoding.ASCII.GetBytes(options.Prefix));
        string end = Convert.ToBase64String(Encoding.ASCII.GetBytes(options.Prefix[..^1] + "0"));
        (string Path, object Body)[] steps =
        [
            ("role/add", new { name = "root" }),
            ("user/add", new { name = "root", password = "root" }),
            ("user/grant", new { user = "root", role = "root" }),
            ("role/add", new { name = "holdfast" }),
            ("role/grant", new { name = "holdfast", perm = new { permType = "READWRITE", key, range_end = end } }),
            ("user/add", new { name = "holdfast", password = options.Password }),
            ("user/grant", new { user = "holdfast", role = "holdfast" }),
            ("enable", new { }),
        ];
        foreach ((string path, object body) in steps)
        {
            using HttpResponseMessage answer = await client.PostAsJsonAsync($"/v3/auth/{path}", body, Cancel);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(Cancel)}");
        }
    }
}
