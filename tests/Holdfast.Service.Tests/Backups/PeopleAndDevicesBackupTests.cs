using System.Security.Cryptography;
using System.Text;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Events;
using Holdfast.Client.Requests;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Backups;
using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Backups;

/// <summary>People and fence devices in backups: who is let in again, and what may power off which machine.</summary>
public sealed class PeopleAndDevicesBackupTests
{
    private static readonly DateTimeOffset Later = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FenceDeviceConfig Bmc { get; } = new()
    {
        Name = "bmc", Agent = "fence_ipmilan", Hosts = ValueMap<string>.Empty.Set("n1", "1"),
        Parameters = ValueMap<string>.Empty.Set("ip", "10.0.0.9").Set("passwd", "secret"), AddedBy = "root",
    };

    [Fact]
    public async Task NewCluster_PeopleComeBack_AndDevicesOnlyWhereTheMachinesAreTheSame()
    {
        byte[] backup;
        await using (ApiNode first = await FilledAsync("first"))
        {
            backup = await TakeAsync(first);
        }

        await using ApiNode second = await FormedAsync("second");
        RestoreDto done = await RestoreAsync(second, backup);
        Assert.Equal(["ada"], done.People);
        Assert.Empty(done.FenceDevices);
        Assert.Equal(["bmc"], done.FenceDevicesPassedOver);
        Assert.Equal(Person("ada", "Operator"), second.View.Current.People["ada"].Value);
        Assert.Empty(second.View.Current.FenceDevices);

        done = await RestoreAsync(second, backup, acceptOlder: true, sameMachines: true);
        Assert.Equal(["bmc"], done.FenceDevices);
        Assert.Empty(done.FenceDevicesPassedOver);
        Assert.Equal(Bmc, second.View.Current.FenceDevices["bmc"].Value);
    }

