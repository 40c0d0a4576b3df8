using Holdfast.Core.Configuration;

namespace Holdfast.Core.WhatIf;

/// <summary>Something imagined to happen: a closed set.</summary>
public abstract record WhatIfChange
{
    private WhatIfChange()
    {
    }

    /// <summary>The node loses power, and that nothing of it runs is known at once.</summary>
    public sealed record NodeDown(string Node) : WhatIfChange;

    /// <summary>The node joins again, with nothing running.</summary>
    public sealed record NodeUp(string Node) : WhatIfChange;

    public sealed record Pause(string Node, bool Drain) : WhatIfChange;

    public sealed record Resume(string Node) : WhatIfChange;

    /// <param name="Target">The node; null lets the coordinator choose.</param>
    public sealed record Move(string Group, string? Target) : WhatIfChange;

    public sealed record Want(string Group, bool Online) : WhatIfChange;

    /// <summary>The resource fails where it runs.</summary>
    /// <param name="Resource">The resource, in an instance of its group.</param>
    /// <param name="ForGood">Whether restarting it there does not help.</param>
    public sealed record Fail(string Resource, bool ForGood = true) : WhatIfChange;

    /// <summary>Failures and restarts of the resource are forgotten where it runs.</summary>
    public sealed record Clear(string Resource) : WhatIfChange;

    /// <summary>A record is stored, or deleted if it is null: what an edit would do.</summary>
    public sealed record Store(string Key, StoredRecord? Value) : WhatIfChange;
}

/// <summary>One thing that would happen.</summary>
/// <param name="After">How long after the changes, if every call took no time.</param>
/// <param name="Node">The node that does it or that it is about; null if none.</param>
/// <param name="Kind">One of <see cref="Events.EventKinds"/>.</param>
/// <param name="Group">The group; null if it is not about one.</param>
/// <param name="Resource">The resource; null if it is not about one.</param>
/// <param name="Message">A whole sentence, with the reason.</param>
public sealed record WhatIfStep(
    TimeSpan After, string? Node, string Kind, string? Group, string? Resource, string Message);

/// <summary>What would come of it.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Settled">Whether it came to rest within the time that was played.</param>
/// <param name="Final">The cluster in the end.</param>
public sealed record WhatIfResult(
    Collections.ValueList<WhatIfStep> Steps, bool Settled, State.ClusterSnapshot Final);
