namespace Holdfast.Core.State;

/// <summary>The role of an instance of a parallel group; an ordinary group's is always the first.</summary>
public enum InstanceRole
{
    Unpromoted,
    Promoted,
}
