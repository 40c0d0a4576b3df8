using System.Diagnostics;
using System.Globalization;
using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Lab.Benches;

/// <summary>
/// One look of the coordinator at all groups: one node of many was just lost, or nothing has changed but renewals.
/// </summary>
public static class PlanBench
{
    private const int ResourcesInGroup = 5;

    /// <summary>A coordinator decides all the time: what is measured is the code that the runtime has compiled for
    /// it.</summary>
    private const int WarmUps = 10;
    private static readonly BootTime Now = new(1_000_000_000_000);
    private static readonly DateTimeOffset WallClock = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <param name="name">Name of the measurement.</param>
    /// <param name="groups">Groups, of five resources each, spread evenly.</param>
    /// <param name="nodes">Nodes, the first of which is lost.</param>
    public static async Task<IReadOnlyList<Measurement>> LostAsync(string name, int groups, int nodes, int runs)
    {
        ClusterSnapshot snapshot = Cluster(groups, nodes);
        Observer observer = new Observer { StartedAt = Now }.See(snapshot, Now).Prove("n001", 1);
        MemberState lost = snapshot.Members["n001"].Value with { Alive = false };
        snapshot = snapshot with { Members = snapshot.Members.Set("n001", new(lost, 1)) };
        var times = new List<double>();
        for (int run = -WarmUps; run < runs; run++)
        {
            if (run == 0)
            {
                await Compiled;
            }

            long start = Stopwatch.GetTimestamp();
            FailoverDecision decision = FailoverPolicy.Decide(snapshot, observer, WallClock, Now);
            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Expect(decision.Actions.OfType<GroupAction.Assign>().Count() == (groups + nodes - 1) / nodes);
            if (run >= 0)
            {
                times.Add(time);
            }
        }

        return [new Measurement(name, "ms", times)];
    }

    public static Task<IReadOnlyList<Measurement>> UnchangedAsync(string name, int groups, int nodes, int runs)
    {
        ClusterSnapshot snapshot = Cluster(groups, nodes);
        Observer observer = new Observer { StartedAt = Now }.See(snapshot, Now);
        FailoverMemory? memory = null;
        FailoverMemory.Decide(ref memory, snapshot, observer, WallClock, Now);
        var times = new List<double>();
        for (int run = -2; run < runs; run++)
        {
            // All members have renewed meanwhile.
            snapshot = Renewed(snapshot, run + 10);
            observer = observer.See(snapshot, Now);
            long start = Stopwatch.GetTimestamp();
            FailoverDecision decision = FailoverMemory.Decide(ref memory, snapshot, observer, WallClock, Now);
            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Expect(decision.Actions.Count == 0);
            if (run >= 0)
            {
                times.Add(time);
            }
        }

        return Task.FromResult<IReadOnlyList<Measurement>>([new Measurement(name, "ms", times)]);
    }

    /// <summary>The runtime compiles in the background, after a pause.</summary>
    private static Task Compiled => Task.Delay(TimeSpan.FromSeconds(1));

    private static ClusterSnapshot Cluster(int groups, int nodes)
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
            string owner = NodeName((i % nodes) + 1);
            snapshot = snapshot
                .Set(Keys.Group(group), new GroupConfig { Name = group, WantedOnline = true }, 1)
                .Set(Keys.GroupState(group), new GroupState
                {
                    Group = group, Owner = owner, OwnerEpoch = 1, Generation = 1, AssignedAt = WallClock,
                }, 1)
                .Set(Keys.GroupStatus(group), Status(group, owner), 1);
            for (int r = 0; r < ResourcesInGroup; r++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{group}-r{r}");
                snapshot = snapshot.Set(
                    Keys.Resource(name), new ResourceConfig { Name = name, Group = group, Type = "T" }, 1);
            }
        }

        return snapshot;
    }

    private static ClusterSnapshot Renewed(ClusterSnapshot snapshot, long sequence)
    {
        foreach (string node in snapshot.Members.Keys.ToArray())
        {
            snapshot = snapshot.Set(Keys.Member(node), Member(node, sequence), sequence);
        }

        return snapshot;
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
        Resources = Core.Collections.ValueList.ToValueList(Enumerable.Range(0, ResourcesInGroup)
            .Select(r => new ResourceStatus
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{group}-r{r}"), Type = "T",
                State = ResourceState.Online,
            })),
    };

    private static string NodeName(int number) => string.Create(CultureInfo.InvariantCulture, $"n{number:000}");

    private static void Expect(bool held)
    {
        if (!held)
        {
            throw new InvalidOperationException("The measured decision is not the expected one.");
        }
    }
}
