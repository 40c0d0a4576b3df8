using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// A node: its membership as a simple model, and on it the product's own observer, coordinator and owners of groups.
/// </summary>
internal sealed class SimNode
{
    private readonly World _world;
    private readonly Dictionary<string, long> _done = new(StringComparer.Ordinal);
    private ClusterSnapshot? _frozen;
    private FailoverMemory? _memory;
    private CoordinatorStep? _step;
    private long _newsSeen = -1;
    private BootTime _renewedAt;

    public SimNode(World world, string name, int id)
    {
        _world = world;
        Name = name;
        Observer = new() { StartedAt = world.Now };
        Calls = new(world, this, firstPid: id * 1000);
    }

    public string Name { get; }

    public long Epoch { get; private set; }

    public bool IsUp { get; private set; }

    /// <summary>It runs, but does not reach the database.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>When the lease of its last renewal is over; null while it renews.</summary>
    public BootTime? RenewedUntil => IsSilent ? _renewedAt + _world.Profile.Authority : null;

    /// <summary>It renews and commits, but what it sees of the cluster stands still.</summary>
    public bool IsLagging => _frozen is not null && !IsSilent;

    public bool IsRenewing => IsUp && !IsSilent;

    public Observer Observer { get; private set; }

    public NodeCalls Calls { get; }

    public SortedDictionary<string, OwnedInstance> Hosts { get; } = new(StringComparer.Ordinal);

    public ClusterSnapshot View => _frozen ?? _world.Database.Snapshot;

    public BootTime? NextLook { get; private set; }

    public BootTime? NextPolicyLook { get; private set; }

    public BootTime? NextHostWake => Hosts.Values.Aggregate((BootTime?)null, (at, h) => Wake.Earlier(at, h.WakeAt));

    public bool WantsToLook => IsRenewing
        && ((_newsSeen != _world.Database.News && _frozen is null) || _newsSeen < 0
            || NextLook <= _world.Now || NextPolicyLook <= _world.Now);

    private MemberState? Member =>
        _world.Database.Snapshot.Members.TryGetValue(Name, out Row<MemberState>? row) ? row.Value : null;

    /// <summary>The node starts, or is heard of again.</summary>
    public void Up()
    {
        _frozen = null;
        if (IsUp && IsSilent)
        {
            IsSilent = false;
            Renew();
            Seen();
            return;
        }

        if (!IsUp)
        {
            IsUp = true;
            IsSilent = false;
            Epoch = (Member?.Epoch ?? 0) + 1;
            Observer = new() { StartedAt = _world.Now };
            NextLook = NextPolicyLook = null;
            _newsSeen = -1;
            Write(alive: true, renewal: false);
            Calls.PublishTypes();
            _world.Tell(Name, "NodeUp", $"Node {Name} is up, epoch {Epoch}.");
        }
    }

    /// <summary>It loses power: at once nothing of it runs any more.</summary>
    public void Down()
    {
        RenewForTheLastTime();
        IsUp = IsSilent = false;
        _frozen = null;
        EndEpoch();
        _world.Tell(Name, "NodeStopped", $"Node {Name} lost power.");
    }

    /// <summary>
    /// It stops in good order, nothing runs any more and its record says so.
    /// </summary>
    public void Leave()
    {
        IsUp = false;
        EndEpoch();
        Epoch++;
        Write(alive: false, renewal: false);
        _world.Tell(Name, "NodeStopped", $"Node {Name} left.");
    }

    /// <summary>It does not reach the database any more; when its lease ends it stops everything.</summary>
    public void Silence()
    {
        RenewForTheLastTime();
        IsSilent = true;
        _frozen = _world.Database.Snapshot;
        long epoch = Epoch;
        BootTime end = _renewedAt + _world.Profile.Authority;
        _world.Agenda.Book(end, () =>
        {
            if (IsSilent && Epoch == epoch && _renewedAt + _world.Profile.Authority == end)
            {
                EndEpoch();
                IsUp = false;
                _world.Tell(Name, "AuthorityLost",
                    $"Node {Name} lost its authority: it stops everything of epoch {Epoch}.");
            }
        });
    }

    /// <summary>Nobody reaches the database any more, and all agree to go on.</summary>
    public void GoOnByAgreement()
    {
        RenewForTheLastTime();
        IsSilent = true;
        _frozen = _world.Database.Snapshot;
    }

    public void Lag() => _frozen = _world.Database.Snapshot;

    public void CatchUp()
    {
        _frozen = null;
        See(lookAgain: true);
    }

    public void Prove(string node, long epoch)
    {
        Observer = Observer.Prove(node, epoch);
        _newsSeen = -1;
    }

