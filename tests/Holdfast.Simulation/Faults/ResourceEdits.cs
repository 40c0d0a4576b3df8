using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>What people want of resources, and how they change it.</summary>
internal sealed class ResourceEdits(Universe universe)
{
    private Chance Chance => universe.Chance("resources");

    /// <summary>Two or three resources of a group, of which later ones need earlier ones.</summary>
    public void Make(string group)
    {
        int count = 2 + Chance.Below(2);
        for (int i = 0; i < count; i++)
        {
            string name = $"{group}{"abc"[i]}";
            Put(new()
            {
                Name = name,
                Group = group,
                Type = Chance.Pick(TypeEdits.Names),
                DependsOn = Needs(group, i),
                RestartThreshold = 2,
                RestartPeriod = TimeSpan.FromSeconds(8),
                RetryPeriodOnFailure = TimeSpan.FromSeconds(8),
                SeparateMonitor = Chance.Happens(0.1),
                PendingTimeout = TimeSpan.FromSeconds(3),
                DeadlockTimeout = TimeSpan.FromSeconds(2),
            });
        }
    }

    public IReadOnlyList<ResourceConfig> Of(string group) =>
        [.. universe.Database.Snapshot.Resources.Values.Select(row => row.Value).Where(one => one.Group == group)];

    public void Edit(Fault fault, Action<long, Action> later)
    {
        IReadOnlyList<ResourceConfig> all = Of($"g{(fault.Target % 4) + 1}");
        if (all.Count == 0)
        {
            return;
        }

        universe.Counters.ResourceEdits++;
        ResourceConfig one = all[fault.Target / 4 % all.Count];
        switch (fault.Detail % 6)
        {
            case 0:
                universe.Delete(Keys.Resource(one.Name));
                later(fault.Lasts / 3, () => Again(one));
                break;
            case 1:
                Put(one with { WantedOnline = false });
                later(fault.Lasts / 2, () => Change(one.Name, now => now with { WantedOnline = true }));
                break;
            case 2:
                Put(one with { SeparateMonitor = !one.SeparateMonitor });
                break;
            case 3:
                Put(one with { LooksAlivePollInterval = TimeSpan.FromMilliseconds(500 + fault.Detail) });
                break;
            case 4:
                Put(one with { DependsOn = Needs(one.Group, "abc".IndexOf(one.Name[^1], StringComparison.Ordinal)) });
                break;
            default:
                Put(one with { Properties = $$"""{"Size":{{fault.Detail.ToString(CultureInfo.InvariantCulture)}}}""" });
                break;
        }
    }

    private void Put(ResourceConfig config) => universe.Put(Keys.Resource(config.Name), config);

    private void Again(ResourceConfig config)
    {
        if (universe.Database.Find<ResourceConfig>(Keys.Resource(config.Name)) is null
            && universe.Database.Find<GroupConfig>(Keys.Group(config.Group)) is not null)
        {
            Put(config);
        }
    }

    private void Change(string name, Func<ResourceConfig, ResourceConfig> change)
    {
        if (universe.Database.Find<ResourceConfig>(Keys.Resource(name)) is { } config)
        {
            Put(change(config));
        }
    }

    /// <summary>Nothing, one of those before it, all of them, or any of them.</summary>
    private ValueList<ValueList<string>> Needs(string group, int index)
    {
        string[] before = [.. "abc"[..index].Select(letter => $"{group}{letter}")];
        return (before.Length, Chance.Below(4)) switch
        {
            (0, _) => [],
            (_, 0) => [],
            (1, _) or (_, 1) => [[before[0]]],
            (_, 2) => [[before[0]], [before[1]]],
            _ => [[before[0], before[1]]],
        };
    }
}
