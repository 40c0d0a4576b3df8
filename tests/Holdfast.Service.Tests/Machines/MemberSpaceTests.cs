using Holdfast.Database;
using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Etcd;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Tests.Machines;

/// <summary>A real etcd that is full: it has room again without anybody's doing.</summary>
[Collection(AloneCollection.Name)]
public sealed class MemberSpaceTests : IDisposable
{
    private readonly TestCluster _cluster = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task FullMember_IsGivenRoom_AndItsAlarmEnds_ButNotAtOnce()
    {
        Database.Tests.Etcd.EtcdProgram.Require();
        using CertificateFiles tls = new("holdfast");
        await using EtcdServers servers = await EtcdServers.StartAsync(
            1, tls, "--quota-backend-bytes", $"{4 << 20}");
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options with { HistoryKept = 0 });
        CommitResult result;
        int written = 0;
        do
        {
            result = await PutAsync(database, new byte[400_000]);
            written++;
        }
        while (result is CommitResult.Committed && written < 100);

        Assert.IsType<CommitResult.Unavailable>(result);
        await database.ReadHealthAsync(Cancel);
        List<string> says = [];
        var space = new MemberSpace(database, Member(servers.Endpoints[0]), new HurriedTime(), says.Add);
        await space.LookAsync(Cancel);
        Assert.Empty(says);

        for (int i = 0; i < 10 && says.Count < 2; i++)
        {
            await space.LookAsync(Cancel);
        }

        Assert.Equal(2, says.Count);
        Assert.Contains("has room again", says[1], StringComparison.Ordinal);
        CommitResult after = await PutAsync(database, [1]);
        Assert.True(after is CommitResult.Committed, after.ToString());
    }

    private EtcdMemberOptions Member(Uri url) => new()
    {
        Name = "n1", Program = "etcd", Address = url.Host, ClientPort = url.Port, PeerPort = 2, Folder = "",
        LogFile = "", Certificates = _cluster.Folder("n1"), Heartbeat = TimeSpan.FromMilliseconds(50),
        Election = TimeSpan.FromMilliseconds(500), Cluster = "", First = true,
    };

    private static async Task<CommitResult> PutAsync(EtcdDatabase database, byte[] value) =>
        await database.CommitAsync(new Transaction { Puts = [new("k", value)] }, Cancel);
}
