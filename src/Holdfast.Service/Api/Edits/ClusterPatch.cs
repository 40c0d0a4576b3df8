using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Service.Api.Bodies;

namespace Holdfast.Service.Api.Edits;

/// <summary>The settings of the cluster that a request names; those it leaves out stay.</summary>
internal sealed class ClusterPatch
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly List<Func<ClusterConfig, ClusterConfig>> _changes = [];

    private ClusterPatch()
    {
    }

    public static ClusterPatch Read(BodyReader body)
    {
        var patch = new ClusterPatch();
        patch.Set(body.Has("name") ? body.Name("name") : null, (cluster, value) => cluster with { Name = value });
        patch.Set(Profile(body), (cluster, value) => cluster with { Profile = value });
        patch.Set(body.Number("decisionsKept", 1, 10_000),
            (cluster, value) => cluster with { DecisionsKept = value!.Value });
        patch.Set(body.Number("eventsKept", 100, 1_000_000),
            (cluster, value) => cluster with { EventsKept = value!.Value });
        patch.Set(body.Choice<PlacementPolicy>("placementPolicy"),
            (cluster, value) => cluster with { PlacementPolicy = value!.Value });
        patch.Set(body.Flag("enforcedAntiAffinity"),
            (cluster, value) => cluster with { EnforcedAntiAffinity = value!.Value });
        patch.Set(body.Duration("groupWaitDelay", TimeSpan.Zero, most: Day),
            (cluster, value) => cluster with { GroupWaitDelay = value!.Value });
        patch.Set(body.Flag("ignorePersistentStateOnStartup"),
            (cluster, value) => cluster with { IgnorePersistentStateOnStartup = value!.Value });
        patch.Set(body.Duration("groupDependencyTimeout", TimeSpan.FromSeconds(1)),
            (cluster, value) => cluster with { GroupDependencyTimeout = value!.Value });
        patch.Set(body.Number("quarantineThreshold", 0, 1000),
            (cluster, value) => cluster with { QuarantineThreshold = value!.Value });
        patch.Set(body.Duration("quarantinePeriod", TimeSpan.FromSeconds(1)),
            (cluster, value) => cluster with { QuarantinePeriod = value!.Value });
        patch.Set(body.Duration("quarantineDuration", TimeSpan.FromSeconds(1)),
            (cluster, value) => cluster with { QuarantineDuration = value!.Value });
        return patch;
    }

    public ClusterConfig Apply(ClusterConfig cluster) =>
        _changes.Aggregate(cluster, (changed, change) => change(changed));

    private static string? Profile(BodyReader body)
    {
        string? name = body.Text("profile", 40);
        if (name is not null && LeaseProfile.All.All(profile => profile.Name != name))
        {
            string all = string.Join(", ", LeaseProfile.All.Select(profile => profile.Name));
            body.Wrong("profile", $"there is no lease profile \"{name}\"; there are {all}");
        }

        return name;
    }

    private void Set<T>(T? value, Func<ClusterConfig, T, ClusterConfig> change)
    {
        if (value is not null)
        {
            _changes.Add(cluster => change(cluster, value));
        }
    }
}
