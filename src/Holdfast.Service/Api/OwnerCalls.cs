using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.WhatIf;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Groups;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Peers;
using GroupNames = Holdfast.Core.Placement.GroupInstance;

namespace Holdfast.Service.Api;

/// <summary>Carries out operations here where this node owns the resource, else passes them to the owner's API.
/// </summary>
internal sealed class OwnerCalls(
    IClusterView view, IGroupOperations operations, NodeOptions options, PeerNodes nodes)
{
    /// <summary>What a control answered, null for the others; or why it was not done.</summary>
    public async Task<Outcome<JsonElement?>> CallAsync(HttpContext context, string name, OwnerCall call)
    {
        ClusterSnapshot snapshot = view.Current;
        if (snapshot.ResourceNamed(name, out string group) is not { } resource)
        {
            return snapshot.NoResource(name);
        }

        if (call is OwnerCall.Control control && WhyNoControl(snapshot, resource.Value, control.Name) is { } unknown)
        {
            return unknown;
        }

        if (group == resource.Value.Group && snapshot.IsParallel(group))
        {
            IEnumerable<string> all = InstancesOf(snapshot, resource.Value);
            return new Refusal(ErrorCodes.InstanceNeeded,
                $"group \"{group}\" is parallel; name \"{name}\" in one of its instances: {string.Join(", ", all)}");
        }

        if (OwnerOf(snapshot, group) is not { } owner)
        {
            return new Refusal(
                ErrorCodes.ResourceNotOwned, $"no node owns group \"{group}\" now; bring it online first");
        }

        if (WhatIfScope.Current is { } imagined)
        {
            Imagine(imagined, snapshot, owner, name, call);
            return (JsonElement?)null;
        }

        if (owner == options.Node)
        {
            return await HereAsync(name, group, call, context.RequestAborted).ConfigureAwait(false);
        }

        return context.Request.Headers.ContainsKey(CallerReader.OnBehalfOf)
            ? new Refusal(
                ErrorCodes.ResourceNotOwned, $"group \"{group}\" is moving from {options.Node} to {owner}; try again")
            : await ThereAsync(owner, name, call, context).ConfigureAwait(false);
    }

    /// <summary>Clears a resource; of a parallel group in every instance that has an owner which is up.</summary>
    public Task<Outcome<JsonElement?>> ClearAsync(HttpContext context, string name) =>
        view.Current.Resources.TryGetValue(name, out Row<ResourceConfig>? row)
        && view.Current.IsParallel(row.Value.Group)
            ? ClearAllAsync(context, name)
            : CallAsync(context, name, new OwnerCall.Clear());

    /// <summary>Clears a resource wherever an owner that is up has it; nowhere is no fault.</summary>
    public async Task<Outcome<JsonElement?>> ClearAllAsync(HttpContext context, string name)
    {
        ClusterSnapshot snapshot = view.Current;
        if (!snapshot.Resources.TryGetValue(name, out Row<ResourceConfig>? row))
        {
            return snapshot.NoResource(name);
        }

        // What is left of a parallel group from when it was ordinary is on its way out, and not cleared.
        string? passed = snapshot.IsParallel(row.Value.Group) ? name : null;
        foreach (string each in InstancesOf(snapshot, row.Value).Where(each => each != passed))
        {
            snapshot.ResourceNamed(each, out string group);
            if (OwnerOf(snapshot, group) is { } owner && snapshot.IsUp(owner))
            {
                Outcome<JsonElement?> done = await CallAsync(context, each, new OwnerCall.Clear())
                    .ConfigureAwait(false);
                if (done is Outcome<JsonElement?>.Refused)
                {
                    return done;
                }
            }
        }

        return (JsonElement?)null;
    }

    /// <summary>What a control does inside the resource, only the resource knows.</summary>
    private static void Imagine(
        WhatIfScope imagined, ClusterSnapshot snapshot, string owner, string name, OwnerCall call)
    {
        switch (call)
        {
            case OwnerCall.Fail:
                imagined.Take(snapshot, [new WhatIfChange.Fail(name, ForGood: false)]);
                break;
            case OwnerCall.Clear:
                imagined.Take(snapshot, [new WhatIfChange.Clear(name)]);
                break;
            case OwnerCall.Control control:
                imagined.Note(
                    EventKinds.ResourceControl, $"control {control.Name} is called of {name}, whose code does the rest",
                    owner, name);
                break;
            default:
                throw new InvalidOperationException("closed set");
        }
    }

    private static string? OwnerOf(ClusterSnapshot snapshot, string group) =>
        snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? state) ? state.Value.Owner : null;

    /// <summary>The resource's names in the instances of its group; its own in an ordinary group.</summary>
    private static IEnumerable<string> InstancesOf(ClusterSnapshot snapshot, ResourceConfig resource) =>
        snapshot.Groups.TryGetValue(resource.Group, out Row<GroupConfig>? group) && group.Value.Instances is not null
            ? snapshot.InstancesOf(group.Value).Select(instance => GroupNames.ResourceIn(instance, resource.Name))
            : [resource.Name];

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

    private async Task<Outcome<JsonElement?>> HereAsync(
        string name, string group, OwnerCall call, CancellationToken cancellationToken)
    {
        Task<OperationResult> task = call switch
        {
            OwnerCall.Fail fail => operations.FailAsync(name, fail.Reason, cancellationToken),
            OwnerCall.Clear => operations.ClearAsync(name, cancellationToken),
            OwnerCall.Processes => Task.FromResult(new OperationResult(true, null, JsonSerializer.SerializeToElement(
                RunningProcesses.Of(operations.Processes, name, group), ClientJson.Default.ResourceProcessesDto))),
            OwnerCall.Polls => operations.PollsAsync(name, cancellationToken),
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
        string owner, string name, OwnerCall call, HttpContext context)
    {
        if (nodes.ClientOf(owner) is not { } peer)
        {
            return new Refusal(
                ErrorCodes.OwnerNotReachable, $"the owner {owner} has not published the address of its API");
        }

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
            case OwnerCall.Processes:
                return JsonSerializer.SerializeToElement(
                    await peer.Resources.ProcessesAsync(name, cancellationToken).ConfigureAwait(false),
                    ClientJson.Default.ResourceProcessesDto);
            case OwnerCall.Polls:
                return JsonSerializer.SerializeToElement(
                    await peer.Resources.PollsAsync(name, cancellationToken).ConfigureAwait(false),
                    ClientJson.Default.PollHistoryDto);
            case OwnerCall.Control control:
                return (await peer.Resources.ControlAsync(name, control.Name, control.Input, cancellationToken)
                    .ConfigureAwait(false)).Output;
            default:
                throw new InvalidOperationException("closed set");
        }
    }
}
