using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Groups;

/// <summary>Begins calls: notes each in the resource and adds its action.</summary>
internal sealed class CallBeginnings(DecisionWork work)
{
    /// <summary>What the resource is to be opened with if it is opened now.</summary>
    public HostedSettings Settings(ResourceRuntime r, ResourceTypeConfig type) => new()
    {
        Place = new(type.PackageHash, r.Config.SeparateMonitor || r.IsolatedUntil is not null ? r.Name : null),
        Properties = r.Effective is { } effective && (r.Reattach || r.Terminate) ? effective : r.Config.Properties,
        LooksAlive = r.Config.LooksAlivePollInterval ?? type.LooksAlivePollInterval,
        IsAlive = r.Config.IsAlivePollInterval ?? type.IsAlivePollInterval,
    };

    public void Open(ResourceRuntime r, string reason)
    {
        ResourceRuntime opening = r with
        {
            Monitor = r.Monitor == MonitorPresence.Restarting ? MonitorPresence.Restarting : MonitorPresence.Starting,
        };
        Begin(opening, CallKind.Open, reason, Settings(r, work.TypeOf(r)!));
    }

    public void StopProcesses(ResourceRuntime r) => Begin(
        r with { Terminate = true }, CallKind.StopProcesses, $"{r.Reason}; its processes are killed through the guard");

    public void Begin(ResourceRuntime r, CallKind kind, string reason, HostedSettings? settings = null)
    {
        long id = work.NextCall();
        bool pending = kind is CallKind.Online or CallKind.Offline or CallKind.Promote or CallKind.Demote
            || (kind == CallKind.Reattach && r.State is ResourceState.OnlinePending or ResourceState.OfflinePending);
        work[r.Name] = r with
        {
            RetryAt = null,
            EarlyFailure = null,
            Role = kind == CallKind.Promote ? InstanceRole.Promoted : r.Role,
            Call = new(id, kind, work.Now)
            {
                Settings = settings,
                Pending = pending,
                ProcessesOnly = (work.TypeOf(r)?.FenceScope ?? FenceScope.Process) == FenceScope.Process,
            },
        };
        work.Add(new GroupAction.Call
        {
            Resource = r.Name,
            Reason = reason,
            Id = id,
            Kind = kind,
            MonitorId = r.Host?.MonitorId,
            Settings = settings,
            Type = work.TypeOf(r),
            DeadlockTimeout = work.DeadlockTimeout(r),
        });
        if (work[r.Name].Call is { Kind: not (CallKind.Open or CallKind.Prepare or CallKind.StopProcesses) } call)
        {
            work.IsDue(call.SilentSince + (pending ? work.PendingTimeout(r) : work.DeadlockTimeout(r)));
        }
    }

    public void KillMonitor(ResourceRuntime r, ResourceCall call, TimeSpan limit)
    {
        work[r.Name] = r with { Call = call with { KillAsked = true } };
        if (r.Host is { } host)
        {
            work.Add(new GroupAction.KillMonitor
            {
                Resource = r.Name,
                MonitorId = host.MonitorId,
                Reason = $"{call.Kind} of {r.Name} did not end within {Spoken.Duration(limit)} (DeadlockTimeout)",
            });
        }
    }
}
