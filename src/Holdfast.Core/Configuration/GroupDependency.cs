namespace Holdfast.Core.Configuration;

/// <summary>A group that must be online before another one is started.</summary>
/// <param name="Group">The group that is needed.</param>
/// <param name="Scope">Where it must be online.</param>
/// <remarks>It orders starts: a group that is online stays so when what it depends on goes offline.</remarks>
public sealed record GroupDependency(string Group, DependencyScope Scope = DependencyScope.Anywhere)
{
    /// <summary>An empty one, for what reads documents: it then sets member by member.</summary>
    public GroupDependency()
        : this("")
    {
    }
}

/// <summary>Where a group that another depends on must be online.</summary>
public enum DependencyScope
{
    Anywhere,

    /// <summary>On the same node; the dependent group follows it there.</summary>
    Local,

    /// <summary>On another node.</summary>
    Elsewhere,
}
