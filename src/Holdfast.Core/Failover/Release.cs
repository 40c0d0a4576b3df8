using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>
/// Whether a group may be taken from its owner: rule 6 of the lease protocol, on which exclusivity rests.
/// </summary>
/// <remarks>
/// (a) its owner reported it stopped in this generation; (b) its owner's record shows a higher epoch, which only a node
/// that proved that nothing runs can write; (c) its owner is fenced and was silent for W on this coordinator's own
/// clock, without anybody's agreement to go on, or was proven or confirmed dead, or was powered off in this very epoch,
/// which a device confirmed. Nothing else will do. That a device cut it off from its storage stands for what the fence
/// scope <see cref="FenceScope.Node"/> asks for, and for nothing else: it still has power, and its processes and
/// addresses go on.
/// </remarks>
public abstract record Release
{
    private Release()
    {
    }

    /// <summary>Nothing of the group's generation runs, nor ever will.</summary>
    public sealed record Free(Reason Reason) : Release;

    /// <summary>Something of it may run; look again at <paramref name="At"/>.</summary>
    public sealed record Held(BootTime? At) : Release;

    /// <summary>It may be that nothing runs, but what its fence scope asks for was not there.</summary>
    public sealed record Blocked(Reason Reason) : Release;

    public static Release Of(GroupState state, ClusterSnapshot snapshot, Observer observer, BootTime now)
    {
        string group = GroupInstance.GroupOf(state.Group);
        return Of(state, snapshot, observer, now, ResourceIndex.Of(snapshot).ResourcesOf(group));
    }

    /// <param name="resources">The group's resources, for what their types need.</param>
    internal static Release Of(
        GroupState state,
        ClusterSnapshot snapshot,
        Observer observer,
        BootTime now,
        IEnumerable<ResourceConfig> resources)
    {
        if (state.Owner is not { } owner)
        {
            return new Free(new(ReasonKind.FirstOwner, state.Generation == 0 ? "it is new" : "it had no owner"));
        }

        if (IsStopped(state, snapshot, observer.Faults))
        {
            return new Free(new(ReasonKind.StoppedByOwner, $"{owner} stopped it") { Node = owner });
        }

        if (!snapshot.Members.TryGetValue(owner, out Row<MemberState>? row) || row.Value.Epoch < state.OwnerEpoch)
        {
            return new Held(null);
        }

        MemberState member = row.Value;
        if (member.Epoch > state.OwnerEpoch)
        {
            string text = member.Alive
                ? $"{owner} started anew, with nothing running"
                : $"{owner} ended its epoch {state.OwnerEpoch} with nothing running";
            return new Free(new(ReasonKind.OwnerEpochOver, text) { Node = owner });
        }

        if (observer.Faults.TakenWithoutFence && observer.IsSuspect(member, now))
        {
            return new Free(new(ReasonKind.OwnerSilent, $"{owner} is late") { Node = owner });
        }

        if (member.Alive)
        {
            return new Held(null);
        }

        if (KnownOff(snapshot, member, observer.Faults) is { } off)
        {
            return new Free(off with { Node = owner });
        }

        string? cutBy = CutBy(snapshot, member);
        return observer.SilenceOf(member, now) switch
        {
            null => new Held(observer.SilentAt(member)),
            Silence.Waited when Agreed(observer, member, observer.WaitFor(member), now) is { } held => held,
            { } silence => Protected(state, snapshot, member, silence, resources, cutBy is not null, observer.Faults)
                ?? Bitten(snapshot, observer, member, resources, now)
                ?? Over(member, silence, cutBy),
        };
    }

    /// <summary>Who confirmed that nothing of this very epoch runs: an operator, or a device that powered the machine
    /// off; null if nobody did.</summary>
    private static Reason? KnownOff(ClusterSnapshot snapshot, MemberState member, PlantedFaults faults)
    {
        if (snapshot.Nodes.TryGetValue(member.Node, out Row<NodeConfig>? node)
            && node.Value.ConfirmedDead == member.Epoch)
        {
            return new(
                ReasonKind.OwnerConfirmedDead, $"an operator confirmed that nothing of {member.Node} runs");
        }

        bool off = snapshot.Fences.TryGetValue(member.Node, out Row<FenceState>? fence)
            && fence.Value.Concerns(member)
            && ((fence.Value.Phase == FencePhase.Confirmed
                    && (!fence.Value.IsCutOnly() || faults.CutTakenAsOff))
                || (faults.UnconfirmedFenceTaken && fence.Value.Phase is FencePhase.Running or FencePhase.Failed));
        return off
            ? new(
                ReasonKind.OwnerPoweredOff,
                $"{member.Node} was {StonithSteps.Done(fence!.Value)} by {fence.Value.Devices}, confirmed")
            : null;
    }

