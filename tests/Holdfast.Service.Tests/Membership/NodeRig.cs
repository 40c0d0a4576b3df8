using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Coordination;
using Holdfast.Service.Decisions;
using Holdfast.Service.Membership;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Holdfast.Service.Tests.Membership;

/// <summary>A node's membership, view and coordination with their loops, on the real clock.</summary>
internal sealed class NodeRig
{
    private readonly CancellationTokenSource _stop =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly List<Task> _loops = [];

    /// <param name="name">The node's name.</param>
    /// <param name="database">The database of all nodes.</param>
    /// <param name="others">Who can reach the database for it; null if nobody.</param>
    public NodeRig(string name, MemoryDatabase database, IOtherMembers? others = null)
    {
        Name = name;
        Rig = new(name, database, others: others);
        Rig.Clock.Follow = true;
        View = new(database, TimeProvider.System, NullLogger<ClusterView>.Instance);
        Decisions = new(Rig.Database, new ObserverView(Rig.Clock), TimeProvider.System);
        Coordinator = new(
            View,
            Rig.Authority,
            Rig.Events,
            Rig.Clock,
            TimeProvider.System,
            Decisions,
            NullLogger<CoordinatorLoop>.Instance);
    }

    public string Name { get; }

    public MembershipRig Rig { get; }

    public ClusterView View { get; }

    public DecisionLog Decisions { get; }

    public CoordinatorLoop Coordinator { get; }

    public bool Runs => !_stop.IsCancellationRequested;

    public void Start()
    {
        var loop = new Service.Membership.MembershipLoop(Rig.Authority, View, Rig.Database, Rig.Clock, Rig.News);
        _loops.Add(View.RunAsync(_stop.Token));
        _loops.Add(loop.KeepTimeAsync(_stop.Token));
        _loops.Add(loop.WatchAsync(_stop.Token));
        _loops.Add(Coordinator.RunAsync(deaths: null, _stop.Token));
        _loops.Add(Decisions.RunAsync(_stop.Token));
    }

    /// <summary>As if it were killed.</summary>
    public async Task StopAsync()
    {
        if (!Runs)
        {
            return;
        }

        await _stop.CancelAsync();
        await Task.WhenAll(_loops).ContinueWith(_ => { }, TaskScheduler.Default);
        Rig.Dispose();
    }
}
