using Holdfast.Core.Collections;
using Holdfast.Core.Status;

namespace Holdfast.Core.Groups;

/// <summary>
/// Which resources that are up must come down, and why: those that are not wanted or failed, and all that cannot stay
/// up without them.
/// </summary>
internal sealed class DownSet
{
    private readonly Dictionary<string, string> _why = new(StringComparer.Ordinal);

    private DownSet()
    {
    }

    public static DownSet Of(DecisionWork work)
    {
        var set = new DownSet();
        foreach (string name in work.Graph.BottomUp)
        {
            ResourceRuntime r = work[name];
            if (!r.IsDown && set.Why(r, work) is { } why)
            {
                set._why[name] = why;
            }
        }

        return set;
    }

    public string? this[string name] => _why.GetValueOrDefault(name);

    /// <summary>Why the resource cannot be started now: what it waits for; null if nothing.</summary>
    public string? Waits(string name, DecisionWork work)
    {
        if (work.Graph.Obstacle(name) is { } obstacle)
        {
            return obstacle;
        }

        foreach (ValueList<string> any in work.Graph.Needs(name))
        {
            if (!any.Any(needed => work.Has(needed) && work[needed].IsOnline && this[needed] is null))
            {
                return $"it waits for {string.Join(" or ", any.Select(needed => Describe(needed, work)))}";
            }
        }

        return null;
    }

    private static string Describe(string name, DecisionWork work) =>
        work.Has(name) ? $"{name} ({work[name].State})" : $"{name} (not there)";

    private string? Why(ResourceRuntime r, DecisionWork work)
    {
        if (work.Frozen(r) is not null)
        {
            return null;
        }

        if (!work.IsWanted(r))
        {
            return work.WhyUnwanted(r);
        }

        if (r.Terminate)
        {
            return r.State == ResourceState.Failed ? r.Failure : r.Reason;
        }

        foreach (ValueList<string> any in work.Graph.Needs(r.Name))
        {
            if (any.Count > 0 && !any.Any(needed => work.Has(needed) && work[needed].Supports && this[needed] is null))
            {
                return $"it depends on {string.Join(" or ", any.Select(needed => Lost(needed, work)))}";
            }
        }

        return null;
    }

    private string Lost(string name, DecisionWork work)
    {
        if (!work.Has(name))
        {
            return $"{name}, which is not there";
        }

        ResourceRuntime r = work[name];
        return r.State == ResourceState.Failed ? $"{name}, which failed ({r.Failure})"
            : this[name] is { } why ? $"{name}, which goes offline ({why})"
            : $"{name}, which is {r.State} ({r.Reason})";
    }
}
