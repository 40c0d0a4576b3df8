using BenchmarkDotNet.Attributes;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;

namespace Holdfast.Benchmarks;

/// <summary>One look of the coordinator at all groups, after the first of many nodes was lost.</summary>
public class LostNode
{
    private ClusterSnapshot _snapshot = new();
    private Observer _observer = new() { StartedAt = Clusters.Now };

    public static IEnumerable<ClusterSize> Sizes => Measured.Sizes;

    [ParamsSource(nameof(Sizes))]
    public ClusterSize Size { get; set; }

    [GlobalSetup]
    public void MakeCluster()
    {
        ClusterSnapshot whole = Clusters.Of(Size.Groups, Size.Nodes);
        string first = Clusters.NodeName(1);
        _observer = new Observer { StartedAt = Clusters.Now }.See(whole, Clusters.Now).Prove(first, 1);
        MemberState lost = whole.Members[first].Value with { Alive = false };
        _snapshot = whole with { Members = whole.Members.Set(first, new(lost, 1)) };
        int itsGroups = (Size.Groups + Size.Nodes - 1) / Size.Nodes;
        Measured.Expect(Decide().Actions.OfType<GroupAction.Assign>().Count() == itsGroups);
    }

    [Benchmark]
    public FailoverDecision Decide() =>
        FailoverPolicy.Decide(_snapshot, _observer, Clusters.WallClock, Clusters.Now);
}
