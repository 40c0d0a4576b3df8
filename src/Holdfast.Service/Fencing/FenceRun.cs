using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Fencing;

/// <summary>
/// Carries one power-off out: level by level, off and then the device's own word that it is off, and only then the
/// confirmation. Whatever is not known counts as failed.
/// </summary>
/// <remarks>
/// A reboot is an off and, once that is confirmed, an on: never an agent's own reboot, which nobody could verify in
/// between. All may be repeated by another coordinator: an off of what is off does no harm.
/// </remarks>
internal sealed class FenceRun(
    FenceDevices devices, IClusterView view, FenceRecord record, TimeProvider time, Random random)
{
    private const string Changed =
        "its devices were changed meanwhile, and what they would do or say is not what was decided by";

    /// <summary>How much longer than its lease a node may renew after its power is gone: answers under way.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No device may take as long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>After its time-out an agent is killed; so much later it is gone.</summary>
    private static readonly TimeSpan Surviving = TimeSpan.FromSeconds(5);

    /// <summary>The revisions of the devices as they were when the run began.</summary>
    private ValueMap<long> _read = ValueMap<long>.Empty;

    private string Node => record.State.Node;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await NobodyLetsInAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (!await record.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            await LeaveAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        ClusterSnapshot read = view.Current;
        _read = ValueMap<long>.From(
            read.FenceDevices.Select(device => KeyValuePair.Create(device.Key, device.Value.Revision)));
        IReadOnlyList<IGrouping<int, FenceDeviceConfig>> levels = StonithSteps.LevelsOf(read, record.State);
        var failures = new List<string>();
        foreach (IGrouping<int, FenceDeviceConfig> level in levels)
        {
            LevelOutcome outcome = await LevelAsync([.. level], cancellationToken).ConfigureAwait(false);
            if (!record.IsOurs)
            {
                await LeaveAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            if (outcome.Failure is null)
            {
                await ConfirmAsync(outcome.Switched, cancellationToken).ConfigureAwait(false);
                return;
            }

            failures.Add($"level {level.Key}: {outcome.Failure}");
            await record.NoteAsync(level.Key, failures[^1], cancellationToken).ConfigureAwait(false);
        }

        string text = failures.Count == 0 ? "no device has it among its hosts any more" : string.Join("; ", failures);
        await record.FailAsync(text, elsewhere: failures.Count > 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether no agent can let the node in any more that was told to before; false if the record changed
    /// meanwhile.</summary>
    private async Task<bool> NobodyLetsInAsync(CancellationToken cancellationToken) =>
        record.State.LettingIn is not { } letting || await LetInRun
            .OverAsync(view, letting, () => record.IsOurs, time, cancellationToken).ConfigureAwait(false);

    /// <summary>It succeeded if every device of the level powered the node off and said then that it is off.</summary>
    private async Task<LevelOutcome> LevelAsync(FenceDeviceConfig[] level, CancellationToken cancellationToken)
    {
        var switched = new List<FenceDeviceConfig>();
        if (FenceHosts.WhyUnsure(view.Current, level[0].Level, Node) is { } unsure)
        {
            return new(switched, unsure);
        }

        foreach (FenceDeviceConfig each in level)
        {
            (FenceDeviceConfig? device, string? failure) = await SwitchAsync(each, level, cancellationToken)
                .ConfigureAwait(false);
            if (device is null)
            {
                return new(switched, failure);
            }

            switched.Add(device);
        }

        // All are asked after all were switched: with two power supplies one plug alone says nothing.
        foreach (FenceDeviceConfig device in switched)
        {
            AgentAnswer status = await devices.IsOffAsync(device, Node, cancellationToken).ConfigureAwait(false);
            if (!status.IsOff)
            {
                return new(switched,
                    $"{device.Name} says it powered {Node} off, but not that {Node} is off now: "
                    + (status.IsDone ? "its status is on" : status.Text));
            }
        }

        return new(switched, IsAsRead(level) ? null : Changed);
    }

    /// <summary>Tells one device to power the node off: the device with the plug that it has then, or why it did not.
    /// </summary>
    private async Task<(FenceDeviceConfig? Device, string? Failure)> SwitchAsync(
        FenceDeviceConfig each, FenceDeviceConfig[] level, CancellationToken cancellationToken)
    {
        TimeSpan delay = StonithDelay.Of(each, Node, view.Current, random.NextDouble());
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
        (FenceDeviceConfig? device, string? whyNot) = await devices.Lists
            .WithPlugAsync(each, Node, view.Current.NodeNames(), cancellationToken).ConfigureAwait(false);
        if (device is null)
        {
            return (null, $"{each.Name} did not power {Node} off: {whyNot}");
        }

        if (device.Unfencing == Unfencing.Node
            && !LetInSteps.IsRegistered(view.Current, record.State, each, record.State.Epoch))
        {
            return (null, $"{device.Name} was not asked: {Node} has not registered with it as it is now, so "
                + $"that it would call {Node} off whatever {Node} does");
        }

        if (!IsAsRead(level))
        {
            return (null, Changed);
        }

        if (!record.IsOurs
            || !await record.TellAsync(device.Name, IsFabric(device), cancellationToken).ConfigureAwait(false))
        {
            return (null, "somebody else has it now, or the node came back");
        }

        // Others may be at the device for minutes, and a try may fail: what is told then must still be wanted.
        AgentAnswer off = await devices
            .OffAsync(device, Node, () => record.IsOurs && IsAsRead(level), cancellationToken).ConfigureAwait(false);
        return off.IsDone ? (device, null) : (null, $"{device.Name} did not power {Node} off: {off.Text}");
    }

    /// <summary>Whether the level is made of the devices that it was made of when the run began, none of which anybody
    /// has changed: a plug that was found to be another machine's is not switched any more, and a device that was added
    /// is not left out.</summary>
    private bool IsAsRead(IReadOnlyCollection<FenceDeviceConfig> level)
    {
        ClusterSnapshot now = view.Current;
        return level.All(device => now.FenceDevices.TryGetValue(device.Name, out Row<FenceDeviceConfig>? row)
                && row.Revision == _read[device.Name])
            && StonithSteps.DevicesOf(now, Node).Where(device => device.Level == level.First().Level)
                .All(device => level.Any(each => each.Name == device.Name));
    }

    private static bool IsFabric(FenceDeviceConfig device) => device.Unfencing != Unfencing.None;

    private async Task ConfirmAsync(IReadOnlyList<FenceDeviceConfig> level, CancellationToken cancellationToken)
    {
        var done = StonithDone.By(level);
        if (!await MemberIsSilentAsync(cancellationToken).ConfigureAwait(false))
        {
            await record.FailAsync(
                $"{done.Devices} says that {Node} is off, but {Node} goes on renewing: the device's host map names the "
                + "plug of another machine; see holdfast fence device show" + (level.Any(IsFabric)
                    ? $"; or {Node} was cut off from less than the cluster's database: stop its service"
                    : ""), elsewhere: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        RowGuard[] asTold =
            [.. level.Select(device => new RowGuard(Keys.FenceDevice(device.Name), _read[device.Name]))];
        if (!await record.ConfirmAsync(level[0].Level, done, asTold, cancellationToken).ConfigureAwait(false))
        {
            await LeaveAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await PowerOnAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Powers the node on again by the devices that owe it: also where who confirmed that it is off did not come to
    /// that. An off that an earlier coordinator was at must be over by then, or it would strike a node that is back.
    /// </summary>
    /// <remarks>All are told at the same time: the node may join again by the first of two power supplies. Who is told
    /// then does no harm, and its redundancy is not lost unnoticed. Where a new power-off is wanted it ends at once: a
    /// device that hangs must not hold that up.</remarks>
    public async Task PowerOnAsync(CancellationToken cancellationToken)
    {
        bool heldBefore = record.State.HeldBefore ?? record.State.Attempts > 1;
        if (record.State.OnOwed.Count == 0
            || (heldBefore && !await EarlierIsOverAsync(cancellationToken).ConfigureAwait(false)))
        {
            return;
        }

        string[] owed = [.. record.State.OnOwed];
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<string?[]> told = Task.WhenAll(owed.Select(name => PowerOnAsync(name, wanted.Token)));
        Task moot = view.PassesAsync(LongestWait, () => record.IsHeld, time, wanted.Token);
        await Task.WhenAny(told, moot).ConfigureAwait(false);
        await wanted.CancelAsync().ConfigureAwait(false);
        await moot.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!record.IsHeld)
        {
            return;
        }

        string?[] troubles = await told.ConfigureAwait(false);
        for (int i = 0; i < owed.Length; i++)
        {
            await record.PoweredOnAsync(owed[i], troubles[i], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no agent that another coordinator began can do anything any more; false if that is moot: a
    /// new power-off is wanted, or the node came back, and may have to be let in first.</summary>
    private Task<bool> EarlierIsOverAsync(CancellationToken cancellationToken)
    {
        TimeSpan longest = StonithSteps.DevicesOf(view.Current, Node).Select(device => device.Timeout)
            .DefaultIfEmpty(TimeSpan.Zero).Max();
        bool away = record.IsOurs;
        return view.PassesAsync(
            longest + Surviving, () => record.IsHeld && record.IsOurs == away, time, cancellationToken);
    }

    /// <summary>Null if the device powered the node on, else why it did not.</summary>
    private async Task<string?> PowerOnAsync(string name, CancellationToken cancellationToken)
    {
        if (StonithSteps.DevicesOf(view.Current, Node).FirstOrDefault(each => each.Name == name) is not { } known)
        {
            return "it is not there any more";
        }

        (FenceDeviceConfig? device, string? whyNot) = await devices.Lists
            .WithPlugAsync(known, Node, view.Current.NodeNames(), cancellationToken).ConfigureAwait(false);
        if (device is null)
        {
            return whyNot;
        }

        AgentAnswer on = await devices.OnAsync(device, Node, () => record.IsHeld, cancellationToken)
            .ConfigureAwait(false);
        return on.IsDone ? null : on.Text;
    }

    /// <summary>Waits until the member counts as dead. That a node which was powered off goes on renewing is how a
    /// wrong plug shows.</summary>
    private async Task<bool> MemberIsSilentAsync(CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = view.Current;
        if (!snapshot.Members.TryGetValue(Node, out Row<MemberState>? member))
        {
            return false;
        }

        using var late = new CancellationTokenSource(Lease.Of(member.Value).Wait + Grace, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        while (snapshot.Members.TryGetValue(Node, out member) && member.Value.Alive
            && record.State.Concerns(member.Value))
        {
            try
            {
                snapshot = await view.NewsAsync(snapshot.Revision, limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>If the node came back in another life, there is nothing to do any more; else another has it now.
    /// </summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (!view.Current.Members.TryGetValue(Node, out Row<MemberState>? member)
            || !record.State.Concerns(member.Value))
        {
            await record.WithdrawAsync($"{Node} came back before it was confirmed that it is off", cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>What came of one level.</summary>
    /// <param name="Switched">The devices that say they powered the node off, each with its plug.</param>
    /// <param name="Failure">Why that is not enough; null if it is.</param>
    private sealed record LevelOutcome(IReadOnlyList<FenceDeviceConfig> Switched, string? Failure);
}
