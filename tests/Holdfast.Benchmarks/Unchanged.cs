using BenchmarkDotNet.Attributes;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;

namespace Holdfast.Benchmarks;

/// <summary>One look of the coordinator where every member has renewed and nothing else has changed.</summary>
public class Unchanged
{
    private readonly (ClusterSnapshot Snapshot, Observer Observer)[] _renewed = new (ClusterSnapshot, Observer)[2];
    private FailoverMemory? _memory;
    private int _looks;

    public static IEnumerable<ClusterSize> Sizes => [Measured.Largest];

    [ParamsSource(nameof(Sizes))]
    public ClusterSize Size { get; set; }

    [GlobalSetup]
    public void MakeCluster()
    {
        ClusterSnapshot whole = Clusters.Of(Size.Groups, Size.Nodes);
        for (int i = 0; i < _renewed.Length; i++)
        {
            ClusterSnapshot renewed = Clusters.Renewed(whole, i + 2);
            _renewed[i] = (renewed, new Observer { StartedAt = Clusters.Now }.See(renewed, Clusters.Now));
        }

        _memory = null;
        Measured.Expect(Decide().Actions.Count == 0 && _memory is not null);
    }

    [Benchmark]
    public FailoverDecision Decide()
    {
        (ClusterSnapshot snapshot, Observer observer) = _renewed[_looks++ % _renewed.Length];
        return FailoverMemory.Decide(ref _memory, snapshot, observer, Clusters.WallClock, Clusters.Now);
    }
}
