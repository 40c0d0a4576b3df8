using System.Globalization;
using Holdfast.Core.State;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>A scenario that chance wrote: a cluster, faults and wishes, and then the end of all faults.</summary>
/// <remarks>The referees of the runner watch it; what was played is what a failure shows.</remarks>
internal sealed class RandomScenario
{
    private readonly Random _random;
    private readonly ScenarioPlayer _player = new();
    private readonly List<string> _played = [];
    private readonly List<string> _nodes = [];
    private readonly List<string> _groups = [];
    private readonly List<string> _resources = [];
    private readonly bool _hasRoles;

    public RandomScenario(int seed)
    {
        _random = new(seed);
        _hasRoles = Chance(2);
        _played.Add($"# seed {seed}");
        Nodes();
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            Group($"g{i}");
        }

        if (_hasRoles)
        {
            Play($"group db instances={_random.Next(2, 4)} promoted={_random.Next(1, 3)} priority={Priority()}");
            Play("resource sql group=db");
            _groups.Add("db");
            _resources.AddRange(["sql:0", "sql:1", "sql:2"]);
        }

        Play($"online {string.Join(' ', _groups)}");
        Play("wait 5s");
    }

    public ClusterSnapshot Snapshot => World.Database.Snapshot;

    public World World => _player.World;

    public IReadOnlyList<string> NodeNames => _nodes;

    public string Story => string.Join('\n', _played);

    public void Faults(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Play(Fault());
            Play($"wait {_random.Next(4) * _random.Next(4000)}ms");
        }
    }

    /// <summary>Everything that went wrong is put right, and there is time for all of it.</summary>
    public void Recover()
    {
        Play("set cluster locked=off");
        Play("dll-back T");
        Play($"node-up {string.Join(' ', _nodes)}");
        foreach (string node in _nodes)
        {
            Play($"node-catches-up {node}");
            Play($"resume {node}");
            Play($"clear {node}");
        }

        Play("wait 10s");
        foreach (string group in _groups)
        {
            Play($"set group {group} locked=off");
            Play($"clear {group}");
            Play($"online {group}");
        }

        foreach (string resource in _resources)
        {
            Play($"script {resource} online=ok offline=ok");
            Play($"fit {resource}");
            Play($"clear {resource}");
        }

        Play("wait 1min");
        _resources.ForEach(resource => Play($"clear {resource}"));
        Play("wait 75min");
    }

    public IReadOnlyList<string> Play(string line)
    {
        _played.Add(line);
        try
        {
            IReadOnlyList<string> happened = _player.Play([line]);
            _played.AddRange(happened.Where(told => told != "nothing").Select(told => $"    {told}"));
            return happened;
        }
        catch (RefereeException)
        {
            throw;
        }
        catch (ScenarioException)
        {
            // What it is about is not there now; it simply does not happen.
            return [];
        }
    }

    private void Nodes()
    {
        int count = _random.Next(2, 5);
        _nodes.AddRange(Enumerable.Range(1, count).Select(i => $"n{i}"));
        Play($"nodes {string.Join(' ', _nodes)}");
        foreach (string node in _nodes)
        {
            string disk = Chance(2) ? "disk=ssd" : "none";
            string mem = Chance(2) ? string.Create(CultureInfo.InvariantCulture, $"mem={_random.Next(4, 12)}") : "none";
            Play($"set node {node} attributes={disk} offers={mem}");
        }

        Play($"set cluster enforcedantiaffinity={(Chance(4) ? "on" : "off")} "
            + $"placementpolicy={Pick("Preferred", "Balanced", "Packed")} quarantinethreshold={_random.Next(4)}");
    }

    private void Group(string name)
    {
        string needed = _groups.Count > 0 && Chance(3)
            ? $" dependson={Any(_groups)}:{Pick("Anywhere", "Local", "Elsewhere")}"
            : "";
        Play($"group {name} priority={Priority()} failback={(Chance(2) ? "on" : "off")} "
            + $"preferred={Some(2)} possible={Some(4)} needs={(Chance(2) ? $"mem={_random.Next(1, 6)}" : "none")} "
            + $"requires={(Chance(5) ? "disk=ssd" : "none")} antiaffinity={(Chance(2) ? "web" : "none")} "
            + $"affinity={(Chance(3) ? "shop" : "none")}{needed}");
        Play($"resource {name}a group={name} restart={_random.Next(4)}/15min");
        Play($"resource {name}b group={name} depends={name}a embeddedfailureaction=Recover");
        _groups.Add(name);
        _resources.AddRange([$"{name}a", $"{name}b"]);
    }

    private string Fault() => _random.Next(_hasRoles ? 26 : 22) switch
    {
        0 or 1 => Up() ? $"node-down {Any(_nodes)}" : "wait 1s",
        2 or 3 or 4 => $"node-up {Any(_nodes)}",
        5 => Up() ? $"node-silent {Any(_nodes)}" : "wait 1s",
        6 => Up() ? $"node-restarts {Any(_nodes)}" : "wait 1s",
        7 => $"node-lags {Any(_nodes)}",
        8 => $"node-catches-up {Any(_nodes)}",
        9 => $"{Pick("pause", "drain")} {Any(_nodes)}",
        10 or 11 => $"resume {Any(_nodes)} {Pick("failback", "plain")}",
        12 => $"move {Any(_groups)} {Any(_nodes)}",
        13 or 14 => $"dies {Any(_resources)}",
        15 => $"health {Any(_resources)} \"Degraded: slow\"",
        16 => $"script {Any(_resources)} {Pick("online", "offline")}={Pick("fail", "fail:3", "take:4s")}",
        17 => $"set group {Any(_groups)} locked={Pick("on", "off")}",
        18 => $"{Pick("online", "offline", "online")} {Any(_groups)}",
        19 => $"{Pick("dll-gone T", "dll-back T")} {Any(_nodes)}",
        20 => $"{Pick("unfit", "fit")} {Any(_resources)} \"it is hot\"",
        21 => $"monitor-dies {Any(_resources)}",
        _ => $"score sql:{_random.Next(3)} {Pick("none", "5", "10", "20")}",
    };

    /// <summary>Not all are taken down at once: another cluster would be formed, which waits.</summary>
    private bool Up() => World.Nodes.Values.Count(node => node.IsRenewing) > 1;

    private string Some(int oneIn)
    {
        string[] some = [.. _nodes.Where(_ => !Chance(2))];
        return some.Length == 0 || !Chance(oneIn) ? "none" : string.Join(',', some);
    }

    private string Priority() => Pick("1000", "2000", "3000");

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string Any(IReadOnlyList<string> of) => of[_random.Next(of.Count)];

    private string Pick(params string[] of) => of[_random.Next(of.Length)];
}
