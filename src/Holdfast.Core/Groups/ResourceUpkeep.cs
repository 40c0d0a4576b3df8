using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;

namespace Holdfast.Core.Groups;

/// <summary>What is done about a resource that is online and is to stay so.</summary>
internal sealed class ResourceUpkeep(DecisionWork work)
{
    private readonly CallBeginnings _calls = new(work);

    /// <summary>
    /// Online and to stay so: a new package, the end of an isolation, and new settings are followed without
    /// interruption.
    /// </summary>
    /// <returns>The resource as it was let go of in its monitor, to be taken up in another; else null.</returns>
    public ResourceRuntime? Keep(ResourceRuntime r, Hosting host, ResourceTypeConfig type)
    {
        if (RoleChanges.Needed(r, work) is { } role)
        {
            _calls.Begin(r, role, $"its group is to be {work.Plan.Role} here");
            return null;
        }

        MonitorPlace place = host.Settings.Place;
        bool upgraded = !string.Equals(place.PackageHash, type.PackageHash, StringComparison.Ordinal);
        bool over = place.Alone is not null && !r.Config.SeparateMonitor && r.IsolatedUntil is null;
        if (upgraded || over)
        {
            string reason = upgraded ? $"its type {type.Name} has a new package" : "its isolation is over";
            return Rehost(r, host, _calls.Settings(r, type), reason);
        }

        string effective = r.Effective ?? host.Settings.Properties;
        PropertyChanges changes = PropertyChanges.Between(effective, r.Config.Properties, type.AppliedAtOnce);
        HostedSettings wanted =
            _calls.Settings(r, type) with { Place = place, Properties = changes.AtOnce ?? effective };
        ValueList<string> later = r.Config.SeparateMonitor && place.Alone is null
            ? changes.Later.Add(nameof(ResourceConfig.SeparateMonitor))
            : changes.Later;
        if (wanted == r.Refused)
        {
            later = PropertyChanges.Between(effective, r.Config.Properties, []).Later;
        }

        ResourceRuntime kept = later.Equals(r.FromNextOnline) ? r : r with { FromNextOnline = later };
        work[r.Name] = kept;
        if (wanted != host.Settings && wanted != r.Refused)
        {
            _calls.Begin(kept, CallKind.Set, "its settings were changed", wanted);
        }

        return null;
    }

    /// <summary>
    /// First another monitor is got ready, then the resource is let go in its own and taken up there.
    /// </summary>
    private ResourceRuntime? Rehost(ResourceRuntime r, Hosting host, HostedSettings settings, string reason)
    {
        if (r.Ready == settings.Place)
        {
            work.Add(new GroupAction.Release { Resource = r.Name, MonitorId = host.MonitorId, Reason = reason });
            return r with
            {
                Host = null, Ready = null, Reattach = true, Monitor = MonitorPresence.Restarting, LostAt = work.Now,
                Cause = null,
            };
        }

        if (work.IsDue(r.RetryAt))
        {
            _calls.Begin(r, CallKind.Prepare, reason, settings);
        }

        return null;
    }
}
