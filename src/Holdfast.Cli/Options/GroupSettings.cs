using System.CommandLine;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Options;

/// <summary>The settings of a group, as options of <c>create</c> and <c>set</c>.</summary>
internal sealed class GroupSettings
{
    private readonly Option<string?> _description =
        new("--description") { Description = "Words for people.", HelpName = "TEXT" };

    private readonly Option<string?> _preferred = new("--preferred-owners")
    {
        Description = "Nodes in order of preference, separated by commas; \"\" for none.", HelpName = "NODES",
    };

    private readonly Option<string?> _possible = new("--possible-owners")
    {
        Description = "The only nodes that may own it, separated by commas; \"\" for every node.", HelpName = "NODES",
    };

    private readonly Option<int?> _threshold = new("--failover-threshold")
    {
        Description = "Failovers allowed within the period; if never given, the number of nodes less one.", HelpName =
            "N",
    };

    private readonly Option<string?> _period = new("--failover-period")
    {
        Description = "The period of the threshold, such as 6h.", HelpName = "DURATION",
    };

    private readonly Option<bool?> _failback = new("--auto-failback")
    {
        Description = "Whether it goes back to its most preferred owner when that is up again.", HelpName =
            "true|false",
    };

    private readonly Option<int?> _priority = new("--priority")
    {
        Description = "3000 high, 2000 medium, 1000 low, 0 not started by itself.", HelpName = "N",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
            { _description, _preferred, _possible, _threshold, _period, _failback, _priority })
        {
            command.Options.Add(option);
        }
    }

    public UpdateGroupRequest Of(ParseResult parsed) => new()
    {
        Description = parsed.GetValue(_description),
        PreferredOwners = Names(parsed.GetValue(_preferred)),
        PossibleOwners = Names(parsed.GetValue(_possible)),
        FailoverThreshold = parsed.GetValue(_threshold),
        FailoverPeriod = parsed.GetValue(_period),
        AutoFailback = parsed.GetValue(_failback),
        Priority = parsed.GetValue(_priority),
    };

    private static string[]? Names(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
