using System.Collections.Concurrent;
using System.Text;
using Holdfast.Core.Configuration;

namespace Holdfast.Service.Fencing;

/// <summary>
/// Talks to fence devices through their agents: one action at a time for each device, each within its own budget of
/// time, tries included.
/// </summary>
internal sealed class FenceDevices
{
    private const string Listing = "list";
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CancellationTokenSource> _checks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Path, DateTime Changed), AgentMetadata> _known = [];

    public FenceDevices(FenceAgents agents, TimeProvider time)
    {
        _time = time;
        Agents = agents;
        Lists = new(this, time);
    }

    public FenceAgents Agents { get; }

    /// <summary>What devices said of their plugs.</summary>
    public DeviceLists Lists { get; }

    /// <summary>The pause before an action that failed is tried again.</summary>
    public TimeSpan BetweenTries { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Powers a node off. Only a following <see cref="IsOffAsync"/> says that it is off.</summary>
    /// <param name="device">The device.</param>
    /// <param name="node">The node.</param>
    /// <param name="wanted">Whether it is still to be done: asked before each try, when nobody else is at the device.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<AgentAnswer> OffAsync(
        FenceDeviceConfig device, string node, Func<bool> wanted, CancellationToken cancellationToken)
    {
        EndCheck(device);
        return TryAsync(device, node, "off", answer => answer.IsDone, cancellationToken, wanted: wanted);
    }

    /// <summary>Powers a node on; as with the off, it is asked before each try whether that is wanted.</summary>
    public Task<AgentAnswer> OnAsync(
        FenceDeviceConfig device, string node, Func<bool> wanted, CancellationToken cancellationToken) =>
        TryAsync(device, node, "on", answer => answer.IsDone, cancellationToken, wanted: wanted);

    /// <summary>Lets a node in again that was cut off. No agent runs for longer than that time, not even if this
    /// service is killed meanwhile; the wait until others are done with the device is part of it.</summary>
    public Task<AgentAnswer> LetInAsync(
        FenceDeviceConfig device, string node, TimeSpan within, CancellationToken cancellationToken) => TryAsync(
            device with { Timeout = within }, node, "on", answer => answer.IsDone, cancellationToken,
            called: _time.GetTimestamp());

    /// <summary>Asks whether a node is off, until the device says so or the time or the tries are over.</summary>
    public Task<AgentAnswer> IsOffAsync(FenceDeviceConfig device, string node, CancellationToken cancellationToken)
    {
        EndCheck(device);
        return TryAsync(device, node, "status", answer => answer.IsOff, cancellationToken);
    }

    /// <summary>Asks once whether a node is on (0) or off (2).</summary>
    public Task<AgentAnswer> StatusAsync(FenceDeviceConfig device, string node, CancellationToken cancellationToken) =>
        TryAsync(device with { Retries = 0 }, node, "status", _ => true, cancellationToken);

    /// <summary>Asks once whether the device itself answers.</summary>
    public Task<AgentAnswer> MonitorAsync(FenceDeviceConfig device, CancellationToken cancellationToken) =>
        TryAsync(device with { Retries = 0 }, null, "monitor", _ => true, cancellationToken);

    /// <summary>Asks something that gives way to whoever powers a node off by the device, whom it must not hold up:
    /// null then. Not twice at a time for a device.</summary>
    public async Task<AgentAnswer?> GiveWayAsync(
        FenceDeviceConfig device, Func<FenceDeviceConfig, CancellationToken, Task<AgentAnswer>> ask,
        CancellationToken cancellationToken)
    {
        using var check = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_checks)
        {
            _checks[device.Name] = check;
        }

        try
        {
            return await ask(device, check.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            lock (_checks)
            {
                _checks.Remove(device.Name);
            }
        }
    }

    /// <summary>Asks which plugs the device has.</summary>
    internal Task<AgentAnswer> ListAsync(FenceDeviceConfig device, CancellationToken cancellationToken) =>
        TryAsync(device, null, Listing, answer => answer.IsDone, cancellationToken);

    /// <summary>What an agent says of itself, or why that is not known.</summary>
    public async Task<(AgentMetadata? Metadata, string? WhyNot)> MetadataAsync(
        string agent, CancellationToken cancellationToken)
    {
        (string? path, string? whyNot) = Agents.Find(agent);
        if (path is null)
        {
            return (null, whyNot);
        }

        var version = (path, File.GetLastWriteTimeUtc(path));
        if (_known.TryGetValue(version, out AgentMetadata? known))
        {
            return (known, null);
        }

        AgentAnswer answer = await AgentProcess.RunAsync(
            path, "action=metadata\n", MetadataTimeout, _time, cancellationToken).ConfigureAwait(false);
        AgentMetadata? metadata = answer is AgentAnswer.Ended { Exit.Code: 0 } ended
            ? AgentMetadata.Parse(ended.Output)
            : null;
        return metadata is null
            ? (null, $"{agent} did not say what it is: {AgentWords.Shorten(answer.Text)}")
            : (_known.GetOrAdd(version, metadata), null);
    }

    /// <summary>Ends what gives way.</summary>
    internal void EndCheck(FenceDeviceConfig device)
    {
        lock (_checks)
        {
            _checks.GetValueOrDefault(device.Name)?.Cancel();
        }
    }

    /// <summary>What the agent reads: the device's own parameters first, since the last of a name counts.</summary>
    internal static string Input(FenceDeviceConfig device, string? node, string action)
    {
        var lines = new StringBuilder();
        foreach ((string name, string value) in device.Parameters)
        {
            lines.Append(name).Append('=').Append(value).Append('\n');
        }

        lines.Append("action=").Append(action).Append('\n');
        if (node is not null)
        {
            lines.Append("nodename=").Append(node).Append('\n');
            lines.Append(device.PlugArgument).Append('=').Append(device.Hosts[node]).Append('\n');
        }

        return lines.ToString();
    }

    private async Task<AgentAnswer> TryAsync(
        FenceDeviceConfig device, string? node, string action, Func<AgentAnswer, bool> suffices,
        CancellationToken cancellationToken, long? called = null, Func<bool>? wanted = null)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(device.Name, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (string? path, string? whyNot) = Agents.Find(device.Agent);
            if (path is null)
            {
                return new AgentAnswer.NotRun(whyNot!);
            }

            long begun = called ?? _time.GetTimestamp();
            for (int attempt = 0; ; attempt++)
            {
                if (wanted?.Invoke() == false)
                {
                    return new AgentAnswer.NotRun("it is wanted no more, or the device was changed meanwhile");
                }

                TimeSpan left = Left();
                if (called is not null && left <= Shortest)
                {
                    return new AgentAnswer.NotRun("the device was busy, or the database slow, for too long");
                }

                AgentAnswer answer = await AgentProcess.RunAsync(
                    path, Input(device, node, action), left, _time, cancellationToken).ConfigureAwait(false);
                left = Left();
                if (suffices(answer) || attempt >= device.Retries || left <= BetweenTries)
                {
                    return Hidden(answer, device, keeps: action == Listing);
                }

                await Task.Delay(BetweenTries, _time, cancellationToken).ConfigureAwait(false);
            }

            TimeSpan Left() => device.Timeout - _time.GetElapsedTime(begun) is var left && left > Shortest
                ? left
                : Shortest;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The answer without any password that the agent repeated, and only if it is read with what it printed.
    /// </summary>
    private static AgentAnswer Hidden(AgentAnswer answer, FenceDeviceConfig device, bool keeps) =>
        answer is AgentAnswer.Ended ended
            ? ended with
            {
                Said = AgentWords.Shorten(FenceSecrets.Hide(ended.Said, device)), Output = keeps ? ended.Output : "",
            }
            : answer;
}
