using System.Globalization;
using Holdfast.Core.Groups;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>A monitor process: which place it fills and which resources are open in it.</summary>
internal sealed class SimMonitor(string id, int pid, MonitorPlace place, string dll)
{
    public string Id => id;

    public int Pid => pid;

    public MonitorPlace Place => place;

    public SortedSet<string> Hosted { get; } = new(StringComparer.Ordinal);

    public string Spoken => $"monitor {id} (pid {pid}, {dll})";
}

/// <summary>The monitors of one node: one per package, and one for each resource that has its own.</summary>
internal sealed class Monitors(int firstPid)
{
    private readonly SortedDictionary<string, SimMonitor> _living = new(StringComparer.Ordinal);
    private int _started;

    public IReadOnlyList<SimMonitor> Living => [.. _living.Values];

    public SimMonitor? Find(string? id) => id is null ? null : _living.GetValueOrDefault(id);

    public SimMonitor? Of(string resource) => _living.Values.FirstOrDefault(m => m.Hosted.Contains(resource));

    /// <summary>The monitor of that place, started if there is none.</summary>
    public SimMonitor Obtain(MonitorPlace place, string dll)
    {
        if (_living.Values.FirstOrDefault(m => m.Place == place) is { } known)
        {
            return known;
        }

        string id = "m" + (++_started).ToString(CultureInfo.InvariantCulture);
        return _living[id] = new(id, firstPid + _started, place, dll);
    }

    public void Remove(SimMonitor monitor) => _living.Remove(monitor.Id);

    public void Clear() => _living.Clear();
}
