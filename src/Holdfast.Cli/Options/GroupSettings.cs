using System.CommandLine;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Options;

/// <summary>The settings of a group, as options of <c>create</c> and <c>set</c>.</summary>
internal sealed class GroupSettings
{
    private readonly Option<string?> _description = Given.Text("--description", "TEXT", "Words for people.");

    private readonly Option<string?> _preferred = Given.Text("--preferred-owners", "NODES",
        "Nodes in order of preference, separated by commas; \"\" for none.");

    private readonly Option<string?> _possible = Given.Text("--possible-owners", "NODES",
        "The only nodes that may own it, separated by commas; \"\" for every node.");

    private readonly Option<string?> _threshold = Given.Text("--failover-threshold", "N|default",
        "Failovers allowed within the period; by default the number of nodes less one.");

    private readonly Option<string?> _period =
        Given.Duration("--failover-period", "The period of the threshold, such as 6h.");

    private readonly Option<string?> _failback = Given.Switch("--failback",
        "Whether it goes back to its most preferred owner when that is up again.", "--auto-failback");

    private readonly Option<string?> _window = Given.Text("--failback-window", "HOURS",
        "The hours of the day in which it may go back, such as 22-6; any for all.");

    private readonly Option<int?> _priority =
        Given.Number("--priority", "3000 high, 2000 medium, 1000 low, 0 not started by itself.");

    private readonly Option<string?> _antiAffinity = Given.Text("--anti-affinity", "CLASSES",
        "Groups that share one of these names avoid each other's nodes; separated by commas, \"\" for none.");

    private readonly Option<string?> _affinity = Given.Text("--affinity", "CLASSES",
        "Groups that share one of these names are put on the same node where possible; \"\" for none.");

    private readonly Option<string?> _dependsOn = Given.Text("--depends-on", "GROUPS",
        "Groups that must be online first: db:local,net:elsewhere,dns; \"\" for none.");

    private readonly Option<string?> _delay =
        Given.Duration("--start-delay", "How long its owner waits before it starts the group, at most 30min.");

    private readonly Option<string[]> _needs = Given.Named("--need", "NAME=NUMBER",
        "How much of a quantity a node must have free: cpu=4; cpu= for none. May be given often.", numbers: true);

    private readonly Option<string[]> _requires = Given.Many("--require", "CONDITION",
        "An owner's attributes must meet it: rack=a, rack!=a, ssd, !ssd; all anew, \"\" for none. May be given often.");

    private readonly Option<string[]> _prefers = Given.Many("--prefer", "CONDITION",
        "The node that meets more of these comes first; all anew, \"\" for none. May be given often.");

    private readonly Option<string?> _stopFailure = Given.Text("--on-stop-failure", "block|fence",
        "When it cannot be stopped: it is blocked where it is, or its node is fenced.");

    private readonly Option<string?> _databaseLoss = Given.Text("--on-database-loss", "go-on|stop",
        "When nobody reaches the database and all nodes agree to go on: it goes on, or stops until it is back.");

    private readonly Option<string?> _instances = Given.Text("--instances", "N|every-node|none",
        "Makes it parallel: so many instances run at the same time, or one on every node; none for an ordinary group.");

    private readonly Option<int?> _perNode =
        Given.Number("--instances-per-node", "How many instances one node may own; 1 if never given.");

    private readonly Option<int?> _promoted =
        Given.Number("--promoted", "How many instances are promoted; 0 for a group without roles.");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
            {
                _description, _preferred, _possible, _threshold, _period, _failback, _window, _priority, _antiAffinity,
                _affinity, _dependsOn, _delay, _needs, _requires, _prefers, _stopFailure, _databaseLoss, _instances,
                _perNode, _promoted,
            })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The request with what was given in it.</summary>
    public T Fill<T>(ParseResult parsed, T request)
        where T : GroupSettingsRequest => (T)(request with
    {
        Description = parsed.GetValue(_description),
        PreferredOwners = Given.Names(parsed.GetValue(_preferred)),
        PossibleOwners = Given.Names(parsed.GetValue(_possible)),
        FailoverThreshold = parsed.GetValue(_threshold),
        FailoverPeriod = parsed.GetValue(_period),
        AutoFailback = Given.IsOn(parsed.GetValue(_failback)),
        FailbackWindow = parsed.GetValue(_window),
        Priority = parsed.GetValue(_priority),
        AntiAffinity = Given.Names(parsed.GetValue(_antiAffinity)),
        Affinity = Given.Names(parsed.GetValue(_affinity)),
        DependsOn = Given.Dependencies(parsed.GetValue(_dependsOn)),
        GroupStartDelay = parsed.GetValue(_delay),
        Needs = Given.NumbersByName(parsed.GetValue(_needs)),
        Requires = Given.Texts(parsed.GetValue(_requires)),
        Prefers = Given.Texts(parsed.GetValue(_prefers)),
        OnStopFailure = parsed.GetValue(_stopFailure) switch
        {
            null => null,
            "block" => "Block",
            "fence" => "FenceNode",
            var other => other,
        },
        OnDatabaseLoss = parsed.GetValue(_databaseLoss) switch
        {
            null => null,
            "go-on" => "GoOn",
            "stop" => "Stop",
            var other => other,
        },
        InstanceCount = parsed.GetValue(_instances),
        InstancesPerNode = parsed.GetValue(_perNode),
        Promoted = parsed.GetValue(_promoted),
    });
}
