using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Tests.Machines;

/// <summary>Which certificates a machine was given, and that they count no more once it is removed.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private static readonly TimeSpan Life = ClusterAuthority.MachineLife;
    private readonly TestCluster _cluster = new();
    private readonly MemoryDatabase _database = new();
    private readonly LateTime _time = new();
    private CertificateFolder _folder = null!;
    private CertificateRegister _register = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _folder = _cluster.Folder("n1");
        _register = new(_database, _folder, _time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _cluster.Dispose();
    }

    [Fact]
    public async Task RemovedMachine_AllItWasGivenIsRevoked_AndNothingElse()
    {
        using X509Certificate2 first = await JoinAsync("n2");
        using X509Certificate2 second = await RenewAsync("n2");
        using X509Certificate2 other = await JoinAsync("n3");
        await _register.RemoveAsync("n2", Token);
        Assert.Null(await FindAsync<MachineConfig>(Keys.Machine("n2")));
        await KeepAsync();
        Assert.Equal((true, true, false),
            (_folder.IsRevoked(first), _folder.IsRevoked(second), _folder.IsRevoked(other)));
    }

    [Fact]
    public async Task RemovedMachines_AreRevokedTogether_AndTheListsNumberRises()
    {
        using X509Certificate2 n2 = await JoinAsync("n2");
        using X509Certificate2 n3 = await JoinAsync("n3");
        await KeepAsync();
        long number = (await FindAsync<Revocations>(Keys.Revocations))!.Number;
        await Task.WhenAll(_register.RemoveAsync("n2", Token), _register.RemoveAsync("n3", Token));
        await KeepAsync();
        Assert.Equal((true, true), (_folder.IsRevoked(n2), _folder.IsRevoked(n3)));
        Assert.Equal(number + 2, (await FindAsync<Revocations>(Keys.Revocations))!.Number);
    }

    [Fact]
    public async Task NameJoinsAgain_OnlyItsEarlierCertificateIsRevoked()
    {
        using X509Certificate2 before = await JoinAsync("n2");
        await _register.RemoveAsync("n2", Token);
        using X509Certificate2 after = await JoinAsync("n2");
        await KeepAsync();
        Assert.Equal((true, false), (_folder.IsRevoked(before), _folder.IsRevoked(after)));
    }

    [Fact]
    public async Task WhatRanOutLongAgo_IsNeitherKeptNorRevoked_AndNotBefore()
    {
        using X509Certificate2 old = await JoinAsync("n2");
        _time.Later = Life + TimeSpan.FromDays(300);
        using X509Certificate2 between = await RenewAsync("n2");
        Assert.Equal(2, (await FindAsync<MachineConfig>(Keys.Machine("n2")))!.Certificates.Count);
        _time.Later = Life + Life + TimeSpan.FromDays(300 + 366);
        using X509Certificate2 renewed = await RenewAsync("n2");
        Assert.Equal([renewed.SerialNumber], (await FindAsync<MachineConfig>(Keys.Machine("n2")))!.Certificates
            .Select(each => each.Serial));
        await _register.RemoveAsync("n2", Token);
        Assert.Equal([renewed.SerialNumber], (await FindAsync<Revocations>(Keys.Revocations))!.Certificates
            .Select(each => each.Serial));
        Assert.NotEqual(old.SerialNumber, renewed.SerialNumber);
    }

    /// <summary>Records of versions that knew only of the first one.</summary>
    [Fact]
    public async Task RecordWithOneSerialNumber_IsRevokedByThat()
    {
        using X509Certificate2 given = await RenewAsync("n2");
        await PutAsync("n2", new MachineConfig
        {
            Name = "n2", Role = MachineConfig.NodeRole, Address = "127.0.0.2", Serial = given.SerialNumber,
            JoinedAt = _time.GetUtcNow(),
        });
        await _register.RemoveAsync("n2", Token);
        await KeepAsync();
        Assert.True(_folder.IsRevoked(given));
    }

    [Fact]
    public async Task NotedTwice_IsWrittenOnce()
    {
        using X509Certificate2 given = await JoinAsync("n2");
        long before = (await _database.ReadAsync(Keys.Machines, Token)).Items.Single().Revision;
        await _register.NoteAsync("n2", given.ExportCertificatePem(), Token);
        Assert.Equal(before, (await _database.ReadAsync(Keys.Machines, Token)).Items.Single().Revision);
    }

    [Fact]
    public async Task MachineThatIsNotInTheCluster_IsNotNoted()
    {
        using X509Certificate2 given = await RenewAsync("n9");
        await _register.RemoveAsync("n9", Token);
        Assert.Empty((await _database.ReadAsync(Keys.Machines, Token)).Items);
        Assert.Null(await FindAsync<Revocations>(Keys.Revocations));
    }

    [Fact]
    public async Task MachineWithoutTheAuthoritysKey_MakesNoList_AndKeepsTheOneThereIs()
    {
        CertificateFolder witness = _cluster.Folder("w1", MachineConfig.WitnessRole);
        var register = new CertificateRegister(_database, witness, _time);
        Assert.Null(await register.ListAsync(Token));
        using X509Certificate2 given = await JoinAsync("n2");
        Assert.False(witness.IsRevoked(given));
        await _register.RemoveAsync("n2", Token);
        witness.Keep((await register.ListAsync(Token))!.List);
        Assert.True(witness.IsRevoked(given));
    }

    private async Task KeepAsync() => _folder.Keep((await _register.ListAsync(Token))!.List);

    private async Task<X509Certificate2> JoinAsync(string name)
    {
        await PutAsync(name, new MachineConfig
        {
            Name = name, Role = MachineConfig.NodeRole, Address = "127.0.0.2", JoinedAt = _time.GetUtcNow(),
        });
        return await RenewAsync(name);
    }

    /// <summary>Another certificate of the machine, noted.</summary>
    private async Task<X509Certificate2> RenewAsync(string name)
    {
        string pem = _cluster.Authority.Sign(
            new MachineIdentity(TestCluster.Id, MachineConfig.NodeRole, name), ["127.0.0.2"],
            ClusterAuthority.ReadRequest(_folder.Request(name)), _time.GetUtcNow());
        await _register.NoteAsync(name, pem, Token);
        return X509Certificate2.CreateFromPem(pem);
    }

    private async Task PutAsync(string name, MachineConfig machine) => Assert.IsType<CommitResult.Committed>(
        await _database.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(Keys.Machine(name), machine)] }, Token));

    private async Task<T?> FindAsync<T>(string key)
        where T : StoredRecord
    {
        KeyValue? found = (await _database.ReadAsync(key, Token)).Items.FirstOrDefault(item => item.Key == key);
        return found is null ? null : StoredDocuments.Decode<T>(found);
    }

    private sealed class LateTime : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Later;
    }
}
