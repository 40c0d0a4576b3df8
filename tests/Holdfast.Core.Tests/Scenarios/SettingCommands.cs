using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Commands that change what people want: groups, resources, types, and any property of any of them.</summary>
internal sealed class SettingCommands(World world)
{
    private const string PlainType = "T";

    /// <summary>Short names, each for one or two properties; whatever else is named is a property's own name.</summary>
    private static readonly Dictionary<string, string[]> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["preferred"] = [nameof(GroupConfig.PreferredOwners)],
        ["possible"] = [nameof(GroupConfig.PossibleOwners)],
        ["failover"] = [nameof(GroupConfig.FailoverThreshold), nameof(GroupConfig.FailoverPeriod)],
        ["failback"] = [nameof(GroupConfig.AutoFailback)],
        ["wanted"] = [nameof(GroupConfig.WantedOnline)],
        ["depends"] = [nameof(ResourceConfig.DependsOn)],
        ["restart"] = [nameof(ResourceConfig.RestartThreshold), nameof(ResourceConfig.RestartPeriod)],
        ["action"] = [nameof(ResourceConfig.RestartAction)],
        ["delay"] = [nameof(ResourceConfig.RestartDelay)],
        ["retry"] = [nameof(ResourceConfig.RetryPeriodOnFailure)],
        ["pending"] = [nameof(ResourceConfig.PendingTimeout)],
        ["deadlock"] = [nameof(ResourceConfig.DeadlockTimeout)],
        ["separate"] = [nameof(ResourceConfig.SeparateMonitor)],
        ["fence"] = [nameof(ResourceTypeConfig.FenceScope)],
        ["hash"] = [nameof(ResourceTypeConfig.PackageHash)],
    };

    private static readonly Dictionary<string, string> Actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = nameof(RestartAction.DontRestart),
        ["restart"] = nameof(RestartAction.Restart),
        ["failover"] = nameof(RestartAction.RestartThenFailover),
    };

    private ClusterSnapshot Snapshot => world.Database.Snapshot;

    public void Register(IDictionary<string, Action<CommandLine>> commands)
    {
        commands["group"] = c => Store(Change(new GroupConfig { Name = c[0] }, c));
        commands["resource"] = c => Store(Change(new ResourceConfig
        {
            Name = c[0],
            Group = c.Setting("group") ?? Snapshot.Groups.Keys.Single(),
            Type = PlainType,
        }, c));
        commands["type"] = c => Store(Change(Type(c[0]), c));
        commands["set"] = Set;
        commands["online"] = c => Want(c, wanted: true);
        commands["offline"] = c => Want(c, wanted: false);
        commands["delete"] = Delete;
        commands["move"] = Move;
    }

    /// <summary>The one resource type that every scenario has.</summary>
    public void StoreDefaults()
    {
        world.Database.Put(Keys.Cluster, new ClusterConfig());
        Store(Type(PlainType));
    }

    private static ResourceTypeConfig Type(string name) => new()
    {
        Name = name, DisplayName = name, DllName = $"{name}.dll", PackageHash = $"{name}-1", EntryType = name,
        Version = "1", PropertySchema = "{}", AppliedAtOnce = ["Level"],
    };

    private static T Change<T>(T record, CommandLine command)
        where T : class
    {
        foreach ((string key, string value) in command.Settings)
        {
            string[] properties = Short.GetValueOrDefault(key) ?? [key];
            string[] values = properties.Length == 1 ? [value] : value.Split('/');
            foreach ((string property, string text) in properties.Zip(values))
            {
                string spoken = property == nameof(ResourceConfig.RestartAction)
                    ? Actions.GetValueOrDefault(text, text)
                    : text;
                record = Properties.With(record, property, spoken);
            }
        }

        return record;
    }

    private void Set(CommandLine c)
    {
        switch (c[0])
        {
            case "cluster":
                world.Database.Put(Keys.Cluster, Change(Snapshot.Cluster!.Value, c));
                break;
            case "node":
                world.Database.Put(Keys.Node(c[1]), Change(Known(Snapshot.Nodes, c[1]), c));
                break;
            case "type":
                Store(Change(Known(Snapshot.Types, c[1]), c));
                break;
            case "group":
                Store(Change(Known(Snapshot.Groups, c[1]), c));
                break;
            case "resource":
                Store(Change(Known(Snapshot.Resources, c[1]), c));
                break;
            default:
                throw new ScenarioException($"\"{c.Text}\": set cluster, node, type, group or resource");
        }
    }

    private void Want(CommandLine c, bool wanted)
    {
        foreach (string name in c.Words)
        {
            if (Snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? group))
            {
                Store(group.Value with
                {
                    WantedOnline = wanted, OnlineAsked = group.Value.OnlineAsked + (wanted ? 1 : 0),
                });
            }
            else
            {
                Store(Known(Snapshot.Resources, name) with { WantedOnline = wanted });
            }
        }
    }

    /// <summary>A group goes with its resources.</summary>
    private void Delete(CommandLine c)
    {
        if (!Snapshot.Groups.ContainsKey(c[0]))
        {
            Known(Snapshot.Resources, c[0]);
            world.Database.Delete(Keys.Resource(c[0]));
            return;
        }

        IEnumerable<string> resources = Snapshot.Resources.Values.Where(r => r.Value.Group == c[0])
            .Select(r => Keys.Resource(r.Value.Name));
        world.Database.Commit(new() { Deletes = [Keys.Group(c[0]), .. resources] });
    }

    private void Move(CommandLine c) => world.Database.Put(Keys.Move(c[0]), new MoveRequest
    {
        Group = c[0], Target = c.Word(1), By = c.Setting("by") ?? "", Id = $"move-{Snapshot.Revision}",
    });

    private void Store(GroupConfig group) => world.Database.Put(Keys.Group(group.Name), group);

    private void Store(ResourceConfig resource) => world.Database.Put(Keys.Resource(resource.Name), resource);

    private void Store(ResourceTypeConfig type) => world.Database.Put(Keys.Type(type.Name), type);

    private static T Known<T>(IReadOnlyDictionary<string, Row<T>> rows, string name) =>
        rows.TryGetValue(name, out Row<T>? row) ? row.Value : throw new ScenarioException($"there is no \"{name}\"");
}
