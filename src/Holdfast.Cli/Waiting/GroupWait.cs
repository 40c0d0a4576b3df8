using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Waiting;

/// <summary>Waits until a group is where it is wanted.</summary>
internal static class GroupWait
{
    public static async Task<int> ForStateAsync(
        Session session, string name, bool online, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = session.Context.Time.GetTimestamp();
        var failures = new FailureWatch(session.Context.Time);
        string wanted = online ? "Online" : "Offline";
        GroupDto group = await Progress.WaitAsync(session, $"group {name} to {wanted}", timeout, async token =>
        {
            GroupDto now = await session.Client.Groups.ShowAsync(name, token).ConfigureAwait(false);
            if (Reached(now, online))
            {
                return new Progress.Step<GroupDto>("", now);
            }

            failures.Check(now, ErrorCodes.GroupFailed);
            return new Progress.Step<GroupDto>(Describe(now), null);
        }, cancellationToken).ConfigureAwait(false);
        return Print(session, group, start);
    }

    public static async Task<int> ForMoveAsync(
        Session session, MoveDto move, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = session.Context.Time.GetTimestamp();
        var failures = new FailureWatch(session.Context.Time);
        string target = move.Target ?? "another node";
        GroupDto group = await Progress.WaitAsync(session, $"group {move.Group} to {target}", timeout, async token =>
        {
            GroupDto now = await session.Client.Groups.ShowAsync(move.Group, token).ConfigureAwait(false);
            bool answered = now.LastMoveId == move.Id;
            if (answered && now.LastMoveRefusal.Length > 0)
            {
                throw new HoldfastException(
                    ErrorCodes.MoveRefused, $"group \"{move.Group}\" stays: {now.LastMoveRefusal}");
            }

            bool there = answered && now.MovingTo is null && now.Owner is not null
                && (move.Target is null || now.Owner == move.Target);
            if (there && Reached(now, now.Wanted == "Online"))
            {
                return new Progress.Step<GroupDto>("", now);
            }

            if (there)
            {
                failures.Check(now, ErrorCodes.GroupFailed);
            }

            return new Progress.Step<GroupDto>(Describe(now), null);
        }, cancellationToken).ConfigureAwait(false);
        return Print(session, group, start);
    }

    private static bool Reached(GroupDto group, bool online) => online
        ? group.Wanted == "Online" && IsOwned(group)
            && group.Resources.All(resource => resource.State == resource.Wanted)
        : group.Resources.All(resource => resource.State == "Offline");

    private static bool IsOwned(GroupDto group) =>
        group.Owner is not null || group.Instances.Any(instance => instance.Owner is not null);

    private static string Owner(GroupDto group) => group.Owner
        ?? (IsOwned(group)
            ? Texts.List([.. group.Instances.Select(each => each.Owner).OfType<string>().Distinct()])
            : "no node");

    private static string Describe(GroupDto group)
    {
        string[] waiting = [.. group.Resources.Where(resource => resource.State != resource.Wanted)
            .Select(resource => $"{resource.Name} {resource.State}"
                + (resource.StatusText.Length > 0 ? $" ({resource.StatusText})" : ""))];
        string hindered = group.Hindrance.Length > 0 ? $" ({group.Hindrance})" : "";
        return $"{group.State} on {Owner(group)}{hindered}"
            + (waiting.Length > 0 ? $": {string.Join(", ", waiting)}" : "");
    }

    private static int Print(Session session, GroupDto group, long start)
    {
        string where = group.Resources.Count == 0 ? $"wanted {group.Wanted} (it has no resources yet)"
            : group.Wanted == "Online" ? $"{group.State} on {Owner(group)}"
            : group.State;
        string took = Texts.Seconds(session.Context.Time.GetElapsedTime(start));
        return session.Print(group, ClientJson.Indented.GroupDto, () => session.Terminal.Line($"{where}, {took}"));
    }
}
