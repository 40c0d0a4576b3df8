using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>People change what they want of a group, delete it, and make it anew under the same name.</summary>
internal sealed class GroupEdits(Universe universe, ResourceEdits resources)
{
    /// <summary>A group as it is at the start of a run.</summary>
    public static GroupConfig Draw(Universe universe, string name)
    {
        Chance chance = universe.Chance("groups");
        return new()
        {
            Name = name,
            WantedOnline = true,
            PreferredOwners = chance.Happens(0.6) ? Some(universe, chance) : [],
            AutoFailback = chance.Happens(0.3),
            FailoverPeriod = TimeSpan.FromSeconds(20),
            FailoverThreshold = chance.Happens(0.5) ? null : 5,
            OnDatabaseLoss = universe.Chance("database loss").Pick(
                [DatabaseLossAction.GoOn, DatabaseLossAction.GoOn, DatabaseLossAction.GoOn, DatabaseLossAction.Stop]),
        };
    }

    public void Edit(Fault fault, Action<long, Action> later)
    {
        string name = $"g{(fault.Target % 4) + 1}";
        string key = Keys.Group(name);
        if (universe.Database.Find<GroupConfig>(key) is not { } config)
        {
            universe.Put(key, Draw(universe, name));
            resources.Make(name);
            return;
        }

        switch (fault.Detail % 4)
        {
            case 0:
                Delete(key, config, later, fault);
                break;
            case 1:
                universe.Put(key, config with { WantedOnline = !config.WantedOnline });
                later(fault.Lasts, () => Wanted(key));
                break;
            case 2:
                SimNode only = universe.Nodes[fault.Detail % universe.Nodes.Count];
                universe.Put(key, config with { PossibleOwners = [only.Name] });
                later(fault.Lasts, () => Everywhere(key));
                break;
            default:
                universe.Put(key, config with { PreferredOwners = Some(universe, universe.Chance("groups")) });
                break;
        }
    }

    /// <summary>With its resources, or without them: the database does not mind.</summary>
    private void Delete(string key, GroupConfig config, Action<long, Action> later, Fault fault)
    {
        IReadOnlyList<ResourceConfig> all = fault.Detail % 3 == 0 ? [] : resources.Of(config.Name);
        universe.Commit(new() { Deletes = all.Select(one => Keys.Resource(one.Name)).Append(key).ToValueList() });
        later(fault.Lasts / 4, () =>
        {
            Remake(key, config);
            foreach (ResourceConfig one in all)
            {
                universe.Put(Keys.Resource(one.Name), one);
            }
        });
    }

    private static ValueList<string> Some(Universe universe, Chance chance) =>
        universe.Nodes.Select(node => node.Name).Where(_ => chance.Happens(0.6)).Reverse().ToValueList();

    private void Remake(string key, GroupConfig config)
    {
        if (universe.Database.Find<GroupConfig>(key) is null)
        {
            universe.Counters.GroupsMadeAnew++;
            universe.Put(key, config);
        }
    }

    private void Wanted(string key)
    {
        if (universe.Database.Find<GroupConfig>(key) is { } config)
        {
            universe.Put(key, config with { WantedOnline = true });
        }
    }

    private void Everywhere(string key)
    {
        if (universe.Database.Find<GroupConfig>(key) is { } config)
        {
            universe.Put(key, config with { PossibleOwners = [] });
        }
    }
}
