using System.Collections.Concurrent;
using Holdfast.Client;
using Holdfast.Client.Errors;
using Holdfast.Database;
using Holdfast.Database.Sqlite;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Observation;

/// <summary>
/// Asks database and API of every node every few milliseconds what types are registered and what type each resource
/// has, and remembers every answer in which something was null, empty, missing or changed, or that could not be read.
/// What this project exists for, seen from outside.
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
        IReadOnlyList<(string Name, HoldfastClient Api)> nodes, Func<HoldfastClient> any, Registrations baseline)
    {
        (_nodes, _any) = (nodes, any);
        (_types, _resources) = (baseline.Types, baseline.Resources);
    }

    public long Polls => Interlocked.Read(ref _polls);

    public long NullReads => _faults.Count;

    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Watches the nodes of one machine, and their database without a service in between.</summary>
    /// <param name="cluster">The nodes.</param>
    /// <param name="registered">Names of types and resources that must be there from the first.</param>
    public static async Task<RegistrationWatch> StartAsync(LabCluster cluster, params string[] registered)
    {
        RegistrationWatch watch = await StartAsync(
            [.. cluster.Nodes.Select(node => (node.Name, node.Api))], () => cluster.Api, registered);
        watch._polling.Add(Task.Run(() => watch.PollDatabaseAsync(cluster.DatabasePath)));
        return watch;
    }

    /// <param name="nodes">Whose API is asked.</param>
    /// <param name="any">One that answers; what it says first is what is expected.</param>
    /// <param name="registered">Names of types and resources that must be in what it says first.</param>
    /// <param name="everyMs">How long after an answer a node is asked again.</param>
    /// <exception cref="IOException">Something is missing in what it says first, which would never be missed.
    /// </exception>
    public static async Task<RegistrationWatch> StartAsync(
        IReadOnlyList<(string Name, HoldfastClient Api)> nodes, Func<HoldfastClient> any,
        IReadOnlyCollection<string> registered, int everyMs = 10)
    {
        var watch = new RegistrationWatch(nodes, any, await BaselineAsync(any(), registered));
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
        Registrations now = await BaselineAsync(_any(), []);
        (_types, _resources) = (now.Types, now.Resources);
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

    /// <summary>What is not in it would not be missed, so that it must be whole.</summary>
    private static async Task<Registrations> BaselineAsync(HoldfastClient api, IReadOnlyCollection<string> registered)
    {
        var now = Registrations.Of(await api.StatusAsync(CancellationToken.None));
        string[] wrong =
        [
            .. now.Flaws, .. now.Types.Values.Where(type => !type.IsWhole).Select(type => $"{type}"),
            .. registered.Where(name => !now.Types.ContainsKey(name) && !now.Resources.ContainsKey(name))
                .Select(name => $"{name} is missing"),
        ];
        return wrong.Length == 0
            ? now
            : throw new IOException($"what is registered is not whole from the first: {string.Join("; ", wrong)}");
    }

    private async Task PollDatabaseAsync(string path)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions { Path = path });
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ReadResult read = await database.ReadAsync("config/", _stop.Token);
                Check("database", Registrations.Of(read));
            }
            catch (DatabaseUnavailableException)
            {
                // Not an answer. Asked again at once.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception unreadable)
            {
                Fault($"database: what is in it cannot be read: {unreadable.Message}");
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
                Check(name, Registrations.Of(await api.StatusAsync(_stop.Token)));
            }
            catch (Exception silent) when (silent is HttpRequestException or IOException or OperationCanceledException
                or HoldfastException { Code: not ErrorCodes.NotAnApi })
            {
                // A node that was killed does not answer; that is not an answer with a null in it.
            }
            catch (Exception unreadable)
            {
                // It did answer. Whatever is wrong with that, the next answer is to be looked at as well.
                Answered(name);
                Fault($"{name}: its answer cannot be read: {unreadable.Message}");
            }

            await Task.Delay(everyMs, CancellationToken.None);
        }
    }

    private void Check(string source, Registrations found)
    {
        Answered(source);
        foreach (string flaw in found.Flaws)
        {
            Fault($"{source}: {flaw}");
        }

        foreach ((string name, TypeFacts expected) in _types)
        {
            if (!found.Types.TryGetValue(name, out TypeFacts? facts))
            {
                Fault($"{source}: type {name} is missing");
            }
            else if (!facts.IsWhole || (!expected.MayChange && facts != expected))
            {
                Fault($"{source}: type {name} is {facts}, expected {expected}");
            }
        }

        foreach ((string name, string type) in _resources)
        {
            if (!found.Resources.TryGetValue(name, out string? its) || its != type)
            {
                Fault($"{source}: resource {name} has type \"{its}\", expected \"{type}\"");
            }
        }
    }

    private void Answered(string source)
    {
        Interlocked.Increment(ref _polls);
        _answered.AddOrUpdate(source, 1, (_, count) => count + 1);
    }

    private void Fault(string text)
    {
        if (_faults.Count < 100)
        {
            _faults.Enqueue(text);
        }
    }
}
