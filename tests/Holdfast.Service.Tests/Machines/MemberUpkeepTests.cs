using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Etcd;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Machines;

/// <summary>Certificates are renewed before they run out: by the machine itself, or by a node that it asks.</summary>
public sealed class MemberUpkeepTests : IDisposable
{
    private readonly TestCluster _cluster = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Node_SignsForItself_AndKeepsItsKey()
    {
        MachineOptions node = _cluster.Machine("n1");
        string key = await File.ReadAllTextAsync(node.Certificates.Key, Cancel);
        using X509Certificate2 renewed = await RenewedAsync(node, []);
        Assert.Equal(key, await File.ReadAllTextAsync(node.Certificates.Key, Cancel));
        Assert.Equal(("node", "n1"), (MachineIdentity.Of(renewed)!.Role, MachineIdentity.Of(renewed)!.Name));
        Assert.True(renewed.NotAfter > DateTime.Now + ClusterAuthority.MachineLife);
    }

    [Fact]
    public async Task Witness_AsksANode()
    {
        MachineOptions serving = _cluster.Machine("n1");
        await using ApiNode node = await ApiNode.StartAsync(machine: serving);
        await node.PutAsync(Keys.Machine("w1"), new MachineConfig
        {
            Name = "w1", Role = MachineConfig.WitnessRole, Address = "127.0.0.1",
        });
        MachineOptions witness = _cluster.Machine("w1") with
        {
            Role = MachineConfig.WitnessRole, Certificates = _cluster.Folder("w1", MachineConfig.WitnessRole),
        };
        using X509Certificate2 renewed = await RenewedAsync(witness, [serving.Url]);
        Assert.Equal("witness", MachineIdentity.Of(renewed)!.Role);
    }

    /// <summary>Who was off for so long reaches no database by the old one; else it is noted first.</summary>
    [Theory]
    [InlineData(0.7, false)]
    [InlineData(1.1, true)]
    public async Task DatabaseAway_NodeRenewsOnlyACertificateThatHasExpired(double lives, bool renewed)
    {
        MachineOptions node = _cluster.Machine("n1");
        string before = await File.ReadAllTextAsync(node.Certificates.Certificate, Cancel);
        using var certificates = new MachineCertificates(node.Certificates);
        await using EtcdDatabase nobody = EtcdDatabase.Open(new EtcdOptions { Endpoints = [node.Url] });
        var upkeep = new MemberUpkeep(
            node, certificates, new Later(ClusterAuthority.MachineLife * lives), _ => { });
        await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => upkeep.RunAsync(nobody, _ => Task.FromResult<IReadOnlyList<Uri>>([]), Cancel));
        Assert.Equal(renewed, before != await File.ReadAllTextAsync(node.Certificates.Certificate, Cancel));
    }

    /// <summary>Before the database is asked for the first time: no member answers whose certificate ran out.</summary>
    [Theory]
    [InlineData(MachineConfig.NodeRole, 0.7, false, "")]
    [InlineData(MachineConfig.NodeRole, 1.1, true, "signed anew")]
    [InlineData(MachineConfig.WitnessRole, 1.1, false, "holdfast cluster remove m1")]
    public void Start_RenewsACertificateThatHasExpired_OrSaysWhatToDo(
        string role, double lives, bool renewed, string said)
    {
        MachineOptions machine = _cluster.Machine("m1") with
        {
            Role = role, Certificates = _cluster.Folder("m1", role),
        };
        string before = File.ReadAllText(machine.Certificates.Certificate);
        List<string> says = [];
        OwnCertificate.RenewAtStart(machine, new Later(ClusterAuthority.MachineLife * lives), says.Add);
        Assert.Equal(renewed, before != File.ReadAllText(machine.Certificates.Certificate));
        Assert.Contains(said, string.Concat(says), StringComparison.Ordinal);
    }

    /// <summary>The certificate that is there after one was due.</summary>
    private static async Task<X509Certificate2> RenewedAsync(MachineOptions machine, IReadOnlyList<Uri> nodes)
    {
        using var certificates = new MachineCertificates(machine.Certificates);
        string before = await File.ReadAllTextAsync(machine.Certificates.Certificate, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var later = new Later(ClusterAuthority.MachineLife * 0.7);
        Task running = new MemberUpkeep(machine, certificates, later, _ => { })
            .RunAsync(null, _ => Task.FromResult(nodes), stop.Token);
        string now = before;
        while (now == before && !running.IsFaulted)
        {
            now = await File.ReadAllTextAsync(machine.Certificates.Certificate, Cancel);
            await Task.Delay(10, Cancel);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        return certificates.Folder.LoadCertificate();
    }

    /// <summary>The clock of somebody who looks at it later.</summary>
    private sealed class Later(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + later;
    }
}
