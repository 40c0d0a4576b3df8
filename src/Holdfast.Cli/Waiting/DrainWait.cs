using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Waiting;

/// <summary>Waits until a node is drained, and says what could not be moved away and why.</summary>
/// <remarks>It gives up when everything that is left is hindered and nothing of it moves, for a while: groups leave in
/// turn, and one that waits for another is hindered too.</remarks>
internal sealed class DrainWait
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);
    private readonly Session _session;
    private readonly string _node;
    private int _most;
    private long? _stuckSince;

    private DrainWait(Session session, string node) => (_session, _node) = (session, node);

    /// <exception cref="HoldfastException">Something could not be moved away, or not in time.</exception>
    public static async Task<int> ForAsync(
        Session session, NodeDto node, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = session.Context.Time.GetTimestamp();
        var wait = new DrainWait(session, node.Name) { _most = node.Groups.Count };
        NodeDto drained = await Progress
            .WaitAsync(session, $"node {node.Name} to be drained", timeout, wait.LookAsync, cancellationToken)
            .ConfigureAwait(false);
        string took = Texts.Seconds(session.Context.Time.GetElapsedTime(start));
        string stays = drained.Groups.Count == 0 ? "" : $"; its own {Texts.List(drained.Groups)} stays";
        return session.Print(drained, ClientJson.Indented.NodeDto, () => session.Terminal.Line(
            FormattableString.Invariant($"node {drained.Name} drained, ")
            + FormattableString.Invariant($"{wait._most - drained.Groups.Count} moved away, {took}{stays}")));
    }

    private async Task<Progress.Step<NodeDto>> LookAsync(CancellationToken cancellationToken)
    {
        ClusterStatusDto cluster = await _session.Client.StatusAsync(cancellationToken).ConfigureAwait(false);
        NodeDto? node = cluster.Nodes.FirstOrDefault(each => each.Name == _node);
        Left[] left = [.. cluster.Groups.SelectMany(On)];
        if (node is null or { Wanted: not "Drained" })
        {
            throw new HoldfastException(ErrorCodes.NotDrained, $"node {_node} is no longer to be drained");
        }

        if (left.Length == 0)
        {
            return new("", node);
        }

        _most = Math.Max(_most, node.Groups.Count);
        bool stuck = left.All(each => each.Hindrance.Length > 0 && each.MovingTo is null);
        _stuckSince = stuck ? _stuckSince ?? _session.Context.Time.GetTimestamp() : null;
        if (_stuckSince is { } since && _session.Context.Time.GetElapsedTime(since) > Settled)
        {
            throw new HoldfastException(ErrorCodes.NotDrained, $"node {_node} is not drained: "
                + string.Join("; ", left.Select(each => $"{each.Name} stays: {each.Hindrance}")));
        }

        string[] words = [.. left.Select(each => each.MovingTo is { } target ? $"{each.Name} → {target}"
            : each.Hindrance.Length > 0 ? $"{each.Name} ({each.Hindrance})"
            : each.Name)];
        return new(FormattableString.Invariant($"{left.Length} left: ") + string.Join(", ", words), null);
    }

    /// <summary>What of a group is on the node and has to leave; an instance that every node has does not.</summary>
    private IEnumerable<Left> On(GroupDto group)
    {
        IEnumerable<Left> all = group.Instances
            .Where(each => group.InstanceCount != "every-node" || !each.Wanted)
            .Select(each => new Left(each.Name, each.Owner, each.MovingTo, each.Hindrance));
        return all.Append(new Left(group.Name, group.Owner, group.MovingTo, group.Hindrance))
            .Where(each => each.Owner == _node);
    }

    private sealed record Left(string Name, string? Owner, string? MovingTo, string Hindrance);
}
