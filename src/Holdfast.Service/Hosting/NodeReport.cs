using System.Threading.Channels;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Groups;
using Holdfast.Service.Membership;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Hosting;

/// <summary>
/// Publishes what a node says of itself, <c>status/nodes/&lt;n&gt;</c>: its packages, its processes, where its API
/// is. Written when it has changed, the newest winning, and again when something older has taken its place.
/// </summary>
public sealed class NodeReport : INodeReport
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private readonly NodeOptions _options;
    private readonly IClusterDatabase _database;
    private readonly IAuthority _authority;
    private readonly IGroupOperations _groups;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What is known to be written, with its revision; null if nothing is.</summary>
    private Row<NodeStatus>? _written;
    private ValueList<string> _packages = [];
    private ValueMap<string> _unavailable = ValueMap<string>.Empty;

    public NodeReport(
        NodeOptions options, IClusterDatabase database, IClusterView view, IAuthority authority,
        IGroupOperations groups, TimeProvider time)
    {
        _options = options;
        _database = database;
        _authority = authority;
        _groups = groups;
        _time = time;
        groups.ProcessesChanged += Changed;
        view.Advanced += Look;
    }

    /// <summary>Address of the API on TCP, once it listens.</summary>
    public string ApiUrl { get; set; } = "";

    public void ReportPackages(IReadOnlyList<string> held, IReadOnlyDictionary<string, string> unavailableTypes)
    {
        _packages = held.Order(StringComparer.Ordinal).ToValueList();
        _unavailable = ValueMap<string>.From(unavailableTypes);
        Changed();
    }

    /// <summary>The loop: writes once at the start and after each change.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Changed();
        while (await _changed.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            await _authority.JoinedAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(Gather, _time, cancellationToken).ConfigureAwait(false);
            _changed.Reader.TryRead(out _);
            NodeStatus status = Current();
            if (status != Volatile.Read(ref _written)?.Value)
            {
                Volatile.Write(ref _written, await WriteAsync(status, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    /// <summary>What the node says of itself now.</summary>
    public NodeStatus Current() => new()
    {
        Node = _options.Node,
        Epoch = _authority.Epoch,
        Version = Api.ServiceVersion.Text,
        ApiSocket = _options.ApiSocket,
        ApiUrl = ApiUrl,
        PeerUrl = _options.Machine?.Url.GetLeftPart(UriPartial.Authority) ?? "",
        Packages = _packages,
        UnavailableTypes = _unavailable,
        Processes = _groups.Processes
            .Prepend(new NodeProcess(Environment.ProcessId, "service", _options.Node, []))
            .ToValueList(),
    };

    /// <summary>Asks for a new report.</summary>
    public void Changed() => _changed.Writer.TryWrite(true);

    /// <summary>
    /// What a service of this node that has ended sent last may be committed after what this one wrote.
    /// </summary>
    private void Look(ClusterSnapshot snapshot)
    {
        if (Volatile.Read(ref _written) is { } written
            && snapshot.NodeStatuses.TryGetValue(_options.Node, out Row<NodeStatus>? found)
            && found.Revision > written.Revision && found.Value != written.Value)
        {
            Interlocked.CompareExchange(ref _written, null, written);
            Changed();
        }
    }

    /// <returns>What was written; null if that is not known.</returns>
    private async Task<Row<NodeStatus>?> WriteAsync(NodeStatus status, CancellationToken cancellationToken)
    {
        // Nobody else writes this key, so the newest may simply win, also when it commits twice or late: where
        // something older comes after it, it is written again.
        CommitResult result = await _database.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(Keys.NodeStatus(_options.Node), status)], Renewal = true },
            cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Committed committed)
        {
            return new Row<NodeStatus>(status, committed.Revision);
        }

        await Task.Delay(Gather * 5, _time, cancellationToken).ConfigureAwait(false);
        Changed();
        return null;
    }
}
