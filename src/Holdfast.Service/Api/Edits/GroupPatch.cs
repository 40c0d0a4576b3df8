using System.Globalization;
using System.Text.Json;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Service.Api.Bodies;

namespace Holdfast.Service.Api.Edits;

/// <summary>The settings of a group that a request names; those it leaves out stay. <see cref="GroupCheck"/> says what
/// is wrong with them in a cluster.</summary>
internal sealed class GroupPatch
{
    private const int MostInstances = 1000;
    private static readonly TimeSpan LongestStartDelay = TimeSpan.FromMinutes(30);
    private readonly List<Func<GroupConfig, GroupConfig>> _changes = [];

    private GroupPatch()
    {
    }

    public IReadOnlyList<string>? PreferredOwners { get; private set; }

    public IReadOnlyList<string>? PossibleOwners { get; private set; }

    public IReadOnlyList<GroupDependency>? DependsOn { get; private set; }

    public IReadOnlyList<string>? Requires { get; private set; }

    public IReadOnlyList<string>? Prefers { get; private set; }

    public IReadOnlyList<string>? AntiAffinity { get; private set; }

    public IReadOnlyList<string>? Affinity { get; private set; }

    public static GroupPatch Read(BodyReader body)
    {
        var patch = new GroupPatch();
        patch.Set(body.Text("description", 1000), (group, value) => group with { Description = value });
        patch.Set(body.Number("priority", 0, 4000), (group, value) => group with { Priority = value!.Value });
        patch.Set(body.Duration("groupStartDelay", TimeSpan.Zero, most: LongestStartDelay),
            (group, value) => group with { GroupStartDelay = value!.Value });
        patch.Set(body.Choice<StopFailureAction>("onStopFailure"),
            (group, value) => group with { OnStopFailure = value!.Value });
        patch.Set(body.Choice<DatabaseLossAction>("onDatabaseLoss"),
            (group, value) => group with { OnDatabaseLoss = value!.Value });
        patch.ReadFailover(body);
        patch.ReadPlacement(body);
        patch.ReadDependencies(body);
        patch.ReadInstances(body);
        return patch;
    }

    public GroupConfig Apply(GroupConfig group) => _changes.Aggregate(group, (changed, change) => change(changed));

    private void ReadFailover(BodyReader body)
    {
        Set(body.Duration("failoverPeriod", TimeSpan.FromSeconds(1)),
            (group, value) => group with { FailoverPeriod = value!.Value });
        Set(body.Flag("autoFailback"), (group, value) => group with { AutoFailback = value!.Value });
        string? threshold = body.TextOrNumber("failoverThreshold");
        if (body.Has("failoverThreshold"))
        {
            int? failovers = Threshold(body, threshold);
            _changes.Add(group => group with { FailoverThreshold = failovers });
        }

        if (body.Text("failbackWindow", 40) is { } text)
        {
            (int? start, int? end) = Window(body, text);
            _changes.Add(group => group with { FailbackWindowStart = start, FailbackWindowEnd = end });
        }
    }

    private void ReadPlacement(BodyReader body)
    {
        PreferredOwners = body.TextList("preferredOwners");
        PossibleOwners = body.TextList("possibleOwners");
        AntiAffinity = body.TextList("antiAffinity");
        Affinity = body.TextList("affinity");
        Requires = body.TextList("requires");
        Prefers = body.TextList("prefers");
        Set(PreferredOwners, (group, value) => group with { PreferredOwners = value.ToValueList() });
        Set(PossibleOwners, (group, value) => group with { PossibleOwners = value.ToValueList() });
        Set(AntiAffinity, (group, value) => group with { AntiAffinity = value.ToValueList() });
        Set(Affinity, (group, value) => group with { Affinity = value.ToValueList() });
        Set(Requires, (group, value) => group with { Requires = value.ToValueList() });
        Set(Prefers, (group, value) => group with { Prefers = value.ToValueList() });
        Set(NamedValues.Quantities(body, "needs"),
            (group, value) => group with { Needs = group.Needs.Merge(value, number => number!.Value) });
    }

    private void ReadDependencies(BodyReader body)
    {
        DependsOn = body.Sections("dependsOn")?.Select(each => new GroupDependency(
            each.Required("group") ?? "",
            each.Choice<DependencyScope>("scope") ?? DependencyScope.Anywhere)).ToList();
        Set(DependsOn, (group, value) => group with { DependsOn = value.ToValueList() });
    }

    private void ReadInstances(BodyReader body)
    {
        Set(body.Number("instancesPerNode", 1, 100),
            (group, value) => group with { InstancesPerNode = value!.Value });
        Set(body.Number("promoted", 0, MostInstances), (group, value) => group with { Promoted = value!.Value });
        if (body.TextOrNumber("instanceCount") is { } text)
        {
            int? count = Count(body, text);
            _changes.Add(group => group with { Instances = count });
        }
    }

    private static (int? Start, int? End) Window(BodyReader body, string text)
    {
        string[] hours = text.Split('-', StringSplitOptions.TrimEntries);
        if (text == "any")
        {
            return (null, null);
        }

        if (hours.Length == 2 && Hour(hours[0]) is { } start && Hour(hours[1]) is { } end)
        {
            return (start, end);
        }

        body.Wrong("failbackWindow",
            $"\"{text}\" is not a window; write two hours of the day, 0 to 23, such as 22-6, or \"any\"");
        return (null, null);
    }

    private static int? Hour(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int hour) && hour <= 23 ? hour : null;

    private static int? Threshold(BodyReader body, string? text)
    {
        const int Most = 1_000_000;
        if (text is null or "default")
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int failovers) && failovers <= Most)
        {
            return failovers;
        }

        body.Wrong("failoverThreshold", $"\"{text}\" is not a number from 0 to {Most}, or \"default\"");
        return null;
    }

    private static int? Count(BodyReader body, string text)
    {
        if (text is "none" or "every-node")
        {
            return text == "none" ? null : 0;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count <= MostInstances)
        {
            return count;
        }

        body.Wrong("instanceCount",
            $"\"{text}\" is not a number from 1 to {MostInstances}, \"every-node\" or \"none\"");
        return null;
    }

    private void Set<T>(T? value, Func<GroupConfig, T, GroupConfig> change)
    {
        if (value is not null)
        {
            _changes.Add(group => change(group, value));
        }
    }
}
