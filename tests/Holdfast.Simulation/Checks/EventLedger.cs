using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checks;

/// <summary>
/// Its own list of the events that were committed: each stays as it was written, and what a service that lives has
/// told is stored in the end.
/// </summary>
internal sealed class EventLedger(Universe universe, Action<string> fail)
{
    private readonly Dictionary<string, ClusterEvent> _committed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    public void Committed(CommitPlan plan)
    {
        foreach (RowPut put in plan.Puts)
        {
            if (put.Value is not ClusterEvent happened)
            {
                continue;
            }

            universe.Counters.Events++;
            if (_committed.TryGetValue(put.Key, out ClusterEvent? before) && before != happened)
            {
                fail($"event: {put.Key} ({before.Message}) was overwritten by \"{happened.Message}\"");
            }

            _committed[put.Key] = happened;
            _told.Remove(put.Key);
        }

        foreach (string key in plan.Deletes)
        {
            if (_committed.ContainsKey(key))
            {
                fail($"event: {key} was deleted");
            }
        }
    }

    /// <summary>A service has it to write.</summary>
    public void Told(string key, string service) => _told[key] = service;

    /// <summary>The end of a service takes with it what it had not written yet.</summary>
    public void ServiceEnded(string service)
    {
        foreach (string key in _told.Where(one => one.Value == service).Select(one => one.Key).ToArray())
        {
            _told.Remove(key);
        }
    }

    /// <summary>In the end, with nothing wrong for a while, nothing that was told is missing.</summary>
    public void CheckAll()
    {
        foreach ((string key, ClusterEvent happened) in _committed)
        {
            if (universe.Database.Find<ClusterEvent>(key) != happened)
            {
                fail($"event: {key} ({happened.Message}) is lost");
            }
        }

        foreach ((string key, string service) in _told)
        {
            fail($"event: {key} of {service} was told and never stored");
        }
    }
}
