using System.Collections.Concurrent;
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
    private readonly LabCluster _cluster;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<Task> _polling = [];
    private IReadOnlyDictionary<string, TypeFacts> _types;
    private IReadOnlyDictionary<string, string> _resources;
    private long _polls;

    private RegistrationWatch(LabCluster cluster, ClusterStatusDto baseline)
    {
        _cluster = cluster;
        (_types, _resources) = Facts(baseline);
    }

    public long Polls => Interlocked.Read(ref _polls);

    public long NullReads => _faults.Count;

    public IReadOnlyCollection<string> Faults => _faults;

    public static async Task<RegistrationWatch> StartAsync(LabCluster cluster)
    {
        var watch = new RegistrationWatch(cluster, await cluster.Api.StatusAsync(CancellationToken.None));
        watch._polling.Add(Task.Run(watch.PollDatabaseAsync));
        foreach (LabNode node in cluster.Nodes)
        {
            watch._polling.Add(Task.Run(() => watch.PollApiAsync(node)));
        }

        return watch;
    }

    /// <summary>What is there now is what is expected from here on: after a change that was asked for.</summary>
    public async Task ExpectAsync()
    {
        (_types, _resources) = Facts(await _cluster.Api.StatusAsync(CancellationToken.None));
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

    private async Task PollDatabaseAsync()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions { Path = _cluster.DatabasePath });
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

    private async Task PollApiAsync(LabNode node)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ClusterStatusDto status = await node.Api.StatusAsync(_stop.Token);
                (Dictionary<string, TypeFacts> types, Dictionary<string, string> resources) = Facts(status);
                Check(node.Name, types, resources);
            }
            catch (Exception silent) when (silent is HttpRequestException or IOException
                or Client.Errors.HoldfastException or OperationCanceledException)
            {
                // A node that was killed does not answer; that is not an answer with a null in it.
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }

    private void Check(
        string source, IReadOnlyDictionary<string, TypeFacts> types, IReadOnlyDictionary<string, string> resources)
    {
        Interlocked.Increment(ref _polls);
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