    public void Renew()
    {
        if (Member is { Alive: true } member && member.Epoch == Epoch)
        {
            Write(alive: true, renewal: true);
        }
        else
        {
            EndEpoch();
            IsUp = IsSilent = false;
            _world.Tell(Name, "AuthorityLost", $"Node {Name} was fenced: it stops everything of epoch {Epoch}.");
        }
    }

    /// <summary>Takes notice of who renewed.</summary>
    public void See(bool lookAgain)
    {
        Observer = Observer.See(View, _world.Now);
        _newsSeen = lookAgain ? -1 : _newsSeen;
    }

    /// <summary>Lets the groups that are this node's do what they have to; whether any did.</summary>
    public bool RunHosts()
    {
        bool any = false;
        foreach (GroupState state in View.GroupStates.Values.Select(row => row.Value))
        {
            if (state.Owner == Name && state.OwnerEpoch == Epoch && !IsOver(state) && !Hosts.ContainsKey(state.Group))
            {
                Hosts[state.Group] = new(_world, this, state);
            }
        }

        foreach (OwnedInstance host in Hosts.Values.ToList())
        {
            any |= host.RunIfDue();
            if (host.IsDone)
            {
                _done[host.Group] = host.Generation;
                Hosts.Remove(host.Group);
                any = true;
            }
        }

        return any;
    }

    public void Look(TimeSpan clamp)
    {
        _newsSeen = _world.Database.News;
        BootTime now = _world.Now;
        Observer = Observer.See(View, now);
        var self = new CoordinatorIdentity(Name, Epoch);
        _step = Coordinator.Decide(ref _memory, View, Observer, self, World.Wall(now), now);
        CoordinatorStep anew = Coordinator.Decide(View, Observer, self, World.Wall(now), now);
        if (!SameDecision(_step, anew))
        {
            throw new ScenarioException($"{Name} decides otherwise from memory at {World.Wall(now):HH:mm:ss.fff}");
        }

        NextLook = _step.WakeAt is { } at ? BootTime.Max(at, now + clamp) : null;
        NextPolicyLook = _step.Failover?.WakeAt is { } policy ? BootTime.Max(policy, now + clamp) : null;
    }

    /// <summary>
    /// From memory the same is decided; it may only be looked at again earlier than without it, never later.
    /// </summary>
    private static bool SameDecision(CoordinatorStep remembered, CoordinatorStep anew) =>
        Equals(remembered.Failover?.Actions, anew.Failover?.Actions)
        && (anew.Failover?.WakeAt is not { } due || remembered.Failover?.WakeAt <= due);

    /// <summary>Commits what the last look came to; whether there was anything.</summary>
    public bool CommitLook()
    {
        if (_step?.Plan is not { } plan)
        {
            return false;
        }

        _step = null;
        return Commit(plan);
    }

    private bool Commit(CommitPlan plan)
    {
        if (_world.Database.Commit(plan) is { } conflict)
        {
            // With a snapshot that stands still it would want the same again and again.
            _world.Trace(Name, $"its commit conflicts on {conflict}");
            NextLook = NextPolicyLook = IsLagging ? _world.Now + World.Rest : null;
            _newsSeen = IsLagging ? _world.Database.News : -1;
            return true;
        }

        foreach (Announcement told in plan.Announcements)
        {
            _world.Tell(Name, told.Kind, told.Message, told.Group);
        }

        _newsSeen = -1;
        return true;
    }

    private void Seen()
    {
        foreach (SimNode node in _world.Nodes.Values.Where(node => node.IsRenewing))
        {
            node.See(lookAgain: true);
        }

        foreach (OwnedInstance host in Hosts.Values)
        {
            host.PublishAgain();
        }
    }

    /// <summary>So that the silence that follows counts from now, wherever the next renewal would have been.</summary>
    private void RenewForTheLastTime()
    {
        if (IsRenewing)
        {
            Renew();
            Seen();
        }
    }

    private void EndEpoch()
    {
        Hosts.Clear();
        Calls.Clear();
        _world.Running.StopAll(Name);
        NextLook = NextPolicyLook = null;
    }

    private bool IsOver(GroupState state) =>
        _done.GetValueOrDefault(state.Group) >= state.Generation
        || (View.GroupStatuses.TryGetValue(state.Group, out Row<GroupStatus>? status)
            && status.Value is { Phase: GroupPhase.Stopped } stopped && stopped.Generation == state.Generation);

    private void Write(bool alive, bool renewal)
    {
        _renewedAt = _world.Now;
        var member = new MemberState
        {
            Node = Name,
            Epoch = Epoch,
            Alive = alive,
            Sequence = (Member?.Sequence ?? 0) + 1,
            Authority = _world.Profile.Authority,
            Kill = _world.Profile.Kill,
            KillTime = _world.Profile.KillTime,
            View = MemberView.Of(_world.Database.Snapshot.Members),
            Protections = Calls.Protections,
        };
        _world.Database.Put(Keys.Member(Name), member, renewal);
    }
}