    /// <summary>Nor does one that was used, or has run out: none is in the file.</summary>
    [Fact]
    public async Task TokenToJoinBy_DoesNotComeBack()
    {
        await using ApiNode node = await FilledAsync("c");
        await node.PutAsync(Keys.Join("t1"), new JoinTokenRecord
        {
            Id = "t1", SecretHash = "h", Role = MachineConfig.NodeRole, Node = "n2", ExpiresAt = Later,
        });
        Backup backup = BackupFile.Read(await TakeAsync(node));
        Assert.All(backup.Rows, row => Assert.True(
            row.Key.StartsWith("config/", StringComparison.Ordinal)
                || row.Key.StartsWith(Keys.GroupStates, StringComparison.Ordinal), row.Key));
        Assert.DoesNotContain(backup.Rows, row => row.Key.StartsWith(Keys.Machines, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OlderBackup_AcceptedForTheSameMachines_TakesPeopleAndDevicesBack_AndTellsWhoIsLetIn()
    {
        await using ApiNode node = await FilledAsync("c");
        byte[] backup = await TakeAsync(node);
        await node.Client.People.RemoveAsync("ada", Token);
        await node.PutAsync(Keys.Person("eve"), Person("eve", "Administrator"));
        await node.PutAsync(Keys.FenceDevice("bmc"), Bmc with { Level = 2 });
        await node.PutAsync(Keys.FenceDevice("pdu"), Bmc with { Name = "pdu" });
        await node.PutAsync(Keys.FenceDeviceStatus("pdu"), new FenceDeviceStatus { Device = "pdu" });

        Assert.Equal(ErrorCodes.BackupOlder, (await Assert.ThrowsAsync<HoldfastException>(
            () => RestoreAsync(node, backup))).Code);
        RestoreDto left = await RestoreAsync(node, backup, acceptOlder: true);
        Assert.Equal(["bmc", "pdu"], left.FenceDevices);
        Assert.Equal(["bmc"], left.FenceDevicesPassedOver);
        Assert.Equal(["ada"], left.People);

        await RestoreAsync(node, backup, acceptOlder: true, sameMachines: true);
        Assert.Equal(Bmc, Assert.Single(node.View.Current.FenceDevices).Value.Value);
        Assert.Empty(node.View.Current.FenceDeviceStatuses);
        EventListDto told = await node.Client.Events.ListAsync(new EventFilter(), Token);
        Assert.Contains(told.Events, each => each.Message.Contains(
            "let in from other machines: ada as Operator", StringComparison.Ordinal));
    }

    /// <summary>What a node has registered with a device counts for the device's revision only.</summary>
    [Fact]
    public async Task DeviceThatIsTheSame_KeepsItsRevision()
    {
        await using ApiNode node = await FilledAsync("c");
        byte[] backup = await TakeAsync(node);
        long before = node.View.Current.FenceDevices["bmc"].Revision;
        await RestoreAsync(node, backup, sameMachines: true);
        Assert.Equal(before, node.View.Current.FenceDevices["bmc"].Revision);
    }

    /// <summary>A backup of before says nothing of people and devices; it does not say that there were none.</summary>
    [Fact]
    public async Task BackupOfTheFirstFormat_IsTaken_AndLeavesPeopleAndDevicesAlone()
    {
        await using ApiNode node = await FilledAsync("c");
        string[] lines = Encoding.UTF8.GetString(await TakeAsync(node)).TrimEnd('\n').Split('\n');
        string[] kept =
        [
            .. lines[1..^1].Where(line => !line.Contains(Keys.People, StringComparison.Ordinal)
                && !line.Contains(Keys.FenceDevices, StringComparison.Ordinal)),
        ];
        string head = lines[0].Replace("holdfast-backup-2", "holdfast-backup-1", StringComparison.Ordinal)
            .Replace($"\"rows\":{lines.Length - 2}", $"\"rows\":{kept.Length}", StringComparison.Ordinal);
        Assert.Equal(2, lines.Length - 2 - kept.Length);

        RestoreDto done = await RestoreAsync(node, Hashed([head, .. kept]), acceptOlder: true, sameMachines: true);

        Assert.Equal(["ada"], done.People);
        Assert.Equal(["bmc"], done.FenceDevices);
        Assert.Empty(done.FenceDevicesPassedOver);
    }

    [Fact]
    public async Task BackupOfALaterFormat_IsRefusedWithTheRemedy()
    {
        await using ApiNode node = await FilledAsync("c");
        string[] lines = Encoding.UTF8.GetString(await TakeAsync(node)).TrimEnd('\n').Split('\n');
        lines[0] = lines[0].Replace("holdfast-backup-2", "holdfast-backup-3", StringComparison.Ordinal);

        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(
            () => RestoreAsync(node, Hashed(lines[..^1])));

        Assert.Equal(ErrorCodes.BackupDamaged, refused.Code);
        Assert.Contains("holdfast-backup-3", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("or a later one", refused.Detail, StringComparison.Ordinal);
    }

    private static PersonConfig Person(string name, string role) => new()
    {
        Name = name, Role = role, CertificateHash = new string(name[0], 64), ExpiresAt = Later, AddedBy = "root",
    };

    private static async Task<ApiNode> FormedAsync(string id)
    {
        ApiNode node = await ApiNode.StartAsync();
        await node.PutAsync(Keys.Cluster, new ClusterConfig { Id = id, Name = id });
        return node;
    }

    private static async Task<ApiNode> FilledAsync(string id)
    {
        ApiNode node = await FormedAsync(id);
        await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "web" }, Token);
        await node.PutAsync(Keys.Person("ada"), Person("ada", "Operator"));
        await node.PutAsync(Keys.FenceDevice("bmc"), Bmc);
        return node;
    }

    private static byte[] Hashed(string[] lines)
    {
        string text = string.Concat(lines.Select(line => line + "\n"));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Encoding.UTF8.GetBytes($"{text}{{\"sha256\":\"{hash}\"}}\n");
    }

    private static async Task<byte[]> TakeAsync(ApiNode node)
    {
        using HttpResponseMessage answer = await node.Client.Cluster.BackupAsync(Token);
        return await answer.Content.ReadAsByteArrayAsync(Token);
    }

    private static async Task<RestoreDto> RestoreAsync(
        ApiNode node, byte[] backup, bool acceptOlder = false, bool sameMachines = false)
    {
        using var stream = new MemoryStream(backup);
        return await node.Client.Cluster.RestoreAsync(stream, acceptOlder, sameMachines, Token);
    }
}
