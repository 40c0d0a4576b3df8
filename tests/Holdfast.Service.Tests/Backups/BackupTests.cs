using System.Text;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Service.Backups;
using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Backups;

/// <summary>Backups: what is in them, what is taken back, and what is refused.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-backup-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Backup_OfOneCluster_RestoredInAnotherEmptyOne_IsTheSame()
    {
        byte[] backup;
        await using (ApiNode first = await FormedAsync("first"))
        {
            await WebAsync(first);
            await first.PutAsync(Keys.GroupState("web"), new GroupState { Group = "web", Generation = 7 });
            await first.PutAsync(Keys.Machine("n1"), new MachineConfig { Name = "n1", Role = "node", Address = "a" });
            backup = await TakeAsync(first);
        }

        await using ApiNode second = await FormedAsync("second");
        RestoreDto done = await RestoreAsync(second, backup);
        Assert.Equal(["web"], done.Groups);
        Assert.Equal("the web", (await second.Client.Groups.ShowAsync("web", Token)).Description);
        ClusterSnapshot now = second.View.Current;
        Assert.Equal("second", now.Cluster!.Value.Id);
        Assert.Empty(now.Machines);
        // A fencing token of the lost cluster must not come twice.
        Assert.True(now.GroupStates["web"].Value.Generation > Generations.Gap);
        Assert.Null(now.GroupStates["web"].Value.Owner);
    }

    /// <summary>The second restoration finds no state of the group, and its backup knows nothing of what was given out
    /// after the first one.</summary>
    [Fact]
    public async Task BackupThatIsRestoredTwice_RaisesTheGenerations_EachTime()
    {
        byte[] backup = await LostClusterAsync();
        await using ApiNode second = await FormedAsync("second");
        await RestoreAsync(second, backup);
        GroupState state = second.View.Current.GroupStates["web"].Value;
        long last = Next(second, state.Generation) + 5;
        await second.PutAsync(Keys.GroupState("web"), state with { Generation = last });
        await second.Database.CommitAsync(new() { Deletes = [Keys.GroupState("web")] }, Token);

        await RestoreAsync(second, backup, acceptOlder: true);
        Assert.True(Next(second, second.View.Current.GroupStates["web"].Value.Generation) > last);
    }

    /// <summary>The second cluster is lost as well, with what it gave out; the third knows nothing of it.</summary>
    [Fact]
    public async Task BackupRestoredInASecondNewCluster_GoesOnAboveTheFirst()
    {
        byte[] backup = await LostClusterAsync();
        long last;
        await using (ApiNode second = await FormedAsync("second"))
        {
            await RestoreAsync(second, backup);
            last = Next(second, second.View.Current.GroupStates["web"].Value.Generation);
        }

        await using ApiNode third = await FormedAsync("third");
        await RestoreAsync(third, backup);
        Assert.True(Next(third, third.View.Current.GroupStates["web"].Value.Generation) > last);
    }

    /// <summary>The new cluster has a group of that name already: what the lost one gave out counts all the same.
    /// </summary>
    [Fact]
    public async Task BackupRestoredWhereTheGroupsNameIsKnown_RaisesItsGenerations()
    {
        byte[] backup = await LostClusterAsync();
        await using ApiNode second = await FormedAsync("second");
        await second.PutAsync(Keys.GroupState("web"), new GroupState { Group = "web", Generation = 9 });

        await RestoreAsync(second, backup, acceptOlder: true);
        Assert.True(Next(second, 9) > Generations.Gap + 70);
    }

    [Fact]
    public async Task BackupOfAThousandGroups_IsRestoredWhole()
    {
        byte[] backup;
        await using (ApiNode first = await FormedAsync("first"))
        {
            foreach (string name in Enumerable.Range(0, 1000).Select(i => $"g{i}"))
            {
                await first.PutAsync(Keys.Group(name), new GroupConfig { Name = name });
                await first.PutAsync(Keys.Resource("r" + name), new ResourceConfig
                {
                    Name = "r" + name, Group = name, Type = "GenericApplication", Properties = """{"Command":"x"}""",
                });
                await first.PutAsync(Keys.GroupState(name), new GroupState { Group = name, Generation = 7 });
            }

            backup = await TakeAsync(first);
        }

        await using ApiNode second = await FormedAsync("second");
        RestoreDto done = await RestoreAsync(second, backup);
        Assert.Equal((1000, 1000), (done.Groups.Count, done.Resources));
        Assert.Equal(1000, second.View.Current.GroupStates.Count);
    }

    /// <summary>A backup that is newer than the database that it is restored in: an older copy was put there.</summary>
    [Fact]
    public async Task BackupThatIsNewerThanTheDatabase_RaisesTheGenerations()
    {
        byte[] backup = await LostClusterAsync("c");
        await using ApiNode older = await FormedAsync("c");
        await older.PutAsync(Keys.GroupState("web"), new GroupState { Group = "web", Generation = 9 });
        await RestoreAsync(older, backup, acceptOlder: true);
        Assert.True(Next(older, 9) > 70);
    }

    [Fact]
    public async Task OlderBackup_IsRefusedUntilItIsAccepted_AndRemovesWhatItDoesNotKnow()
    {
        await using ApiNode node = await FormedAsync("c");
        await WebAsync(node);
        await node.PutAsync(Keys.GroupState("web"), new GroupState { Group = "web", Generation = 9 });
        byte[] backup = await TakeAsync(node);
        await RestoreAsync(node, backup);
        await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "later" }, Token);

        Assert.Equal(ErrorCodes.BackupOlder, (await Assert.ThrowsAsync<HoldfastException>(
            () => RestoreAsync(node, backup))).Code);
        Assert.Equal(2, node.View.Current.Groups.Count);
        Assert.Equal(["web"], (await RestoreAsync(node, backup, acceptOlder: true)).Groups);
        Assert.Equal(9, node.View.Current.GroupStates["web"].Value.Generation);
    }

    [Fact]
    public async Task GroupThatIsWantedOnline_IsNotReplaced()
    {
        await using ApiNode node = await FormedAsync("c");
        await WebAsync(node);
        byte[] backup = await TakeAsync(node);
        await node.Client.Groups.OnlineAsync("web", Token);
        Assert.Equal(ErrorCodes.GroupNotOffline, (await Assert.ThrowsAsync<HoldfastException>(
            () => RestoreAsync(node, backup, acceptOlder: true))).Code);
    }

    [Fact]
    public async Task DamagedBackup_IsRefusedWithWhatIsWrong()
    {
        await using ApiNode node = await FormedAsync("c");
        await WebAsync(node);
        byte[] backup = await TakeAsync(node);
        byte[] changed = [.. backup];
        changed[backup.AsSpan().IndexOf("value"u8) + 9] ^= 1;
        foreach ((byte[] file, string wrong) in new[]
            {
                (changed, "changed or damaged"), (backup[..^10], "no backup"),
                (backup[..(backup.Length / 2)], "no backup"),
                ("{}\n"u8.ToArray(), "no backup"), ([], "cut short"),
                (Encoding.UTF8.GetBytes("x\n" + Encoding.UTF8.GetString(backup)), "damaged"),
            })
        {
            HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(() => RestoreAsync(node, file));
            Assert.Equal(ErrorCodes.BackupDamaged, refused.Code);
            Assert.Contains(wrong, refused.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OlderDatabase_IsNoticedByTheNode_UntilItIsAccepted()
    {
        new SeenRevision(_folder).Note("c", 500, 700);
        new SeenRevision(_folder).Check("c", 500, "db");
        foreach (string other in new[] { "another", "" })
        {
            Assert.Contains($"holdfast cluster accept-older --data {_folder}", Assert.Throws<InvalidOperationException>(
                () => new SeenRevision(_folder).Check(other, 600, "db")).Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, new SeenRevision(_folder).Check("another", 3, "db", sure: true));
        InvalidOperationException older = Assert.Throws<InvalidOperationException>(
            () => new SeenRevision(_folder).Check("c", 499, "db"));
        Assert.Contains($"holdfast cluster accept-older --data {_folder}", older.Message, StringComparison.Ordinal);
        Assert.True(new SeenRevision(_folder).Accept());
        Assert.Equal(700, new SeenRevision(_folder).Check("c", 3, "db"));
        Assert.Equal(700, new SeenRevision(_folder).Check("another", 3, "db"));
        new SeenRevision(_folder).Note("c", 3, 3);
        Assert.Equal(0, new SeenRevision(_folder).Check("c", 3, "db"));
        File.WriteAllText(Path.Combine(_folder, "seen"), "c 500\n");
        Assert.Throws<InvalidOperationException>(() => new SeenRevision(_folder).Check("c", 499, "db"));
        File.Delete(Path.Combine(_folder, "seen"));
        Assert.False(new SeenRevision(_folder).Accept());
    }

    private static async Task<ApiNode> FormedAsync(string id)
    {
        ApiNode node = await ApiNode.StartAsync();
        await node.PutAsync(Keys.Cluster, new ClusterConfig { Id = id, Name = id });
        return node;
    }

    private static Task<GroupDto> WebAsync(ApiNode node) => node.Client.Groups.CreateAsync(
        new CreateGroupRequest { Name = "web", Description = "the web" }, Token);

    /// <summary>A backup of a cluster that gave the group "web" its seventieth generation.</summary>
    private static async Task<byte[]> LostClusterAsync(string id = "first")
    {
        await using ApiNode first = await FormedAsync(id);
        await WebAsync(first);
        await first.PutAsync(Keys.GroupState("web"), new GroupState { Group = "web", Generation = 70 });
        return await TakeAsync(first);
    }

    /// <summary>The generation of the next assignment of a group.</summary>
    private static long Next(ApiNode node, long last) =>
        Generations.Next(last, node.View.Current.Cluster!.Value.GenerationFloor, node.View.Current.Revision);

    private static async Task<byte[]> TakeAsync(ApiNode node)
    {
        using HttpResponseMessage answer = await node.Client.Cluster.BackupAsync(Token);
        return await answer.Content.ReadAsByteArrayAsync(Token);
    }

    private static async Task<RestoreDto> RestoreAsync(ApiNode node, byte[] backup, bool acceptOlder = false)
    {
        using var stream = new MemoryStream(backup);
        return await node.Client.Cluster.RestoreAsync(
            stream, acceptOlder, sameMachines: false, Token);
    }
}
