using Holdfast.Core.Placement;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>What really runs where, whatever anybody believes; and the referee.</summary>
internal sealed class Running
{
    private readonly SortedDictionary<string, string> _where = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _promoted = new(StringComparer.Ordinal);

    public bool On(string resource, string node) => _where.TryGetValue(resource, out string? at) && at == node;

    public string? Of(string resource) => _where.GetValueOrDefault(resource);

    public void Start(string resource, string node)
    {
        if (_where.TryGetValue(resource, out string? other))
        {
            throw new RefereeException(other == node
                ? $"{resource} is started a second time on {node}, without having been stopped"
                : $"{resource} is started on {node} while it runs on {other}");
        }

        _where[resource] = node;
    }

    public void Stop(string resource, string node)
    {
        if (On(resource, node))
        {
            _where.Remove(resource);
            _promoted.Remove(resource);
        }
    }

    /// <summary>From here on the resource may be promoted.</summary>
    /// <param name="resource">The resource, as its instance names it.</param>
    /// <param name="limit">How many instances of its group may be.</param>
    public void Promote(string resource, int limit)
    {
        _promoted.Add(resource);
        string[] all = [.. _promoted.Where(other =>
            GroupInstance.GroupOf(other) == GroupInstance.GroupOf(resource))];
        if (all.Length > limit)
        {
            throw new RefereeException($"{string.Join(" and ", all)} are promoted, and only {limit} may be");
        }
    }

    public void Demote(string resource) => _promoted.Remove(resource);

    public void StopAll(string node)
    {
        foreach (string resource in _where.Where(pair => pair.Value == node).Select(pair => pair.Key).ToList())
        {
            _where.Remove(resource);
            _promoted.Remove(resource);
        }
    }
}
