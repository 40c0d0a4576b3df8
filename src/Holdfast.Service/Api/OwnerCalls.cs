using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Groups;
using Holdfast.Service.Hosting;
using GroupInstance = Holdfast.Core.Placement.GroupInstance;

namespace Holdfast.Service.Api;

/// <summary>Carries out operations here where this node owns the resource, else passes them to the owner's Unix
/// socket.</summary>
internal sealed class OwnerCalls(IClusterView view, IGroupOperations operations, NodeOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, HoldfastClient> _peers = new(StringComparer.Ordinal);

    /// <summary>What a control answered, null for the others; or why it was not done.</summary>
    public async Task<Outcome<JsonElement?>> CallAsync(HttpContext context, string name, OwnerCall call)
    {
        ClusterSnapshot snapshot = view.Current;
        if (!snapshot.Resources.TryGetValue(GroupInstance.GroupOf(name), out Row<ResourceConfig>? resource))
        {
            return snapshot.NoResource(name);
        }

        if (call is OwnerCall.Control control && WhyNoControl(snapshot, resource.Value, control.Name) is { } unknown)
        {
            return unknown;
        }

        if (WhyNoInstance(snapshot, resource.Value, name) is { } notThere)
        {
            return notThere;
        }

        string group = GroupInstance.GroupIn(name, resource.Value.Group);
        string? owner = snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? state) ? state.Value.Owner : null;
        if (owner is null)
        {
            return new Refusal(
                ErrorCodes.ResourceNotOwned, $"no node owns group \"{group}\" now; bring it online first");
        }

        if (owner == options.Node)
        {
            return await HereAsync(name, call, context.RequestAborted).ConfigureAwait(false);
        }

        return context.Request.Headers.ContainsKey(CallerReader.OnBehalfOf)
            ? new Refusal(
                ErrorCodes.ResourceNotOwned, $"group \"{group}\" is moving from {options.Node} to {owner}; try again")
            : await ThereAsync(snapshot, owner, name, call, context).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (HoldfastClient peer in _peers.Values)
        {
            peer.Dispose();
        }
    }

    private static Refusal? WhyNoControl(ClusterSnapshot snapshot, ResourceConfig resource, string control)
    {
        if (!snapshot.Types.TryGetValue(resource.Type, out Row<ResourceTypeConfig>? type))
        {
            return snapshot.NoType(resource.Type);
        }

        return type.Value.Controls.Contains(control)
            ? null
            : Refusal.NotFound(ErrorCodes.NoControl, $"control of type {resource.Type}", control, type.Value.Controls);
    }

    /// <summary>What is asked of a resource of a parallel group is asked of one instance.</summary>
    private static Refusal? WhyNoInstance(ClusterSnapshot snapshot, ResourceConfig resource, string name)
    {
        string[] names = !snapshot.Groups.TryGetValue(resource.Group, out Row<GroupConfig>? group)
            ? [resource.Name]
            : [.. GroupInstance.Of(group.Value, snapshot)
                .Select(instance => GroupInstance.ResourceIn(instance.Name, resource.Name))];
        return names.Contains(name) ? null : new Refusal(
            ErrorCodes.NoResource,
            $"no resource \"{name}\" runs in group \"{resource.Group}\"; name one of {string.Join(", ", names)}");
    }

    private async Task<Outcome<JsonElement?>> HereAsync(
        string name, OwnerCall call, CancellationToken cancellationToken)
    {
        Task<OperationResult> task = call switch
        {
            OwnerCall.Fail fail => operations.FailAsync(name, fail.Reason, cancellationToken),
            OwnerCall.Clear => operations.ClearAsync(name, cancellationToken),
            OwnerCall.Control control =>
                operations.ControlAsync(name, control.Name, control.Input, cancellationToken),
            _ => throw new InvalidOperationException("closed set"),
        };
        OperationResult result = await task.ConfigureAwait(false);
        return result.Ok
            ? result.Output
            : new Refusal(ErrorCodes.OperationFailed, result.Reason ?? "the owner gave no reason");
    }

    private async Task<Outcome<JsonElement?>> ThereAsync(
        ClusterSnapshot snapshot, string owner, string name, OwnerCall call, HttpContext context)
    {
        string socket =
            snapshot.NodeStatuses.TryGetValue(owner, out Row<NodeStatus>? status) ? status.Value.ApiSocket : "";
        if (socket.Length == 0)
        {
            return new Refusal(
                ErrorCodes.OwnerNotReachable, $"the owner {owner} has not published the address of its API");
        }

        HoldfastClient peer =
            _peers.GetOrAdd(socket, path => HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(path)));
        try
        {
            return await AskAsync(peer.OnBehalfOf(context.Who()), name, call, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (HoldfastException failure) when (failure.Status > 0)
        {
            return new Refusal(failure.Code, failure.Detail)
            {
                Status = failure.Status, DidYouMean = failure.DidYouMean, Errors = failure.Errors,
            };
        }
        catch (HoldfastException failure)
        {
            return new Refusal(ErrorCodes.OwnerNotReachable, $"the owner {owner} does not answer: {failure.Detail}");
        }
    }

    private static async Task<JsonElement?> AskAsync(
        HoldfastClient peer, string name, OwnerCall call, CancellationToken cancellationToken)
    {
        switch (call)
        {
            case OwnerCall.Fail fail:
                await peer.Resources.FailAsync(name, fail.Reason, cancellationToken).ConfigureAwait(false);
                return null;
            case OwnerCall.Clear:
                await peer.Resources.ClearAsync(name, cancellationToken).ConfigureAwait(false);
                return null;
            case OwnerCall.Control control:
                return (await peer.Resources.ControlAsync(name, control.Name, control.Input, cancellationToken)
                    .ConfigureAwait(false)).Output;
            default:
                throw new InvalidOperationException("closed set");
        }
    }
}
