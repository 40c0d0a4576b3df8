namespace Holdfast.Core.Configuration;

/// <summary>How nodes that are equally preferred by a group are ranked.</summary>
public enum PlacementPolicy
{
    /// <summary>In the order in which they were added.</summary>
    Preferred,

    /// <summary>
    /// The one with the most room first: by the capacity that groups need, else by the number of groups.
    /// </summary>
    Balanced,

    /// <summary>The fullest one that still has room first, so that others stay free.</summary>
    Packed,
}