    /// <summary>The devices that cut the member off in this very epoch, confirmed, but did not power it off; null if
    /// none did.</summary>
    private static string? CutBy(ClusterSnapshot snapshot, MemberState member) =>
        !snapshot.Fences.TryGetValue(member.Node, out Row<FenceState>? fence) || !fence.Value.Concerns(member) ? null
        : fence.Value.WhoCutOff() is { Length: > 0 } devices ? devices
        : null;

    /// <summary>
    /// Whether the silent member may still run by agreement of others than this coordinator; null if not.
    /// </summary>
    private static Release? Agreed(Observer observer, MemberState member, TimeSpan wait, BootTime now) =>
        Agreement.OverAt(observer, member, wait) switch
        {
            { } over when now >= over => null,
            { } over => new Held(over),
            null => new Blocked(new(
                ReasonKind.BlockedUnfenced,
                $"{member.Node} may still run it if {Agreement.Names(member)} agreed to that, and this coordinator was "
                + "not asked; start one of them again to free it, or confirm that "
                + $"{member.Node} is off")
            {
                Node = member.Node,
            }),
        };

    private static bool IsStopped(GroupState state, ClusterSnapshot snapshot, PlantedFaults faults) =>
        HasPhase(state, snapshot, GroupPhase.Stopped)
        || (faults.StopFailedIgnored && HasPhase(state, snapshot, GroupPhase.StopFailed));

    private static bool HasPhase(GroupState state, ClusterSnapshot snapshot, GroupPhase phase) =>
        snapshot.GroupStatuses.TryGetValue(state.Group, out Row<GroupStatus>? status)
        && status.Value.Generation == state.Generation
        && string.Equals(status.Value.Node, state.Owner, StringComparison.Ordinal)
        && status.Value.Phase == phase;

    /// <summary>
    /// What only the member's watchdog ends is over when that has reset the machine; null if it has, or is not needed.
    /// </summary>
    private static Release? Bitten(
        ClusterSnapshot snapshot,
        Observer observer,
        MemberState member,
        IEnumerable<ResourceConfig> resources,
        BootTime now) =>
        resources.Any(resource => Protections.NeedWatchdog(ScopeOf(resource, snapshot), member))
            ? Agreed(observer, member, observer.WaitForWatchdog(member), now)
            : null;

    /// <summary>Of a type that nobody knows, nobody knows what ends it: only the end of the whole node does for sure.
    /// </summary>
    private static FenceScope ScopeOf(ResourceConfig resource, ClusterSnapshot snapshot) =>
        snapshot.Types.TryGetValue(resource.Type, out Row<ResourceTypeConfig>? type)
            ? type.Value.FenceScope
            : FenceScope.Node;

    /// <summary>Why it is not free although its owner is silent; null if nothing stands against it.</summary>
    private static Release? Protected(
        GroupState state,
        ClusterSnapshot snapshot,
        MemberState member,
        Silence silence,
        IEnumerable<ResourceConfig> resources,
        bool cut,
        PlantedFaults faults)
    {
        if (silence == Silence.Waited && HasPhase(state, snapshot, GroupPhase.StopFailed)
            && !faults.StopFailedIgnored)
        {
            return new Blocked(new(
                ReasonKind.StopFailed,
                $"it could not be stopped on {member.Node} before that node went silent, so waiting proves nothing; " +
                $"start {member.Node} again to free it, or confirm that it is off")
            {
                Node = member.Node,
            });
        }

        foreach (ResourceConfig resource in resources)
        {
            FenceScope scope = ScopeOf(resource, snapshot);
            if (Protections.Suffice(scope, member)
                || (cut && scope == FenceScope.Node && snapshot.Types.ContainsKey(resource.Type)))
            {
                continue;
            }

            string needed = Protections.Needed(scope);
            return new Blocked(new(
                ReasonKind.BlockedUnfenced,
                $"resource {resource.Name} needs the protection '{needed}', which {member.Node} did not have " +
                $"when it went down; start {member.Node} again to free it, or confirm that it is off")
            {
                Node = member.Node,
            });
        }

        return null;
    }

    private static Free Over(MemberState member, Silence silence, string? cutBy)
    {
        Reason reason = cutBy is not null
            ? new(ReasonKind.OwnerPoweredOff,
                $"{member.Node} was cut off by {cutBy}, confirmed, and was silent for long enough")
            : silence == Silence.Proven
            ? new(ReasonKind.OwnerProvenDead, $"{member.Node} is down, and nothing of it runs")
            : new(ReasonKind.OwnerSilent, $"{member.Node} is down, and was silent for long enough");
        return new Free(reason with { Node = member.Node });
    }
}
