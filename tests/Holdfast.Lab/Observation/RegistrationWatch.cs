using System.Collections.Concurrent;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Database;
using Holdfast.Database.Sqlite;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Observation;

/// <summary>
/// Asks database and API of every node every few milliseconds what types are registered and what type each resource
/// has, and
/// remembers every answer that was null, empty, missing or changed. What this project exists for, seen from outside.
/// </summary>
public sealed class RegistrationWatch : IAsyncDisposable
{
    private readonly IReadOnlyList<(string Name, HoldfastClient Api)> _nodes;
    private readonly Func<HoldfastClient> _any;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, long> _answered = new(StringComparer.Ordinal);
    private readonly List<Task> _polling = [];
    private IReadOnlyDictionary<string, TypeFacts> _types;
    private IReadOnlyDictionary<string, string> _resources;
    private long _polls;

    private RegistrationWatch(
        IReadOnlyList<(string Name, HoldfastClient Api)> nodes, Func<HoldfastClient> any, ClusterStatusDto baseline)
    {
        (_nodes, _any) = (nodes, any);
        (_types, _resources) = Facts(baseline);
    }

    public long Polls => Interlocked.Read(ref _polls);

    public long NullReads => _faults.Count;

    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Watches the nodes of one machine, and their database without a service in between.</summary>
    public static async Task<RegistrationWatch> StartAsync(LabCluster cluster)
    {
        RegistrationWatch watch = await StartAsync(
            [.. cluster.Nodes.Select(node => (node.Name, node.Api))], () => cluster.Api);
        watch._polling.Add(Task.Run(() => watch.PollDatabaseAsync(cluster.DatabasePath)));
        return watch;
    }

    /// <param name="nodes">Whose API is asked.</param>
    /// <param name="any">One that answers; what it says first is what is expected.</param>
    /// <param name="everyMs">How long after an answer a node is asked again.</param>
    public static async Task<RegistrationWatch> StartAsync(
        IReadOnlyList<(string Name, HoldfastClient Api)> nodes, Func<HoldfastClient> any, int everyMs = 10)
    {
        var watch = new RegistrationWatch(nodes, any, await any().StatusAsync(CancellationToken.None));
        foreach ((string name, HoldfastClient api) in nodes)
        {
            watch._polling.Add(Task.Run(() => watch.PollApiAsync(name, api, everyMs)));
        }

        return watch;
    }

    /// <summary>Waits until every node has answered once more, so that none is left that says nothing.</summary>
    public async Task AllAnsweredAsync(TimeSpan patience)
    {
        Dictionary<string, long> before = new(_answered);
        await Until.TrueAsync("every node tells what is registered", () => _nodes.All(node =>
            _answered.GetValueOrDefault(node.Name) > before.GetValueOrDefault(node.Name)), patience);
    }

    /// <summary>What is there now is what is expected from here on: after a change that was asked for.</summary>
    public async Task ExpectAsync()
    {
        (_types, _resources) = Facts(await _any().StatusAsync(CancellationToken.None));
    }

    /// <summary>Until the next <see cref="ExpectAsync"/> these types may change; they must still be whole.</summary>
    public void Allow(params string[] types) => _types = _types.ToDictionary(
        entry => entry.Key, entry => types.Contains(entry.Key) ? entry.Value with { MayChange = true } : entry.Value);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_polling);
        _stop.Dispose();
    }

    private static (Dictionary<string, TypeFacts>, Dictionary<string, string>) Facts(ClusterStatusDto status) => (
        status.Types.ToDictionary(type => type.Name, TypeFacts.Of, StringComparer.Ordinal),
        status.Groups.SelectMany(group => group.Resources)
            .ToDictionary(resource => resource.Name, resource => resource.Type, StringComparer.Ordinal));

    private async Task PollDatabaseAsync(string path)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions { Path = path });
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ReadResult read = await database.ReadAsync("config/", _stop.Token);
                Check("database", DatabaseFacts.Types(read), DatabaseFacts.Resources(read));
            }
            catch (DatabaseUnavailableException)
            {
                // Not an answer. Asked again at once.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }

    private async Task PollApiAsync(string name, HoldfastClient api, int everyMs)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ClusterStatusDto status = await api.StatusAsync(_stop.Token);
                (Dictionary<string, TypeFacts> types, Dictionary<string, string> resources) = Facts(status);
                Check(name, types, resources);
            }
            catch (Exception silent) when (silent is HttpRequestException or IOException
                or Client.Errors.HoldfastException or OperationCanceledException)
            {
                // A node that was killed does not answer; that is not an answer with a null in it.
            }

            await Task.Delay(everyMs, CancellationToken.None);
        }
    }

    private void Check(
        string source, IReadOnlyDictionary<string, TypeFacts> types, IReadOnlyDictionary<string, string> resources)
    {
        Interlocked.Increment(ref _polls);
        _answered.AddOrUpdate(source, 1, (_, count) => count + 1);
        foreach ((string name, TypeFacts expected) in _types)
        {
            if (!types.TryGetValue(name, out TypeFacts? found))
            {
                Fault($"{source}: type {name} is missing");
            }
            else if (!found.IsWhole || (!expected.MayChange && found != expected))
            {
                Fault($"{source}: type {name} is {found}, expected {expected}");
            }
        }

        foreach ((string name, string type) in _resources)
        {
            if (!resources.TryGetValue(name, out string? found) || found != type)
            {
                Fault($"{source}: resource {name} has type \"{found}\", expected \"{type}\"");
            }
        }
    }

    private void Fault(string text)
    {
        if (_faults.Count < 100)
        {
            _faults.Enqueue(text);
        }
    }
}
