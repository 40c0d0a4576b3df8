using System.Globalization;
using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Benchmarks;

/// <summary>Clusters at rest: groups of five resources each, spread evenly.</summary>
internal static class Clusters
{
    private const int ResourcesInGroup = 5;

    public static BootTime Now { get; } = new(1_000_000_000_000);

    public static DateTimeOffset WallClock { get; } = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static ClusterSnapshot Of(int groups, int nodes)
    {
        ClusterSnapshot snapshot = new ClusterSnapshot { Revision = 1 }.Set(Keys.Type("T"), new ResourceTypeConfig
        {
            Name = "T", DisplayName = "T", DllName = "T.dll", PackageHash = "00", EntryType = "T", Version = "1",
            PropertySchema = "{}",
        }, 1);
        for (int i = 1; i <= nodes; i++)
        {
            string node = NodeName(i);
            snapshot = snapshot
                .Set(Keys.Node(node), new NodeConfig { Name = node, Id = i }, 1)
                .Set(Keys.Member(node), Member(node, 1), 1);
        }

        for (int i = 0; i < groups; i++)
        {
            string group = string.Create(CultureInfo.InvariantCulture, $"g{i:00000}");
            snapshot = AddGroup(snapshot, group, NodeName((i % nodes) + 1));
        }

        return snapshot;
    }

    /// <summary>The same after every member has renewed.</summary>
    public static ClusterSnapshot Renewed(ClusterSnapshot snapshot, long sequence)
    {
        foreach (string node in snapshot.Members.Keys.ToArray())
        {
            snapshot = snapshot.Set(Keys.Member(node), Member(node, sequence), sequence);
        }

        return snapshot;
    }

    public static string NodeName(int number) => string.Create(CultureInfo.InvariantCulture, $"n{number:000}");

    private static ClusterSnapshot AddGroup(ClusterSnapshot snapshot, string group, string owner)
    {
        snapshot = snapshot
            .Set(Keys.Group(group), new GroupConfig { Name = group, WantedOnline = true }, 1)
            .Set(Keys.GroupState(group), new GroupState
            {
                Group = group, Owner = owner, OwnerEpoch = 1, Generation = 1, AssignedAt = WallClock,
            }, 1)
            .Set(Keys.GroupStatus(group), Status(group, owner), 1);
        return Enumerable.Range(0, ResourcesInGroup).Aggregate(snapshot, (changed, number) => changed.Set(
            Keys.Resource(ResourceName(group, number)),
            new ResourceConfig { Name = ResourceName(group, number), Group = group, Type = "T" },
            1));
    }

    private static MemberState Member(string node, long sequence) => new()
    {
        Node = node, Epoch = 1, Alive = true, Sequence = sequence,
        Authority = LeaseProfile.Standard.Authority, Kill = LeaseProfile.Standard.Kill,
        KillTime = LeaseProfile.Standard.KillTime,
    };

    private static GroupStatus Status(string group, string owner) => new()
    {
        Group = group, Node = owner, Epoch = 1, Generation = 1, Phase = GroupPhase.Active,
        Resources = Enumerable.Range(0, ResourcesInGroup)
            .Select(number => new ResourceStatus
            {
                Name = ResourceName(group, number), Type = "T", State = ResourceState.Online,
            })
            .ToValueList(),
    };

    private static string ResourceName(string group, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{group}-r{number}");
}
