using Holdfast.Database.Etcd;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>Three etcd processes that tests share; those that kill members start their own.</summary>
public sealed class EtcdFixture : IAsyncLifetime
{
    private EtcdServers? _servers;

    /// <summary>How to reach them under a prefix of the test's own; skips the test where there is no etcd.</summary>
    internal EtcdOptions Options
    {
        get
        {
            EtcdProgram.Require();
            return _servers!.Options;
        }
    }

    /// <summary>A busy machine must not cost these members their leader: they wait longer before they elect.</summary>
    public async ValueTask InitializeAsync() => _servers = EtcdProgram.Path is null
        ? null
        : await EtcdServers.StartAsync(3, null, "--election-timeout", "1500");

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }
}

/// <summary>
/// The tests against real etcd processes: one after another and apart from all others, for they are many processes.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EtcdCollection : ICollectionFixture<EtcdFixture>
{
    public const string Name = "etcd";
}
