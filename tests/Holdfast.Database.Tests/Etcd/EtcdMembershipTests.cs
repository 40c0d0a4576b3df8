using Holdfast.Database.Etcd;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>Members that come and go, on a real etcd.</summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdMembershipTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Learner_IsAddedWithoutAVote_NotPromotedBeforeItRuns_AndRemoved()
    {
        EtcdProgram.Require();
        await using EtcdServers servers = await EtcdServers.StartAsync(1);
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options);
        EtcdMembership members = database.Membership;
        EtcdPeer first = Assert.Single(await members.ListAsync(Cancel));
        Assert.Equal(("m0", false), (first.Name, first.IsLearner));

        var url = new Uri("http://127.0.0.1:9");
        EtcdPeer added = Assert.IsType<MemberChange.Done>(await members.AddLearnerAsync(url, Cancel)).Peer!;
        Assert.Equal((true, "", url), (added.IsLearner, added.Name, Assert.Single(added.PeerUrls)));
        Assert.Equal(["m0", ""], (await members.ListAsync(Cancel)).Select(peer => peer.Name));
        Assert.IsType<MemberChange.Refused>(
            await members.AddLearnerAsync(new Uri("http://127.0.0.1:10"), Cancel));
        Assert.Contains("in sync", Assert.IsType<MemberChange.Refused>(
            await members.PromoteAsync(added.Id, Cancel)).Reason, StringComparison.Ordinal);
        Assert.IsType<CommitResult.Committed>(
            await database.CommitAsync(Contract.Transactions.Put("k", "v"), Cancel));

        Assert.IsType<MemberChange.Done>(await members.RemoveAsync(added.Id, Cancel));
        Assert.Single(await members.ListAsync(Cancel));
        Assert.IsType<MemberChange.Refused>(await members.RemoveAsync(added.Id, Cancel));
    }

    [Fact]
    public async Task OtherEndpoints_Used_AreAskedFromThenOn()
    {
        EtcdProgram.Require();
        await using EtcdServers servers = await EtcdServers.StartAsync(1);
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options with
        {
            Endpoints = [new Uri("http://127.0.0.1:9")],
        });
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () => await database.ReadAsync("k", Cancel));
        database.Use([]);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () => await database.ReadAsync("k", Cancel));
        database.Use(servers.Endpoints);
        Assert.Empty((await database.ReadAsync("k", Cancel)).Items);
    }
}
