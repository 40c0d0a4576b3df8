using System.CommandLine;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Options;

/// <summary>The settings of the whole cluster, as options of <c>cluster set</c>.</summary>
internal sealed class ClusterSettings
{
    private readonly Option<string?> _name = Given.Text("--name", "NAME", "The cluster's name.");

    private readonly Option<string?> _policy = Given.Text("--placement-policy", "preferred|balanced|packed",
        "How nodes are ranked after preferred owners: in the order in which they were added, the one with the most "
        + "room first, or the fullest that still has room.");

    private readonly Option<string?> _enforced = Given.Switch("--enforced-anti-affinity",
        "Whether a group stays offline rather than share a node with one of its anti-affinity class.");

    private readonly Option<string?> _wait = Given.Duration("--group-wait-delay",
        "How long a group waits for its most preferred owner after the cluster was formed anew; 0s for not at all.");

    private readonly Option<string?> _ignore = Given.Switch("--ignore-persistent-state",
        "Whether groups stay offline after the cluster was formed anew, until somebody brings them online.");

    private readonly Option<string?> _dependency = Given.Duration("--group-dependency-timeout",
        "After so long a wait for another group it is said as a hindrance.");

    private readonly Option<int?> _threshold = Given.Number("--quarantine-threshold",
        "Losses of a node within the period that put it in quarantine; 0 for never.");

    private readonly Option<string?> _period = Given.Duration("--quarantine-period", "The period of the threshold.");

    private readonly Option<string?> _duration = Given.Duration("--quarantine-duration",
        "How long a node in quarantine is given nothing, unless nothing else can own a group.");

    private readonly Option<int?> _events = Given.Number("--events-kept", "How many events are kept.");

    private readonly Option<int?> _decisions = Given.Number("--decisions-kept",
        "How many of the coordinator's decisions are kept for replay.");

    private readonly Option<string?> _profile = Given.Text("--profile", "fast|standard|patient|wide",
        "The times of the lease protocol: how soon a silent node is taken over, and how long a pause it survives.");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
            {
                _name, _policy, _enforced, _wait, _ignore, _dependency, _threshold, _period, _duration, _events,
                _decisions, _profile,
            })
        {
            command.Options.Add(option);
        }
    }

    public UpdateClusterRequest Of(ParseResult parsed) => new()
    {
        Name = parsed.GetValue(_name),
        PlacementPolicy = parsed.GetValue(_policy) is { } policy ? Given.Capitalised(policy) : null,
        EnforcedAntiAffinity = Given.IsOn(parsed.GetValue(_enforced)),
        GroupWaitDelay = parsed.GetValue(_wait),
        IgnorePersistentStateOnStartup = Given.IsOn(parsed.GetValue(_ignore)),
        GroupDependencyTimeout = parsed.GetValue(_dependency),
        QuarantineThreshold = parsed.GetValue(_threshold),
        QuarantinePeriod = parsed.GetValue(_period),
        QuarantineDuration = parsed.GetValue(_duration),
        EventsKept = parsed.GetValue(_events),
        DecisionsKept = parsed.GetValue(_decisions),
        Profile = parsed.GetValue(_profile),
    };
}
