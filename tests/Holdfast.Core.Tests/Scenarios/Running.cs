namespace Holdfast.Core.Tests.Scenarios;

/// <summary>What really runs where, whatever anybody believes; and the referee.</summary>
internal sealed class Running
{
    private readonly SortedDictionary<string, string> _where = new(StringComparer.Ordinal);

    public bool On(string resource, string node) => _where.TryGetValue(resource, out string? at) && at == node;

    public string? Of(string resource) => _where.GetValueOrDefault(resource);

    public void Start(string resource, string node)
    {
        if (_where.TryGetValue(resource, out string? other))
        {
            throw new ScenarioException(other == node
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
        }
    }

    public void StopAll(string node)
    {
        foreach (string resource in _where.Where(pair => pair.Value == node).Select(pair => pair.Key).ToList())
        {
            _where.Remove(resource);
        }
    }
}
